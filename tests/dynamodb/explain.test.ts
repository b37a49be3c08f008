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
    /** What each write of the adapter used, in order: staging, committing, cleaning up. */
    writes: events
      .filter(({ call }) => call === "write")
      .map((event) => sum(event.capacity.map(({ writeUnits }) => writeUnits))),
  };
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
  return sum(actions.map(({ bytes = 0, replaces = 0 }) => 2 * Math.ceil(Math.max(bytes, replaces) / 1024)));
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
        expect(writes).toHaveLength(planned.length);
        for (const [index, round] of planned.entries()) {
          const units = sum(round.map(({ writeUnits }) => writeUnits));
          if (isTransaction(round)) expect(units).toBe(documentedUnits(transacted(plan)));
          else if (plan.accuracy !== "estimate") expect(writes[index]).toBe(units);
        }
      });
    });
  });

  test.each([
    [1, { documented: 2, local: 4 }],
    [11, { documented: 22, local: 8 }],
  ])(
    "of a transaction of %i tiny items follows AWS's formula; DynamoDB Local reports 4 for each table",
    async (items, units) => {
      const store = storeIn("tables");
      const graph = { here: Array.from({ length: items - 1 }, (_, n) => ({ n })) };
      const { plan, writes } = await planAndRun(store, firstWrite, randomUUID(), graph);
      expect(plan.rounds).toMatchObject([{ requests: [{ request: "TransactWriteItems", items }] }]);
      expect(plan.capacity.writeUnits).toBe(units.documented);
      expect(writes).toEqual([units.local]);
    },
  );

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
