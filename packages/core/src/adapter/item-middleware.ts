import { DyStoreError } from "../errors/error.ts";
import { checkItem } from "../values/check-item.ts";
import { cloneItem } from "../values/clone.ts";
import { isMap } from "../values/kind.ts";
import { setOwn } from "../values/own.ts";
import type { Item, KeyValue, Value } from "../values/value.ts";
import type { Adapter, Middleware, Range, Scan } from "./adapter.ts";
import type { Context } from "./context.ts";
import { finishedBytes, isFinished } from "./finished-item.ts";
import { expiryAttribute, metadataAttribute } from "./reserved.ts";
import type { Step } from "./step.ts";
import type { ItemKey, Table } from "./table.ts";
import { errorOf, unreadableItem } from "./unreadable.ts";

/** What a middleware makes of items on their way down and back. Promises are native ones. */
export interface ItemCoding {
  /** Short; stands before the adapter's name: `"encrypt"` makes `"encrypt(sqlite)"`. */
  readonly name: string;

  /**
   * Bytes that the item will take once encoded and stored, exactly or at most. Pure: planners ask it before there are any keys.
   * Middleware further down grows items by their shape, so hand `below` an item of the encoded one's shape rather than adding
   * to what it says of the plain one; ciphertext can stand there as zeros of its length.
   *
   * @param below Bytes of an item that is handed to the adapter below.
   */
  storedBytes(table: Table, item: Item, below: (item: Item) => number): number;

  /**
   * The item to be stored. It is sound (as `checkItem` has it) and must not be changed. Leave alone what is public: key
   * attributes, `__dystore_expires__`, and of `__dystore__` all but its member `private`; conditions look at them.
   *
   * Of the items of one write roots are encoded last, when all others are done.
   *
   * @param fresh As in the step that puts it.
   */
  encode(table: Table, item: Item, context: Context, fresh: boolean): Item | Promise<Item>;

  /**
   * The item as it was before `encode`. What it throws is attached to what is public of the item; see `unreadableItem`.
   *
   * @param key The key under which it was asked for; `undefined` where a query or scan brought it.
   */
  decode(table: Table, item: Item, context: Context, key: ItemKey | undefined): Item | Promise<Item>;
}

/**
 * Makes a middleware of two item functions, for all ways by which items go and come: `write`, `get`, `query`, `scan`. Limits
 * hold of the encoded item, as the adapter below checks it. What a middleware below could not open stays as that left it.
 *
 * Errors of `encode` and `decode` that are no `DyStoreError` become `UNAVAILABLE`, as nothing was written or lost.
 *
 * @example
 * ```ts
 * const stamped = itemMiddleware({
 *   name: "stamped",
 *   storedBytes: (_table, item, below) => below({ ...item, stamp: 1 }),
 *   encode: (_table, item) => ({ ...item, stamp: 1 }),
 *   decode: (_table, { stamp, ...item }) => item,
 * });
 * const adapter = stamped(memoryAdapter());
 * ```
 */
export function itemMiddleware(coding: ItemCoding): Middleware {
  return (below) => codedAdapter(coding, below);
}

function codedAdapter(coding: ItemCoding, below: Adapter): Adapter {
  const name = `${coding.name}(${below.name})`;
  const { limits } = below.capabilities;

  /** A step that stays as it is, whatever the caller does with the one given while keys are fetched and others encoded. */
  function kept(step: Step): Step {
    if (step.kind !== "put") return { ...step, key: keptKey(step.key) };
    const { table, item } = step;
    // Before encoding, which may hide from the adapter what it would refuse.
    if (finishedBytes(item, limits) === undefined) checkItem(item, limits, table.name);
    return isFinished(item) ? step : { ...step, item: cloneItem(item) };
  }

  /** Fails by a promise alone, so that those of other steps are not left alone. */
  function encode(step: Step, context: Context): Step | Promise<Step> {
    if (step.kind !== "put") return step;
    const { table, item } = step;
    try {
      const encoded = coding.encode(table, item, context, step.fresh === true);
      if (!(encoded instanceof Promise)) return { ...step, item: encoded };
      return encoded.then(
        (stored) => ({ ...step, item: stored }),
        (error: unknown) => Promise.reject(failure(error, name, table)),
      );
    } catch (error) {
      return Promise.reject(failure(error, name, table));
    }
  }

  /** Roots after all others: what these need of a root may not be known before. No promise where nothing has to be waited for. */
  function encodeAll(steps: readonly Step[], context: Context): readonly Step[] | Promise<readonly Step[]> {
    if (!steps.some(isRoot)) return all(steps.map((step) => encode(step, context)));
    const others = all(steps.map((step) => (isRoot(step) ? step : encode(step, context))));
    const roots = (list: readonly Step[]) => all(list.map((step) => (isRoot(step) ? encode(step, context) : step)));
    return others instanceof Promise ? others.then(roots) : roots(others);
  }

  function decode(table: Table, item: Item, context: Context, key?: ItemKey): Item | Promise<Item> {
    if (errorOf(item) !== undefined) return item;
    const unreadable = (error: unknown) => unreadableItem(publicAttributes(table, item), failure(error, name, table));
    try {
      const decoded = coding.decode(table, item, context, key);
      return decoded instanceof Promise ? decoded.catch(unreadable) : decoded;
    } catch (error) {
      return unreadable(error);
    }
  }

  async function* decodePages(from: Range | Scan, pages: AsyncIterable<readonly Item[]>, context: Context) {
    const { table, publicOnly } = from;
    for await (const page of pages) {
      if (publicOnly) yield page.map((item) => (errorOf(item) === undefined ? publicAttributes(table, item) : item));
      else yield await all(page.map((item) => decode(table, item, context)));
    }
  }

  return {
    name,
    capabilities: below.capabilities,
    storedBytes: (table, item) => coding.storedBytes(table, item, (coded) => below.storedBytes(table, coded)),
    async get(keys, options, context) {
      const kept = keys.map(keptKey);
      const items = await below.get(kept, options, context);
      return all(
        kept.map((key, index) => {
          const item = items[index];
          return item && decode(key.table, item, context, key);
        }),
      );
    },
    async write(steps, options, context) {
      const encoded = encodeAll(steps.map(kept), context);
      return below.write(encoded instanceof Promise ? await encoded : encoded, options, context);
    },
    query: (range, context) => decodePages(range, below.query(range, context), context),
    scan: (scan, context) => decodePages(scan, below.scan(scan, context), context),
    createTable: (table, context) => below.createTable(table, context),
    close: () => below.close(),
  };
}

/** What has to be waited for, and what has not. */
function all<T>(list: readonly (T | Promise<T>)[]): readonly T[] | Promise<T[]> {
  return list.some((each) => each instanceof Promise) ? Promise.all(list) : (list as readonly T[]);
}

function keptKey(key: ItemKey): ItemKey {
  const { partition, sort } = key;
  return { ...key, partition: keptValue(partition), ...(sort !== undefined && { sort: keptValue(sort) }) };
}

function keptValue(value: KeyValue): KeyValue {
  return value instanceof Uint8Array ? new Uint8Array(value) : value;
}

function isRoot(step: Step): boolean {
  const metadata = step.kind === "put" ? step.item[metadataAttribute] : undefined;
  return isMap(metadata) && metadata["kind"] === "root";
}

/** What anybody may know of an item: its key, its expiry, and its metadata without the private half. */
function publicAttributes({ partitionKey, sortKey }: Table, item: Item): Item {
  const visible: { [name: string]: Value } = {};
  for (const name of [partitionKey.name, sortKey?.name, expiryAttribute]) {
    const value = name !== undefined && Object.hasOwn(item, name) ? item[name] : undefined;
    if (name !== undefined && value !== undefined) setOwn(visible, name, value);
  }
  const metadata = item[metadataAttribute];
  if (isMap(metadata)) {
    const { private: _, ...shown } = metadata;
    visible[metadataAttribute] = shown;
  }
  return visible;
}

function failure(error: unknown, name: string, { name: table }: Table): DyStoreError {
  if (error instanceof DyStoreError) return error;
  const problem = `The adapter "${name}" failed to encode or decode an item of table "${table}"; nothing was written.`;
  return new DyStoreError("UNAVAILABLE", problem, { table, cause: error });
}
