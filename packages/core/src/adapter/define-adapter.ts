import { DyStoreError, type ErrorCode } from "../errors/error.ts";
import { cloneItem } from "../values/clone.ts";
import { itemBytes } from "../values/item-bytes.ts";
import type { Item } from "../values/value.ts";
import type { Adapter, GetOptions, Range, Scan, WriteOptions } from "./adapter.ts";
import type { BareAdapter } from "./bare-adapter.ts";
import type { Capabilities } from "./capabilities.ts";
import { checkItemKey } from "./check-key.ts";
import { checkRange, checkScan } from "./check-range.ts";
import { checkSteps } from "./check-steps.ts";
import { checkTable } from "./check-table.ts";
import type { Context } from "./context.ts";
import { itemKeyText, tableText } from "./item-key.ts";
import type { Step } from "./step.ts";
import type { ItemKey, Table } from "./table.ts";

/**
 * Makes an adapter of a bare implementation that only stores: adds DynamoDB's limits and the checks of keys, values, tables,
 * duplicates, atomic writes, aborts and closing. What is refused never reaches the bare implementation, and what it throws that
 * is no `DyStoreError` becomes one: `UNKNOWN_OUTCOME` from a write, `UNAVAILABLE` (or `ABORTED`) from anything else.
 *
 * @example
 * ```ts
 * export function myAdapter(): Adapter {
 *   return defineAdapter({ name: "mine", capabilities, get, write, query, scan, createTable, close });
 * }
 * ```
 */
export function defineAdapter(bare: BareAdapter): Adapter {
  return new CheckedAdapter(bare);
}

/** Whether an adapter stores items as they are, so that their size is that of what it is given. */
export function storesAsGiven(adapter: Adapter): boolean {
  return adapter instanceof CheckedAdapter;
}

class CheckedAdapter implements Adapter {
  readonly name: string;
  readonly capabilities: Capabilities;
  readonly #bare: BareAdapter;
  #closing: Promise<void> | undefined;

  constructor(bare: BareAdapter) {
    this.name = bare.name;
    this.capabilities = bare.capabilities;
    this.#bare = bare;
  }

  storedBytes(_table: Table, item: Item): number {
    return itemBytes(item);
  }

  async get(keys: readonly ItemKey[], options: GetOptions, context: Context): Promise<readonly (Item | undefined)[]> {
    this.#enter(context);
    const checked = keys.map((key) => this.#checkKey(key));
    if (checked.length === 0) return [];
    try {
      if (checked.length === 1) return await this.#bare.get(checked, options, context);
      return await this.#getDistinct(checked, options, context);
    } catch (error) {
      throw this.#failure(error, "UNAVAILABLE", context);
    }
  }

  async write(steps: readonly Step[], options: WriteOptions, context: Context): Promise<void> {
    this.#enter(context);
    const checked = checkSteps(steps, options, this.capabilities);
    if (checked.length === 0) return;
    try {
      await this.#bare.write(checked, options, context);
    } catch (error) {
      throw this.#failure(error, "UNKNOWN_OUTCOME");
    }
  }

  async *query(range: Range, context: Context): AsyncGenerator<readonly Item[], void, undefined> {
    this.#enter(context);
    const checked = checkRange(range, this.capabilities);
    yield* this.#pages(() => this.#bare.query(checked, context), context);
  }

  async *scan(scan: Scan, context: Context): AsyncGenerator<readonly Item[], void, undefined> {
    this.#enter(context);
    const checked = checkScan(scan, this.capabilities);
    yield* this.#pages(() => this.#bare.scan(checked, context), context);
  }

  async createTable(table: Table, context: Context): Promise<void> {
    this.#enter(context);
    checkTable(table, this.capabilities);
    try {
      await this.#bare.createTable(table, context);
    } catch (error) {
      throw this.#failure(error, "UNAVAILABLE", context);
    }
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    try {
      await this.#bare.close();
    } catch (error) {
      throw this.#failure(error, "UNAVAILABLE");
    }
  }

  #enter({ signal }: Context): void {
    if (this.#closing !== undefined) {
      throw new DyStoreError("CLOSED", `The adapter "${this.name}" was closed; make a new one.`);
    }
    if (signal?.aborted) throw this.#aborted(signal.reason);
  }

  #checkKey(key: ItemKey): ItemKey {
    checkTable(key.table, this.capabilities);
    return checkItemKey(key, this.capabilities.limits);
  }

  /** Asks for each key once, and gives every place in the list an item of its own. */
  async #getDistinct(keys: readonly ItemKey[], options: GetOptions, context: Context): Promise<(Item | undefined)[]> {
    const distinct: ItemKey[] = [];
    const indexes = new Map<string, number>();
    const places = keys.map((key) => {
      const text = `${tableText(key.table, this.capabilities.region)}/${itemKeyText(key)}`;
      const known = indexes.get(text);
      if (known !== undefined) return { index: known, first: false };
      indexes.set(text, distinct.length);
      return { index: distinct.push(key) - 1, first: true };
    });
    const items = await this.#bare.get(distinct, options, context);
    return places.map(({ index, first }) => {
      const item = items[index];
      return item === undefined || first ? item : cloneItem(item);
    });
  }

  async *#pages(
    open: () => AsyncIterable<readonly Item[]>,
    context: Context,
  ): AsyncGenerator<readonly Item[], void, undefined> {
    try {
      for await (const page of open()) {
        yield page;
        this.#enter(context);
      }
    } catch (error) {
      throw this.#failure(error, "UNAVAILABLE", context);
    }
  }

  /** `context` is that of a call which an abort may have ended; nobody can tell that of a write. */
  #failure(error: unknown, code: ErrorCode, context?: Context): DyStoreError {
    if (error instanceof DyStoreError) return error;
    if (context?.signal?.aborted) return this.#aborted(error);
    const advice = code === "UNKNOWN_OUTCOME" ? "read before you repeat the write" : "repeat later";
    return new DyStoreError(code, `The adapter "${this.name}" failed; ${advice}.`, { cause: error });
  }

  #aborted(cause: unknown): DyStoreError {
    return new DyStoreError("ABORTED", "The call's signal was aborted; nothing was written.", { cause });
  }
}
