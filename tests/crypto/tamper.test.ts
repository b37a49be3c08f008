import { isDeepStrictEqual } from "node:util";
import { memoryAdapter } from "@dystore/adapter-memory";
import { DyStore, isDyStoreError } from "@dystore/core";
import { type Adapter, decodeItem, encodeItem, type Item, type Table, type Value } from "@dystore/core/adapter";
import { encrypt, rawKeyring, type SuiteName } from "@dystore/crypto";
import { beforeAll, describe, expect, test, vi } from "vitest";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

/** Whether all bytes are flipped, or some of each item: all of them take longer than a plain `npm test` may. */
const everyByte = process.env.DYSTORE_PROVE === "1";

type Stored = { readonly table: Table; readonly item: Item };

const keyring = rawKeyring({
  current: "main",
  keys: { main: new Uint8Array(32).fill(1), more: new Uint8Array(32).fill(2) },
});
const shards = [
  { path: "$.notes[*]", table: "Notes", primaryKey: "IDX" },
  { path: "$.where", table: "Places", primaryKey: "IDX" },
];
const graph = (age: string) => ({
  name: `${age} name`,
  plain: `${age} plain`,
  notes: [{ text: `${age} one` }, { text: `${age} two` }],
  where: { city: `${age} city`, plain: 1 },
  rows: [`${age} row`],
});
const configLoader = {
  loadKey: ({ path }: { readonly path: string }) =>
    path.includes("plain") ? null : path.includes("city") || path === "name" ? "more" : "main",
};

/** The store, what lies beneath, and what was stored: an old version of graph `a`, its present one, and graph `b`. */
interface Scene {
  readonly bare: Adapter;
  readonly store: DyStore<ReturnType<typeof graph>>;
  readonly old: readonly Stored[];
  readonly now: readonly Stored[];
}

let scene: Scene;

async function openScene(suite: SuiteName): Promise<Scene> {
  const bare = memoryAdapter({ region: "us-east-2" });
  const adapter = encrypt({ keyring, paths: "loader", context: "tamper", suite })(bare);
  const store = new DyStore<ReturnType<typeof graph>>({
    adapter,
    table: "Root",
    primaryKey: "ID",
    shards,
    configLoader,
  });
  await store.createTables();
  const all = async () => {
    const found: Stored[] = [];
    for (const table of store.tables) {
      for await (const page of bare.scan({ table }, {})) found.push(...page.map((item) => ({ table, item })));
    }
    return found;
  };
  // What comes as a stream stands in a part.
  const write = async (primaryKey: string, age: string) => {
    await store.write({ ...graph(age), rows: [] }, { primaryKey });
    await store.writeStream(primaryKey, "$.rows", graph(age).rows);
  };
  await write("a", "old");
  const old = await all();
  await write("a", "new");
  await write("b", "other");
  const now = await all();
  expect(new Set(now.map(kindOf))).toEqual(new Set(["root", "shard", "part"]));
  return { bare, store, old, now };
}

/** Puts items in the place of what stands, runs, and puts everything back. */
async function during(changes: readonly Stored[], removed: readonly Stored[], run: () => Promise<void>): Promise<void> {
  const { bare, now, old } = scene;
  const write = (puts: readonly Stored[], deletes: readonly Stored[]) =>
    bare.write(
      [
        ...deletes.map((each) => ({ kind: "delete" as const, key: keyOf(each) })),
        ...puts.map((each) => ({ kind: "put" as const, ...each })),
      ],
      { atomic: false },
      {},
    );
  await write(changes, removed);
  try {
    await run();
  } finally {
    const stay = new Set(now.map(nameOf));
    await write(
      now,
      [...changes, ...old].filter(
        (each, index, list) =>
          !stay.has(nameOf(each)) && list.findIndex((other) => nameOf(other) === nameOf(each)) === index,
      ),
    );
  }
}

const kindOf = ({ item }: Stored): Value | undefined => (item["__dystore__"] as Item)["kind"];
const keyOf = ({ table, item }: Stored) => ({ table, partition: item[table.partitionKey.name] as string });
const nameOf = ({ table, item }: Stored) => `${table.name} ${item[table.partitionKey.name]}`;

/** What reading both graphs, and a path in one, gives: each must be the truth, an error, or what is allowed besides. */
async function judge(
  what: string,
  allowed: readonly (object | undefined)[] = [],
): Promise<("true" | "error" | "allowed")[]> {
  const { store } = scene;
  const outcomes: ("true" | "error" | "allowed")[] = [];
  for (const [key, age] of [
    ["a", "new"],
    ["b", "other"],
  ] as const) {
    try {
      const read = await store.read(key);
      const isTrue = isDeepStrictEqual({ ...read }, graph(age));
      const isAllowed = allowed.some((each) => isDeepStrictEqual(read && { ...read }, each));
      expect(isTrue || isAllowed, `${what}: ${key} was read as something else`).toBe(true);
      outcomes.push(isTrue ? "true" : "allowed");
      const [city] = await store.readPath(key, "where.city");
      if (isTrue) expect(city, what).toBe(`${age} city`);
    } catch (error) {
      if (!isDyStoreError(error, "DECRYPTION", "INTEGRITY", "CONFLICT", "NOT_SUPPORTED")) throw error;
      outcomes.push("error");
    }
  }
  return outcomes;
}

describe.each(["aes-256-gcm", "aes-128-cbc-hmac-sha-256"] as const)("of graphs sealed by %s", (suite) => {
  beforeAll(async () => {
    scene = await openScene(suite);
  });

  test("no changed byte of any item is read as something else", async () => {
    let refused = 0;
    for (const stored of scene.now) {
      const text = Buffer.from(encodeItem(stored.item));
      for (let at = 0; at < text.length; at += everyByte ? 1 : 16) {
        const changed = Buffer.from(text);
        changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
        let item: Item;
        try {
          item = decodeItem(new TextDecoder("utf-8", { fatal: true }).decode(changed));
          await scene.bare.storedBytes(stored.table, item);
        } catch {
          continue;
        }
        // What changes the key itself puts an item more.
        if (item[stored.table.partitionKey.name] !== stored.item[stored.table.partitionKey.name]) continue;
        const isSame = encodeItem(item) === encodeItem(stored.item);
        await during([{ table: stored.table, item }], [], async () => {
          const outcomes = await judge(`${nameOf(stored)} at ${at}`);
          if (!isSame) expect(outcomes, `${nameOf(stored)} at ${at}`).toContain("error");
          refused++;
        }).catch((error: unknown) => {
          if (!isDyStoreError(error, "INVALID")) throw error;
        });
      }
    }
    expect(refused).toBeGreaterThan(100);
  });

  test("no bit of any binary, be it blob, key or salt, is changed unnoticed", async () => {
    for (const stored of scene.now) {
      for (const [place, binary] of binaries(stored.item)) {
        for (let at = 0; at < binary.length; at += everyByte ? 1 : 29) {
          const changed = new Uint8Array(binary);
          changed[at] = (changed[at] ?? 0) ^ 0x80;
          const item = replaced(stored.item, place, changed) as Item;
          await during([{ table: stored.table, item }], [], async () => {
            expect(await judge(`${nameOf(stored)} ${place.join(".")} ${at}`)).toContain("error");
          });
        }
      }
    }
  });

  test("no two items, and no two blobs or other binaries, are exchanged unnoticed", async () => {
    for (const [index, one] of scene.now.entries()) {
      for (const two of scene.now.slice(index + 1)) {
        const what = `${nameOf(one)} and ${nameOf(two)}`;
        const keyed = (from: Stored, to: Stored): Stored => ({
          table: to.table,
          item: { ...withoutKey(from), ...withKey(to) },
        });
        for (const changes of [[keyed(two, one), keyed(one, two)], [keyed(two, one)], [keyed(one, two)]]) {
          await during(changes, [], async () => {
            expect(await judge(what)).toContain("error");
          });
        }
        for (const [place, binary] of binaries(one.item)) {
          for (const [other, theirs] of binaries(two.item)) {
            if (binary.length !== theirs.length && place.join() !== other.join()) continue;
            const changes = [
              { table: one.table, item: replaced(one.item, place, theirs) as Item },
              { table: two.table, item: replaced(two.item, other, binary) as Item },
            ];
            if (isDeepStrictEqual(binary, theirs)) continue;
            await during(changes, [], async () => {
              expect(await judge(`binaries of ${what}`)).toContain("error");
            });
          }
        }
      }
    }
  });

  test("none is removed unnoticed but by its root, and none replaced by an older one but all of it at once", async () => {
    const { now, old } = scene;
    for (const stored of now) {
      await during([], [stored], async () => {
        const isRoot = kindOf(stored) === "root";
        const outcomes = await judge(`without ${nameOf(stored)}`, [undefined]);
        expect(outcomes).toContain(isRoot ? "allowed" : "error");
      });
      for (const older of old) {
        if (older.table.name !== stored.table.name) continue;
        const item = { ...withoutKey(older), ...withKey(stored) };
        await during([{ table: stored.table, item }], [], async () => {
          expect(await judge(`${nameOf(stored)} by an older item`)).toContain("error");
        });
      }
    }
    // Every part of the old graph put back, but not all of it.
    for (let some = 1; some < 2 ** old.length - 1; some++) {
      const back = old.filter((_, index) => (some >> index) % 2 === 1);
      const gone = back.some((each) => kindOf(each) === "root") ? "error" : "true";
      await during(back, [], async () => {
        const [a] = await judge("a part of the old graph");
        expect(a).toBe(gone);
      });
    }
    await during(old, [], async () => {
      expect(await judge("all of the old graph", [graph("old")])).toEqual(["allowed", "true"]);
    });
  });
});

function withKey({ table, item }: Stored): Item {
  return { [table.partitionKey.name]: item[table.partitionKey.name] as Value };
}

function withoutKey({ table, item }: Stored): Item {
  const { [table.partitionKey.name]: _, ...rest } = item;
  return rest;
}

type Place = readonly (string | number)[];

/** Every binary in a value, with the way to it. */
function binaries(value: Value, place: Place = []): [Place, Uint8Array][] {
  if (value instanceof Uint8Array) return [[place, value]];
  if (typeof value !== "object" || value === null || value instanceof Set) return [];
  if (Array.isArray(value)) return value.flatMap((each, index) => binaries(each, [...place, index]));
  return Object.entries(value).flatMap(([name, each]) => binaries(each, [...place, name]));
}

/** A copy of a value with another one in a place. */
function replaced(value: Value, [first, ...rest]: Place, by: Value): Value {
  if (first === undefined) return by;
  if (Array.isArray(value)) return value.with(Number(first), replaced(value[Number(first)], rest, by));
  return { ...(value as Item), [first]: replaced((value as Item)[first] as Value, rest, by) };
}
