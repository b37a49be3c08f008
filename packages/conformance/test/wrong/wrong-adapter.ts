import {
  type Adapter,
  DyStoreError,
  type Item,
  type ItemKey,
  isDyStoreError,
  type Middleware,
  type Step,
  type WriteOptions,
} from "@dystore/core/adapter";
import { altered } from "../../src/middleware/altered.ts";

export { altered };

/** A deliberate fault, and the test that has to notice it. */
export interface WrongAdapter {
  /** What it does wrong. */
  readonly does: string;
  /** The group that catches it, and words of the test that does, so that it fails for its own fault and no other. */
  readonly group: string;
  readonly test: string;
  readonly make: Middleware;
}

/** Changes the steps before they are written. */
export function changingSteps(change: (step: Step) => Step, adapter: Adapter): Adapter {
  return altered(adapter, { write: (steps, options, context) => adapter.write(steps.map(change), options, context) });
}

/** Changes the options of writes. */
export function changingOptions(
  change: (options: WriteOptions, steps: readonly Step[]) => WriteOptions,
  adapter: Adapter,
): Adapter {
  return altered(adapter, {
    write: (steps, options, context) => adapter.write(steps, change(options, steps), context),
  });
}

/** Changes items on their way in. */
export function changingStored(change: (item: Item) => Item, adapter: Adapter): Adapter {
  return changingSteps((step) => (step.kind === "put" ? { ...step, item: change(step.item) } : step), adapter);
}

/** Changes items on their way out. */
export function changingReturned(change: (item: Item) => Item, adapter: Adapter): Adapter {
  return altered(adapter, {
    get: async (keys, options, context) => {
      const items = await adapter.get(keys, options, context);
      return items.map((item) => item && change(item));
    },
    query: (range, context) => changingPages(change, adapter.query(range, context)),
    scan: (scan, context) => changingPages(change, adapter.scan(scan, context)),
  });
}

async function* changingPages(
  change: (item: Item) => Item,
  pages: AsyncIterable<readonly Item[]>,
): AsyncIterable<readonly Item[]> {
  for await (const page of pages) yield page.map(change);
}

/** All items of pages. */
export async function all(pages: AsyncIterable<readonly Item[]>): Promise<readonly Item[]> {
  const items: Item[] = [];
  for await (const page of pages) items.push(...page);
  return items;
}

/** Gives items as pages of at most `limit`. */
export async function* paged(
  items: Promise<readonly Item[]>,
  limit: number | undefined,
): AsyncIterable<readonly Item[]> {
  const list = await items;
  const size = limit ?? 100;
  for (let from = 0; from < list.length; from += size) yield list.slice(from, from + size);
}

/** The key of a step, for wrong adapters that look before they write. */
export function keyOf(step: Step): ItemKey {
  if (step.kind !== "put") return step.key;
  const { table, item } = step;
  const partition = item[table.partitionKey.name] as ItemKey["partition"];
  return table.sortKey === undefined
    ? { table, partition }
    : { table, partition, sort: item[table.sortKey.name] as ItemKey["sort"] };
}

/** Writes step by step, as a loop without much thought would. */
export async function oneByOne(adapter: Adapter, steps: readonly Step[]): Promise<void> {
  for (const [index, step] of steps.entries()) {
    await adapter.write([step], { atomic: false }, {}).catch((error: unknown) => {
      if (!isDyStoreError(error, "CONFLICT")) throw error;
      throw new DyStoreError("CONFLICT", "A condition did not hold.", { steps: [{ index, code: "CONFLICT" }] });
    });
  }
}

/** A step without its condition; a check is nothing then. */
export function withoutCondition(step: Step): readonly Step[] {
  if (step.kind === "check") return [];
  const { if: _, ...unconditional } = step;
  return [unconditional];
}
