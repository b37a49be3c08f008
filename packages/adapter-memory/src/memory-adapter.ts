import {
  type Adapter,
  type AtomicWrites,
  cloneItem,
  DyStoreError,
  defineAdapter,
  dynamodbAtomicWrites,
  dynamodbLimits,
  type FailedStep,
  type Item,
  itemBytes,
  keepItem,
  keyOf,
  type Limits,
  stepKey,
  stepsFailed,
  type Table,
  TokenMemory,
  writeDigest,
} from "@dystore/core/adapter";
import { holds } from "./condition.ts";
import { MemoryTable } from "./memory-table.ts";

/** How a database in memory is set up. */
export interface MemoryOptions {
  /** The home Region. Default: the environment variable `AWS_REGION`, else `us-east-2`. */
  readonly region?: string | undefined;
  /** Default: DynamoDB's, so that what passes here passes there. */
  readonly limits?: Partial<Limits> | undefined;
  /** How far writes can be atomic; `false`: not at all. Default: as DynamoDB's transactions. */
  readonly atomic?: AtomicWrites | false | undefined;
}

/** Bytes at which a page of a query or scan ends, as in DynamoDB. */
const pageBytes = 1024 * 1024;

/**
 * The reference adapter: items in memory, under DynamoDB's limits. Each call makes a new, empty database; hand the adapter
 * itself around to share it.
 *
 * @example
 * ```ts
 * const store = new DyStore({ adapter: memoryAdapter(), table: "People", primaryKey: "ID" });
 * ```
 */
export function memoryAdapter(options: MemoryOptions = {}): Adapter {
  const home = options.region ?? (process.env.AWS_REGION || "us-east-2");
  const regions = new Map<string, Map<string, MemoryTable>>();
  const tokens = new TokenMemory();

  function open(table: Table): MemoryTable {
    const found = regions.get(table.region ?? home)?.get(table.name);
    if (found === undefined) {
      const problem = `There is no table "${table.name}" in ${table.region ?? home}; create it first.`;
      throw new DyStoreError("TABLE_NOT_FOUND", problem, { table: table.name });
    }
    found.assertFits(table);
    return found;
  }

  function tryOpen(table: Table): MemoryTable | DyStoreError {
    try {
      return open(table);
    } catch (error) {
      if (error instanceof DyStoreError) return error;
      throw error;
    }
  }

  return defineAdapter({
    name: "memory",
    capabilities: {
      region: home,
      manyRegions: true,
      atomic: options.atomic ?? dynamodbAtomicWrites,
      limits: { ...dynamodbLimits, ...options.limits },
    },

    async get(keys) {
      return keys.map((key) => {
        const item = open(key.table).get(key);
        return item && cloneItem(item);
      });
    },

    async write(steps, { atomic, token }) {
      const digest = token === undefined ? "" : writeDigest(steps, home);
      if (token !== undefined && tokens.has(token, digest)) return;
      const failures: FailedStep[] = [];
      const changes: (() => void)[] = [];
      for (const [index, step] of steps.entries()) {
        const key = stepKey(step);
        const table = atomic ? open(key.table) : tryOpen(key.table);
        if (table instanceof DyStoreError) failures.push({ index, code: table.code, error: table });
        else if (step.if !== undefined && !holds(step.if, table.get(key))) failures.push({ index, code: "CONFLICT" });
        else if (step.kind === "put") changes.push(() => table.put(key, keepItem(step.item)));
        else if (step.kind === "delete") changes.push(() => table.delete(key));
      }
      if (!atomic || failures.length === 0) for (const change of changes) change();
      if (failures.length > 0) throw stepsFailed(failures);
      if (token !== undefined) tokens.remember(token, digest);
    },

    async *query({ table, partition, prefix, after, limit }) {
      let place = after;
      for (;;) {
        const page = takePage(open(table).partition(partition, prefix, place), limit);
        if (page.length > 0) yield page.map(cloneItem);
        const last = page.at(-1);
        place = last && keyOf(last, table).sort;
        if (place === undefined) return;
      }
    },

    async *scan({ table, segment, after, limit }) {
      let place = after;
      for (;;) {
        const page = takePage(open(table).items(segment, place), limit);
        const last = page.at(-1);
        if (last === undefined) return;
        yield page.map(cloneItem);
        place = keyOf(last, table);
      }
    },

    async createTable(table) {
      const region = table.region ?? home;
      const tables = regions.get(region) ?? new Map<string, MemoryTable>();
      regions.set(region, tables);
      if (tables.has(table.name)) open(table);
      else tables.set(table.name, new MemoryTable(table));
    },

    async close() {
      regions.clear();
    },
  });
}

/** Items up to a page's end. Each page is cut from the items of its own moment; what was written in between shows. */
function takePage(items: Iterable<Item>, limit = Number.POSITIVE_INFINITY): Item[] {
  const page: Item[] = [];
  let bytes = 0;
  for (const item of items) {
    page.push(item);
    bytes += itemBytes(item);
    if (page.length >= limit || bytes >= pageBytes) break;
  }
  return page;
}
