import { describe, expect, test } from "vitest";
import {
  type Adapter,
  Decimal,
  DyStoreError,
  defineAdapter,
  type Item,
  type ItemKey,
  itemBytes,
  type KeyAttribute,
  type Range,
  type Scan,
  type Step,
  type Table,
} from "../../src/adapter.ts";
import { type RecordingOptions, recordingAdapter } from "./recording-adapter.ts";

const key = (name: string, type: KeyAttribute["type"] = "string"): KeyAttribute => ({ name, type });
const simple: Table = { name: "Simple", partitionKey: key("ID") };
const numbers: Table = { name: "Numbers", partitionKey: key("ID", "number") };
const sorted: Table = { name: "Sorted", partitionKey: key("ID"), sortKey: key("SK") };
const binary: Table = { name: "Binary", partitionKey: key("ID", "binary"), sortKey: key("SK", "binary") };
const away: Table = { ...simple, region: "eu-west-1" };

const bytes = (length: number) => new Uint8Array(length);
const code = (wanted: string) => expect.objectContaining({ name: "DyStoreError", code: wanted });

function define(options: RecordingOptions = {}) {
  const bare = recordingAdapter(options);
  return { bare, adapter: defineAdapter(bare) };
}

const put = (table: Table, item: object, more: object = {}): Step => ({
  kind: "put",
  table,
  item: item as Item,
  ...more,
});
const write = (adapter: Adapter, steps: readonly Step[], atomic = false, token?: string) =>
  adapter.write(steps, { atomic, token }, {});

async function all<T>(pages: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const page of pages) list.push(page);
  return list;
}

/** Every call in a form that succeeds. */
const calls: readonly (readonly [string, (adapter: Adapter, signal?: AbortSignal) => Promise<unknown>])[] = [
  ["get", (adapter, signal) => adapter.get([{ table: simple, partition: "a" }], {}, { signal })],
  ["write", (adapter, signal) => adapter.write([put(simple, { ID: "a" })], { atomic: false }, { signal })],
  ["query", (adapter, signal) => all(adapter.query({ table: simple, partition: "a" }, { signal }))],
  ["scan", (adapter, signal) => all(adapter.scan({ table: simple }, { signal }))],
  ["createTable", (adapter, signal) => adapter.createTable(simple, { signal })],
];

describe("an adapter made by defineAdapter", () => {
  test.each(calls)("hands a sound %s on", async (name, call) => {
    const { bare, adapter } = define();
    await call(adapter);
    expect(bare.calls.map(({ kind }) => kind)).toEqual([name]);
  });

  test.each(calls)("lets no %s through once its signal is aborted", async (_, call) => {
    const { bare, adapter } = define();
    await expect(call(adapter, AbortSignal.abort("why"))).rejects.toEqual(code("ABORTED"));
    expect(bare.calls).toEqual([]);
  });

  test.each(calls)("lets no %s through once it is closed", async (_, call) => {
    const { bare, adapter } = define();
    await adapter.close();
    await adapter.close();
    await expect(call(adapter)).rejects.toEqual(code("CLOSED"));
    expect(bare.calls).toEqual([{ kind: "close" }]);
  });

  test.each(calls)("says what a failed %s means", async (name, call) => {
    const failure = new TypeError("broken");
    const wanted = name === "write" ? "UNKNOWN_OUTCOME" : "UNAVAILABLE";
    await expect(call(define({ failure }).adapter)).rejects.toEqual(
      expect.objectContaining({ code: wanted, cause: failure }),
    );
    const known = new DyStoreError("THROTTLED", "Too much.");
    await expect(call(define({ failure: known }).adapter)).rejects.toBe(known);
  });

  test("says what a failed close means", async () => {
    const { adapter } = define({ failure: new Error("busy") });
    await expect(adapter.close()).rejects.toEqual(code("UNAVAILABLE"));
  });

  test("takes what fails in a read for its abort, but not what fails in a write", async () => {
    const [reading, writing] = [new AbortController(), new AbortController()];
    const abort = (controller: AbortController) => async () => {
      controller.abort();
      throw new Error("socket closed");
    };
    const adapter = defineAdapter({ ...recordingAdapter(), get: abort(reading), write: abort(writing) });
    const get = adapter.get([{ table: simple, partition: "a" }], {}, { signal: reading.signal });
    await expect(get).rejects.toEqual(code("ABORTED"));
    const write = adapter.write([put(simple, { ID: "a" })], { atomic: false }, { signal: writing.signal });
    await expect(write).rejects.toEqual(code("UNKNOWN_OUTCOME"));
  });

  test("does nothing for no keys and no steps", async () => {
    const { bare, adapter } = define();
    expect(await adapter.get([], {}, {})).toEqual([]);
    await write(adapter, []);
    await write(adapter, [], true, "token");
    expect(bare.calls).toEqual([]);
  });

  test("has DynamoDB's formula for storedBytes", () => {
    const item = { ID: "a", n: [1, { b: null }] };
    expect(define().adapter.storedBytes(simple, item)).toBe(itemBytes(item));
  });
});

describe("get", () => {
  test("asks for each key once, and gives each duplicate a copy of its own", async () => {
    const { bare, adapter } = define({ find: ({ partition }) => ({ ID: partition, list: [1] }) });
    const home = { ...numbers, region: "us-east-2" };
    const keys: readonly ItemKey[] = [
      { table: numbers, partition: 1 },
      { table: numbers, partition: 2 },
      { table: home, partition: 1n },
      { table: { ...numbers, region: "eu-west-1" }, partition: 1 },
      { table: numbers, partition: new Decimal("1.0") },
    ];
    const items = await adapter.get(keys, {}, {});
    expect(items).toEqual([1, 2, 1, 1, 1].map((ID) => ({ ID, list: [1] })));
    expect(new Set(items).size).toBe(5);
    expect(new Set(items.map((item) => item?.list)).size).toBe(5);
    expect(bare.calls).toMatchObject([
      { keys: [{ partition: 1 }, { partition: 2 }, { partition: 1, table: { region: "eu-west-1" } }] },
    ]);
  });

  test("keeps holes where there is nothing", async () => {
    const { adapter } = define({ find: ({ partition }) => (partition === "b" ? { ID: "b" } : undefined) });
    const keys = ["a", "b", "a", "b"].map((partition) => ({ table: simple, partition }));
    expect(await adapter.get(keys, {}, {})).toEqual([undefined, { ID: "b" }, undefined, { ID: "b" }]);
  });

  test("keeps partition and sort keys apart that run together", async () => {
    const { bare, adapter } = define();
    const keys = [
      ["a", "sb"],
      ["as", "b"],
      ["a:s", "b"],
      ["2:sa", "b"],
    ].map(([partition = "", sort]) => ({ table: sorted, partition, sort }));
    await adapter.get(keys, {}, {});
    expect(bare.calls).toMatchObject([{ keys }]);
  });
});

describe("keys", () => {
  const bad: readonly (readonly [string, Table, unknown, unknown])[] = [
    ["a number for a string", simple, 1, undefined],
    ["nothing for a string", simple, undefined, undefined],
    ["an empty string", simple, "", undefined],
    ["2049 bytes", simple, `${"é".repeat(1024)}e`, undefined],
    ["a lone surrogate", simple, "a\ud800", undefined],
    ["a sort key too many", simple, "a", "b"],
    ["a sort key missing", sorted, "a", undefined],
    ["an empty sort key", sorted, "a", ""],
    ["a sort key of 1025 bytes", sorted, "a", `${"é".repeat(512)}e`],
    ["a string for a number", numbers, "1", undefined],
    ["NaN", numbers, Number.NaN, undefined],
    ["39 digits", numbers, 10n ** 38n + 1n, undefined],
    ["a string for a binary", binary, "a", bytes(1)],
    ["an empty binary", binary, bytes(0), bytes(1)],
    ["a binary of 2049 bytes", binary, bytes(2049), bytes(1)],
    ["a binary sort key of 1025 bytes", binary, bytes(1), bytes(1025)],
  ];
  test.each(bad)("of %s are INVALID everywhere", async (_, table, partition, sort) => {
    const { bare, adapter } = define();
    const bad = { table, partition, sort } as ItemKey;
    const item = Object.fromEntries(
      [
        ["ID", partition],
        ["SK", sort],
      ].filter(([, value]) => value !== undefined),
    );
    await expect(adapter.get([bad], {}, {})).rejects.toEqual(code("INVALID"));
    await expect(adapter.get([bad, { table: simple, partition: "a" }], {}, {})).rejects.toEqual(code("INVALID"));
    await expect(write(adapter, [{ kind: "delete", key: bad }])).rejects.toEqual(code("INVALID"));
    await expect(write(adapter, [{ kind: "check", key: bad, if: { kind: "absent" } }])).rejects.toEqual(
      code("INVALID"),
    );
    await expect(all(adapter.scan({ table, after: bad }, {}))).rejects.toEqual(code("INVALID"));
    if (table.sortKey !== undefined || sort === undefined) {
      await expect(write(adapter, [put(table, item)])).rejects.toEqual(code("INVALID"));
    }
    expect(bare.calls).toEqual([]);
  });

  test("of exactly the longest lengths pass", async () => {
    const { bare, adapter } = define();
    const keys: readonly ItemKey[] = [
      { table: sorted, partition: "é".repeat(1024), sort: "é".repeat(512) },
      { table: binary, partition: bytes(2048), sort: bytes(1024) },
    ];
    await adapter.get(keys, {}, {});
    expect(bare.calls).toEqual([{ kind: "get", keys }]);
  });

  test("that are numbers reach the bare adapter in one form, in keys, items, queries and scans", async () => {
    const { bare, adapter } = define();
    const one = { table: numbers, partition: new Decimal("1.0") };
    const item = Object.freeze({ ID: 1n, v: 2n });
    await adapter.get([one], {}, {});
    await write(adapter, [put(numbers, item)]);
    await write(adapter, [{ kind: "delete", key: one }]);
    await all(adapter.query({ table: numbers, partition: 1n }, {}));
    await all(adapter.scan({ table: numbers, after: one }, {}));
    const canonical = { table: numbers, partition: 1 };
    expect(bare.calls).toEqual([
      { kind: "get", keys: [canonical] },
      { kind: "write", steps: [{ kind: "put", table: numbers, item: { ID: 1, v: 2n } }] },
      { kind: "write", steps: [{ kind: "delete", key: canonical }] },
      { kind: "query", range: canonical },
      { kind: "scan", scan: { table: numbers, after: canonical } },
    ]);
  });

  test("may be called as no attribute should be", async () => {
    const { bare, adapter } = define();
    const table: Table = { name: "Hostile", partitionKey: key("__proto__", "number"), sortKey: key("constructor") };
    await expect(write(adapter, [put(table, { a: 1 })])).rejects.toEqual(code("INVALID"));
    await write(adapter, [put(table, JSON.parse('{"__proto__":1,"constructor":"c"}'))]);
    const negative = Object.fromEntries([
      ["__proto__", 2n],
      ["constructor", "c"],
    ]);
    await write(adapter, [put(table, negative)]);
    const stored = bare.calls.flatMap((call) => (call.kind === "write" ? call.steps : []));
    expect(stored.map((step) => step.kind === "put" && Object.entries(step.item))).toEqual([
      [
        ["__proto__", 1],
        ["constructor", "c"],
      ],
      [
        ["__proto__", 2],
        ["constructor", "c"],
      ],
    ]);
  });
});

describe("tables", () => {
  const bad: readonly (readonly [string, unknown])[] = [
    ["names of 2 characters", { ...simple, name: "ab" }],
    ["names of 256 characters", { ...simple, name: "a".repeat(256) }],
    ["names with a quote", { ...simple, name: 'Ta"ble' }],
    ["names with a line's end", { ...simple, name: "Table\n" }],
    ["names that are no strings", { ...simple, name: 5 }],
    ["empty key names", { ...simple, partitionKey: key("") }],
    ["key names of 256 bytes", { ...simple, partitionKey: key("é".repeat(128)) }],
    ["key names with a lone surrogate", { ...simple, partitionKey: key("\ud800") }],
    ["key types that are none", { ...simple, partitionKey: { name: "ID", type: "boolean" } }],
    ["numbers to sort by", { ...sorted, sortKey: key("SK", "number") }],
    ["one name for both keys", { ...sorted, sortKey: key("ID") }],
  ];
  test.each(bad)("with %s are INVALID in every call", async (_, wrong) => {
    const { bare, adapter } = define();
    const table = wrong as Table;
    await expect(adapter.createTable(table, {})).rejects.toEqual(code("INVALID"));
    await expect(adapter.get([{ table, partition: "a" }], {}, {})).rejects.toEqual(code("INVALID"));
    await expect(write(adapter, [put(table, { ID: "a" })])).rejects.toEqual(code("INVALID"));
    await expect(all(adapter.query({ table, partition: "a" }, {}))).rejects.toEqual(code("INVALID"));
    await expect(all(adapter.scan({ table }, {}))).rejects.toEqual(code("INVALID"));
    expect(bare.calls).toEqual([]);
  });

  test("with the longest names pass", async () => {
    const { bare, adapter } = define();
    await adapter.createTable({ name: "a.-_Z0".padEnd(255, "a"), partitionKey: key("é".repeat(127)) }, {});
    expect(bare.calls).toEqual([{ kind: "createTable" }]);
  });

  test("of another Region are NOT_SUPPORTED where the adapter reaches one", async () => {
    const { bare, adapter } = define({ manyRegions: false });
    await expect(adapter.createTable(away, {})).rejects.toEqual(code("NOT_SUPPORTED"));
    await expect(adapter.get([{ table: away, partition: "a" }], {}, {})).rejects.toEqual(code("NOT_SUPPORTED"));
    await expect(write(adapter, [put(away, { ID: "a" })])).rejects.toEqual(code("NOT_SUPPORTED"));
    await adapter.createTable({ ...simple, region: "us-east-2" }, {});
    expect(bare.calls).toEqual([{ kind: "createTable" }]);
  });
});

describe("write", () => {
  const a: ItemKey = { table: simple, partition: "a" };
  const item = { ID: "a" };
  const equals = (path: unknown, value: unknown) => ({ kind: "equals", path, value });
  const bad: readonly (readonly [string, readonly object[]])[] = [
    ["values that cannot be stored", [put(simple, { ID: "a", list: [undefined] })]],
    ["items that are none", [put(simple, [])]],
    ["two puts under one key", [put(simple, item), put({ ...simple, region: "us-east-2" }, item)]],
    ["a put and a delete under one key", [put(simple, item), { kind: "delete", key: a }]],
    ["two numbers that are one", [put(numbers, { ID: 1 }), put(numbers, { ID: 1n })]],
    ["a step of no kind", [{ kind: "update", key: a }]],
    ["a check without a condition", [{ kind: "check", key: a }]],
    ["a condition of no kind", [put(simple, item, { if: { kind: "exists" } })]],
    ["a condition without a path", [put(simple, item, { if: equals([], "v") })]],
    ["a condition with a path that is no list", [put(simple, item, { if: equals("a", "v") })]],
    ["a condition with an empty name", [put(simple, item, { if: equals(["a", ""], "v") })]],
    ["a condition with a lone surrogate", [put(simple, item, { if: equals(["a"], "\ud800") })]],
    ["a condition on a number", [put(simple, item, { if: equals(["a"], 1) })]],
  ];
  test.each(bad)("refuses %s", async (_, steps) => {
    const { bare, adapter } = define();
    const other = put(simple, { ID: "other" });
    for (const atomic of [false, true]) {
      await expect(write(adapter, [other, ...(steps as Step[])], atomic)).rejects.toEqual(code("INVALID"));
    }
    expect(bare.calls).toEqual([]);
  });

  test("takes an item of 400 KB, and none of a byte more, naming table, bytes and limit", async () => {
    const { bare, adapter } = define();
    const pad = 409_600 - itemBytes({ ID: "a", pad: "" });
    await write(adapter, [put(simple, { ID: "a", pad: "x".repeat(pad) })]);
    const tooLarge = write(adapter, [put(simple, { ID: "b" }), put(simple, { ID: "a", pad: "x".repeat(pad + 1) })]);
    await expect(tooLarge).rejects.toEqual(code("ITEM_TOO_LARGE"));
    await expect(tooLarge).rejects.toThrow(/"Simple" takes 409601 bytes, over the limit of 409600/);
    expect(bare.calls).toHaveLength(1);
  });

  test("takes one step of each kind a key, in tables and Regions that differ", async () => {
    const { bare, adapter } = define();
    const steps: readonly Step[] = [
      put(simple, item, { if: { kind: "absent" } }),
      put(away, item),
      put(sorted, { ID: "a", SK: "a" }),
      {
        kind: "delete",
        key: { table: sorted, partition: "a", sort: "b" },
        if: { kind: "equals", path: ["m", "v"], value: "" },
      },
      { kind: "check", key: { table: numbers, partition: 1 }, if: { kind: "absent" } },
    ];
    await write(adapter, steps);
    expect(bare.calls).toEqual([{ kind: "write", steps }]);
  });

  describe("that is atomic", () => {
    const many = (count: number, table = simple) => Array.from({ length: count }, (_, i) => put(table, { ID: `${i}` }));
    const small = { steps: 3, bytes: 30, scope: "region" } as const;

    test("has at most as many steps as the adapter can", async () => {
      const { bare, adapter } = define({ atomic: { ...small, bytes: 1000 } });
      await write(adapter, many(3), true);
      await expect(write(adapter, many(4), true)).rejects.toEqual(code("INVALID"));
      await write(adapter, many(4), false);
      expect(bare.calls).toHaveLength(2);
    });

    test("has at most as many bytes as the adapter can", async () => {
      const { bare, adapter } = define({ atomic: small });
      const pad = (length: number) => [
        put(simple, { ID: "1", p: "x".repeat(length) }),
        put(simple, { ID: "2", p: "x".repeat(12) }),
      ];
      await write(adapter, pad(10), true);
      await expect(write(adapter, pad(11), true)).rejects.toEqual(code("INVALID"));
      await write(adapter, pad(11), false);
      expect(bare.calls).toHaveLength(2);
    });

    test("lies in one Region, unless the adapter can do more", async () => {
      const steps = [put(simple, item), put(away, item)];
      await expect(write(define().adapter, steps, true)).rejects.toEqual(code("NOT_SUPPORTED"));
      const { bare, adapter } = define({ atomic: { ...small, scope: "all" } });
      await write(adapter, steps, true);
      await write(define().adapter, many(2, away), true);
      await write(define().adapter, [put(simple, item), put({ ...numbers, region: "us-east-2" }, { ID: 1 })], true);
      expect(bare.calls).toHaveLength(1);
    });

    test("has one step where the adapter has no atomic writes", async () => {
      const { bare, adapter } = define({ atomic: false });
      await write(adapter, many(1), true);
      await expect(write(adapter, many(2), true)).rejects.toEqual(code("NOT_SUPPORTED"));
      await expect(write(adapter, many(1), true, "token")).rejects.toEqual(code("NOT_SUPPORTED"));
      expect(bare.calls).toHaveLength(1);
    });

    test("alone has a token, of 1 to 36 characters", async () => {
      const { bare, adapter } = define();
      await write(adapter, many(2), true, "t".repeat(36));
      await write(adapter, many(1), true, "t");
      for (const token of ["", "t".repeat(37), 5 as never]) {
        await expect(write(adapter, many(1), true, token)).rejects.toEqual(code("INVALID"));
      }
      await expect(write(adapter, many(1), false, "token")).rejects.toEqual(code("INVALID"));
      expect(bare.calls).toHaveLength(2);
    });
  });
});

describe("query and scan", () => {
  const badQueries: readonly (readonly [string, object])[] = [
    ["a partition of a wrong type", { table: sorted, partition: 1 }],
    ["no partition", { table: sorted }],
    ["a prefix of a wrong type", { table: sorted, partition: "a", prefix: bytes(1) }],
    ["a text prefix of binaries", { table: binary, partition: bytes(1), prefix: "a" }],
    ["a prefix with a lone surrogate", { table: sorted, partition: "a", prefix: "\ud83d" }],
    ["a prefix where there is no sort key", { table: simple, partition: "a", prefix: "" }],
    ["a place of a wrong type", { table: sorted, partition: "a", after: 1 }],
    ["a place where there is no sort key", { table: simple, partition: "a", after: "a" }],
    ["a limit of 0", { table: simple, partition: "a", limit: 0 }],
    ["a limit between numbers", { table: simple, partition: "a", limit: 1.5 }],
  ];
  test.each(badQueries)("refuse to query with %s", async (_, range) => {
    const { bare, adapter } = define();
    await expect(all(adapter.query(range as Range, {}))).rejects.toEqual(code("INVALID"));
    expect(bare.calls).toEqual([]);
  });

  const badScans: readonly (readonly [string, object])[] = [
    ["a segment below the first", { segment: { index: -1, count: 2 } }],
    ["a segment behind the last", { segment: { index: 2, count: 2 } }],
    ["a segment between two", { segment: { index: 0.5, count: 2 } }],
    ["no segments", { segment: { index: 0, count: 0 } }],
    ["too many segments", { segment: { index: 0, count: 1_000_001 } }],
    ["a limit below 1", { limit: -1 }],
    ["a place of another table", { after: { table: sorted, partition: "a", sort: "a" } }],
    ["a place of another Region", { after: { table: away, partition: "a" } }],
  ];
  test.each(badScans)("refuse to scan with %s", async (_, scan) => {
    const { bare, adapter } = define();
    await expect(all(adapter.scan({ table: simple, ...scan } as Scan, {}))).rejects.toEqual(code("INVALID"));
    expect(bare.calls).toEqual([]);
  });

  test("bring sound ones to the bare adapter, and its pages back", async () => {
    const pages = [[{ ID: "a" }], [], [{ ID: "b" }]];
    const { bare, adapter } = define({ pages });
    const range: Range = {
      table: binary,
      partition: bytes(1),
      prefix: bytes(0),
      after: bytes(2),
      limit: 1,
      consistent: true,
    };
    const scan: Scan = {
      table: simple,
      segment: { index: 999_999, count: 1_000_000 },
      after: { table: simple, partition: "a" },
      limit: 5,
    };
    expect(await all(adapter.query(range, {}))).toEqual(pages);
    expect(await all(adapter.scan(scan, {}))).toEqual(pages);
    expect(bare.calls).toEqual([
      { kind: "query", range },
      { kind: "scan", scan },
    ]);
  });

  const reads: readonly (readonly [
    string,
    (adapter: Adapter, signal: AbortSignal) => AsyncIterable<readonly Item[]>,
  ])[] = [
    ["query", (adapter, signal) => adapter.query({ table: simple, partition: "a" }, { signal })],
    ["scan", (adapter, signal) => adapter.scan({ table: simple }, { signal })],
  ];
  test.each(reads)("end a %s between two pages by an abort, and by closing", async (_, read) => {
    for (const end of ["ABORTED", "CLOSED"]) {
      const { adapter } = define({ pages: [[{ ID: "a" }], [{ ID: "b" }]] });
      const controller = new AbortController();
      const pages = read(adapter, controller.signal)[Symbol.asyncIterator]();
      expect(await pages.next()).toEqual({ done: false, value: [{ ID: "a" }] });
      if (end === "ABORTED") controller.abort();
      else await adapter.close();
      await expect(pages.next()).rejects.toEqual(code(end));
    }
  });

  test("let go of the bare adapter's pages where their reader stops", async () => {
    let released = false;
    const adapter = defineAdapter({
      ...recordingAdapter(),
      async *scan() {
        try {
          yield [{ ID: "a" }];
          yield [{ ID: "b" }];
        } finally {
          released = true;
        }
      },
    });
    for await (const _ of adapter.scan({ table: simple }, {})) break;
    expect(released).toBe(true);
  });
});
