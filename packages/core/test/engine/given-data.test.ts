import { expect, test } from "vitest";
import { type Codec, type DyStore, DyStoreError, type StoreOperation } from "../../src/index.ts";
import { type Graph, storeOn } from "./graphs.ts";
import { memoryAdapter } from "./memory.ts";

class Money {
  cents: number;
  constructor(cents: number) {
    this.cents = cents;
  }
}

const money: Codec<Money> = {
  name: "money",
  test: (value) => value instanceof Money,
  encode: ({ cents }) => ({ cents }),
  decode: (stored) => new Money((stored as { cents: number }).cents),
};

async function prepared(options: object = {}): Promise<DyStore<Graph>> {
  const store = storeOn(memoryAdapter(), { codecs: [money], ...options });
  await store.createTables();
  return store;
}

const refusal = (work: () => unknown): Promise<DyStoreError> =>
  Promise.resolve()
    .then(work)
    .then(
      () => expect.fail("it was carried out"),
      (error: unknown) => {
        expect(error).toBeInstanceOf(DyStoreError);
        return error as DyStoreError;
      },
    );

test("two codecs of one name are refused", async () => {
  const error = await refusal(() => storeOn(memoryAdapter(), { codecs: [money, { ...money }] }));
  expect(error).toMatchObject({
    code: "INVALID",
    message: 'two codecs are called "money"; give each a name of its own',
  });
});

test("a codec that claims what it encodes to is refused with the path, also before anything is awaited", async () => {
  const store = await prepared({ codecs: [{ ...money, encode: (value: Money) => value }] });
  await store.write({ a: 1 }, { primaryKey: "k" });
  for (const work of [
    () => store.write({ a: [new Money(1)] }),
    () => store.write({ a: [new Money(1)] }, { primaryKey: "k", saveShards: false }),
    () => store.update("k", () => ({ a: [new Money(1)] })),
    () => store.writePath("k", "$.a", [new Money(1)]),
  ]) {
    expect(await refusal(work)).toMatchObject({ code: "INVALID", path: "$.a[0]" });
  }
});

test("what a codec encodes is copied before anything is awaited, too", async () => {
  const anything = { "~standard": { version: 1, vendor: "test", validate: async (value: unknown) => ({ value }) } };
  const store = await prepared();
  const checked = await prepared({ schema: anything });
  const write = async (call: (value: Money) => Promise<unknown>, read: DyStore<Graph>): Promise<unknown> => {
    const value = new Money(1);
    const written = call(value);
    value.cents = 2;
    await written;
    return (await read.read("k"))?.["v"];
  };
  await store.write({ v: 0 }, { primaryKey: "k" });
  const calls: readonly (readonly [DyStore<Graph>, (value: Money) => Promise<unknown>])[] = [
    [store, (v) => store.write({ v }, { primaryKey: "k" })],
    [store, (v) => store.write({ v }, { primaryKey: "k", saveShards: false })],
    [store, (v) => store.writePath("k", "$.v", v)],
    [checked, (v) => checked.write({ v }, { primaryKey: "k" })],
  ];
  for (const [on, call] of calls) expect(await write(call, on)).toEqual(new Money(1));
});

test("what an update answers is nobody else's, and what its function returned stays as it was", async () => {
  const store = await prepared();
  await store.write({ a: 1 }, { primaryKey: "k" });
  const given = { nested: { deep: [1] }, map: new Map([["a", [new Money(1)]]]) };
  const answered = (await store.update("k", () => given)) as unknown as typeof given;
  expect(answered).toEqual(given);
  answered.nested.deep.push(2);
  answered.map.get("a")?.push(new Money(2));
  expect(given).toEqual({ nested: { deep: [1] }, map: new Map([["a", [new Money(1)]]]) });
  expect(await store.read("k")).toEqual(given);
});

test("explain takes the signal of every operation", async () => {
  const store = await prepared();
  await store.write({ a: 1 }, { primaryKey: "k" });
  const signal = AbortSignal.abort();
  for (const operation of [
    { kind: "update", key: "k", signal },
    { kind: "read", key: "k", signal },
  ] as StoreOperation<Graph>[]) {
    expect(await refusal(() => store.explain(operation))).toMatchObject({ code: "ABORTED" });
  }
});

test("ifVersion of a graph that is not there is no matter of ifAbsent", async () => {
  const store = await prepared();
  const error = await refusal(() => store.write({ a: 1 }, { primaryKey: "k", ifVersion: "x", ifAbsent: true }));
  expect(error.code).toBe("CONFLICT");
  expect(error.message).toMatch(/^nothing stands under the key/);
});

test("the error of overlapping shard paths shows code that works, where nesting means the same", async () => {
  const overlap = (...paths: string[]): Promise<DyStoreError> =>
    refusal(() => storeOn(memoryAdapter(), { shards: paths.map((path) => ({ path })) }));
  const nested = (await overlap("$['a b']", "$['a b']['c d'].e")).message;
  const code = nested.slice(nested.indexOf("{"));
  const shards = new Function(`return [${code}]`)() as [{ path: string; shards: [{ path: string }] }];
  expect(shards).toEqual([{ path: '$["a b"]', shards: [{ path: '$["c d"].e' }] }]);
  expect(() => storeOn(memoryAdapter(), { shards })).not.toThrow();
  expect((await overlap("$.a[*]", "$.a[*].x")).message).toMatch(/nest the deeper one/);
  expect((await overlap("$.a[0]", "$.a[*].x")).message).toMatch(/overlap; keep one of them$/);
});
