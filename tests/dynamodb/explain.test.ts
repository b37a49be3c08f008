import { randomUUID } from "node:crypto";
import { dynamodbAdapter } from "@dystore/adapter-dynamodb";
import { DyStore, type Plan, type PlannedAction, type PlannedRequest } from "@dystore/core";
import type { Adapter, AdapterEvent } from "@dystore/core/adapter";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { type Explained, explained, firstWrite, type Graph, graphs, reading } from "./explained-operations.ts";
import { localEndpoint, onDynamodb } from "./local.ts";

const prefix = `explain-${randomUUID()}`;
const layouts = ["tables", "collection"] as const;
let adapter: Adapter;
let events: AdapterEvent[];

/** Shards of one list lie beside the root, in its table or (tables layout) in one of their own; those of the other never do. */
function storeIn(layout: (typeof layouts)[number]): DyStore<Graph> {
  const isCollection = layout === "collection";
  return new DyStore<Graph>({
    adapter,
    table: `${prefix}-${layout}`,
    primaryKey: "ID",
    ...(isCollection ? { sortKey: "part" } : {}),
    shards: [
      { path: "$.here[*]", ...(isCollection ? {} : { table: `${prefix}-here`, primaryKey: "IDX" }) },
      { path: "$.there[*]", table: `${prefix}-there`, primaryKey: "IDX" },
    ],
    observe: (event) => events.push(event),
  });
}

/** Plans an operation, carries it out, and says what DynamoDB Local told of it. */
async function planAndRun(store: DyStore<Graph>, operation: Explained, key: string, graph: Graph) {
  const plan = await store.explain(operation.plan(key, graph));
  events = [];
  await operation.run(store, key, graph);
  const capacity = events.flatMap((event) => event.capacity);
  return {
    plan,
    requests: sum(events.map(({ requests }) => requests)),
    readUnits: sum(capacity.map(({ readUnits }) => readUnits)),
    /** What each write of the adapter sent and used, in order: staging, in one write or several, committing, cleaning up. */
    writes: events
      .filter(({ call }) => call === "write")
      .map(({ requests, capacity }) => ({ requests, units: sum(capacity.map(({ writeUnits }) => writeUnits)) })),
  };
}

/** What the writes used, by the planned rounds that they make up with as many requests. */
function unitsByRound(
  writes: readonly { readonly requests: number; readonly units: number }[],
  planned: readonly (readonly PlannedRequest[])[],
): number[] {
  const remaining = writes.values();
  const units = planned.map((round) => {
    let [sent, used] = [0, 0];
    while (sent < round.length) {
      const write = remaining.next().value;
      if (write === undefined) throw new Error("fewer requests than planned");
      sent += write.requests;
      used += write.units;
    }
    expect(sent).toBe(round.length);
    return used;
  });
  expect([...remaining]).toEqual([]);
  return units;
}

/** The rounds of a plan that write, each as its requests. */
function writingRounds({ rounds }: Plan): PlannedRequest[][] {
  const writing = rounds.map(({ requests }) => requests.filter(({ request }) => !/Get|Query/.test(request)));
  return writing.filter(({ length }) => length > 0);
}

function isQuery({ requests }: Plan["rounds"][number]): boolean {
  return requests.some(({ request }) => request === "Query");
}

function isTransaction(requests: readonly PlannedRequest[]): boolean {
  return requests.some(({ request }) => request === "TransactWriteItems");
}

/** What a plan's transaction does. */
function transacted({ actions, rounds }: Plan): PlannedAction[] {
  return actions.filter(({ round }) => isTransaction(rounds[round]?.requests ?? []));
}

/** AWS's formula for a transaction: each item's KB, rounded up, twice; of a put the larger of what it replaces and puts. */
function documentedUnits(actions: readonly PlannedAction[]): number {
  return sum(actions.map((action) => 2 * kilobytes(action)));
}

/** DynamoDB Local's: four units a KB, but of all items of a table that come to the same number of units only one counts. */
function localUnits(actions: readonly PlannedAction[]): number {
  const tables = Map.groupBy(actions, ({ table }) => table).values();
  return sum([...tables].map((some) => 4 * sum([...new Set(some.map(kilobytes))])));
}

function kilobytes({ bytes = 0, replaces = 0 }: PlannedAction): number {
  return Math.ceil(Math.max(bytes, replaces) / 1024);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}

onDynamodb("a plan", () => {
  beforeAll(async () => {
    events = [];
    adapter = dynamodbAdapter({ endpoint: localEndpoint() });
    for (const layout of layouts) await storeIn(layout).createTables();
  });
  afterAll(() => adapter.close());

  // Items say when they were written, and a number's size depends on its digits.
  beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"] }));
  afterEach(() => void vi.useRealTimers());

  describe.each(layouts)("in the layout of %s", (layout) => {
    describe.each(Object.keys(graphs))("of a graph: %s", (name) => {
      test.each(explained)("$name: is what DynamoDB Local does and reports", { timeout: 60_000 }, async (operation) => {
        const store = storeIn(layout);
        const graph = graphs[name] ?? {};
        const key = randomUUID();
        if (operation.stands) await store.write(graph, { primaryKey: key });
        const { plan, requests, readUnits, writes } = await planAndRun(store, operation, key, graph);

        expect(plan.accuracy).toBe(operation.accuracy ?? (plan.rounds.some(isQuery) ? plan.accuracy : "exact"));
        expect(requests).toBe(plan.requests);
        if (plan.accuracy === "exact") expect(readUnits).toBe(plan.capacity.readUnits);
        else {
          expect(readUnits).toBeLessThanOrEqual(plan.capacity.readUnits);
          // What a manifest does not know of an item's size is less than a KB.
          expect(readUnits).toBeGreaterThanOrEqual(plan.capacity.readUnits - plan.actions.length / 4 - 1);
        }
        const planned = writingRounds(plan);
        const used = unitsByRound(writes, planned);
        for (const [index, round] of planned.entries()) {
          const units = sum(round.map(({ writeUnits }) => writeUnits));
          if (isTransaction(round)) expect(units).toBe(documentedUnits(transacted(plan)));
          if (plan.accuracy === "estimate") continue;
          expect(used[index]).toBe(isTransaction(round) ? localUnits(transacted(plan)) : units);
        }
      });
    });
  });

  test.each([
    ["1 tiny item", [], { documented: 2, local: 4 }],
    ["11 tiny items", Array.from({ length: 10 }, () => 10), { documented: 22, local: 4 }],
    ["a tiny item and two of 100 KB", [102_000, 102_000], { documented: 402, local: 404 }],
  ])("of a transaction of %s follows AWS's formula, and DynamoDB Local another", async (_, sizes, units) => {
    const graph = { here: sizes.map((length) => ({ text: "x".repeat(length) })) };
    const { plan, writes } = await planAndRun(storeIn("collection"), firstWrite, randomUUID(), graph);
    expect(plan).toMatchObject({ requests: 1, commit: sizes.length > 0 ? "folded" : "single" });
    expect(plan.capacity.writeUnits).toBe(units.documented);
    expect(writes).toEqual([{ requests: 1, units: units.local }]);
  });

  test.each([
    ["tables", { documented: 1, local: 1 }],
    ["collection", { documented: 1, local: 0 }],
  ] as const)("of reading what is not there costs a unit, in the layout of %s", async (layout, units) => {
    const { plan, readUnits } = await planAndRun(storeIn(layout), reading, randomUUID(), {});
    expect(plan).toMatchObject({ requests: 1, capacity: { readUnits: units.documented } });
    expect(readUnits).toBe(units.local);
  });

  test("DynamoDB Local reports nothing for keys of a batch that are not there, where AWS charges a unit", async () => {
    const store = storeIn("tables");
    events = [];
    await store.readMany([randomUUID(), randomUUID()]);
    expect(events).toMatchObject([{ call: "get", requests: 1, capacity: [{ readUnits: 0 }] }]);
  });
});
