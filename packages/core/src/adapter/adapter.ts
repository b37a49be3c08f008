import type { Item, KeyValue } from "../values/value.ts";
import type { Capabilities } from "./capabilities.ts";
import type { Context } from "./context.ts";
import type { Step } from "./step.ts";
import type { ItemKey, Table } from "./table.ts";

/** How to read single items. */
export interface GetOptions {
  /** See every write that was answered before this call. Default `false`: may be a little behind. */
  readonly consistent?: boolean | undefined;
}

/** How to write. */
export interface WriteOptions {
  /** All steps or none. Bounded by `capabilities.atomic`. Not atomic: every step is tried, in any order, and may fail alone. */
  readonly atomic: boolean;
  /**
   * 1 to 36 characters that name an atomic write. The same write sent again under its token within ten minutes by the same
   * client is answered as the first was and not carried out twice; another write under it is `INVALID`. Maps whose members come in
   * another order may count as another write. A refused write uses up no token.
   */
  readonly token?: string | undefined;
}

/** Items of one partition. */
export interface Range {
  readonly table: Table;
  readonly partition: KeyValue;
  /** Only sort keys that begin with these characters or bytes. */
  readonly prefix?: string | Uint8Array | undefined;
  /** Only sort keys behind this one, whether or not an item has it: the way to resume. */
  readonly after?: KeyValue | undefined;
  /** Most items a page. Default: as many as a request brings (DynamoDB: 1 MB). */
  readonly limit?: number | undefined;
  readonly consistent?: boolean | undefined;
  /** Only keys, expiry and public metadata are asked for: middleware may leave out what it would have to open. Default `false`. */
  readonly publicOnly?: boolean | undefined;
}

/** Items of one table, or of one of `count` disjoint segments that together are the table. */
export interface Scan {
  readonly table: Table;
  readonly segment?: { readonly index: number; readonly count: number } | undefined;
  /** Resume behind this key, whether or not an item has it. It must come from the same segment. */
  readonly after?: ItemKey | undefined;
  /** Most items a page. Default: as many as a request brings (DynamoDB: 1 MB). */
  readonly limit?: number | undefined;
  readonly consistent?: boolean | undefined;
  /** Only keys, expiry and public metadata are asked for: middleware may leave out what it would have to open. Default `false`. */
  readonly publicOnly?: boolean | undefined;
}

/**
 * Stores items. All methods reject with a `DyStoreError`; none changes or keeps what it is given, and what it returns
 * belongs to the caller, who may change it.
 *
 * An item that cannot be opened (see `unreadableItem`) stands in `get`, `query` and `scan` as its key and public metadata
 * with the error attached, so that one bad item spoils neither a page nor a delete.
 */
export interface Adapter {
  /** Short, for events and messages: `"memory"`, `"sqlite"`, `"dynamodb"`; a middleware puts its own before it. */
  readonly name: string;
  readonly capabilities: Capabilities;

  /** Bytes that `item` will take by DynamoDB's formula, middleware's growth included (exact, or an upper bound). Pure; needs no keys. */
  storedBytes(table: Table, item: Item): number;

  /** Items by key, aligned with `keys`, `undefined` where there is none. Any number of keys; the same key may stand twice. */
  get(keys: readonly ItemKey[], options: GetOptions, context: Context): Promise<readonly (Item | undefined)[]>;

  /**
   * Carries out steps, at most one a key, any number of them where not atomic.
   *
   * @throws `CONFLICT` with `steps`, where conditions did not hold: none of an atomic write happened, the named steps of
   *   another did not. Not atomic, a table that is not there fails its own steps only (`TABLE_NOT_FOUND` in `steps`).
   *   `UNKNOWN_OUTCOME` where it cannot be told whether something was written, or will be: a write that was sent twice and refused
   *   once may still arrive. Every other code: the steps it names (without `steps`: all) were not carried out.
   */
  write(steps: readonly Step[], options: WriteOptions, context: Context): Promise<void>;

  /** A partition's items in order of their sort keys (UTF-8 bytes, or bytes), a page a request; pages may be empty. */
  query(range: Range, context: Context): AsyncIterable<readonly Item[]>;

  /** A table's items in an order of the adapter's own that resuming keeps, a page a request; pages may be empty. */
  scan(scan: Scan, context: Context): AsyncIterable<readonly Item[]>;

  /** Creates a table and waits until it can be used. Nothing to do where a fitting table stands. @throws `INVALID` where another does. */
  createTable(table: Table, context: Context): Promise<void>;

  /** Lets go of files and sockets. Later calls reject with `CLOSED`; closing again does nothing. */
  close(): Promise<void>;
}

/** Adapter in, adapter out: `encrypt(...)(sqliteAdapter({ file }))`. */
export type Middleware = (adapter: Adapter) => Adapter;
