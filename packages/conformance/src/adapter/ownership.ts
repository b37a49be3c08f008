import assert from "node:assert/strict";
import {
  type Condition,
  type Item,
  type ItemKey,
  metadataAttribute,
  type Range,
  type Scan,
  type Step,
} from "@dystore/core/adapter";
import { assertSame } from "./same-value.ts";
import { named } from "./samples.ts";
import { needsSteps, type Suite } from "./suite.ts";
import { absent, collect, type TableClient, versionIs } from "./table-client.ts";

/** Attributes in which everything that can be changed can be reached. */
const changeable = () => ({
  list: [1, [2], { a: 3 }],
  map: { inner: { a: 1 } },
  binary: Uint8Array.of(1, 2, 3),
  set: new Set(["a"]),
  binaries: new Set([Uint8Array.of(1, 2, 3)]),
});

/** Changes everything that can be changed in an item of {@link changeable}'s attributes. */
function spoil(item: Item | undefined): void {
  const { list, map, binary, set, binaries } = item as ReturnType<typeof changeable>;
  (list[1] as number[]).push(9);
  (list[2] as { a: number }).a = 9;
  list.push(9);
  map.inner.a = 9;
  Reflect.set(map, "added", 9);
  binary.fill(9);
  set.add("added").delete("a");
  for (const member of binaries) member.fill(9);
  Reflect.set(item as object, "added", 9);
}

/** Freezes objects and lists all the way down. (Typed arrays cannot be frozen, and sets only outside.) */
function frozen<T>(value: T): T {
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return value;
  for (const member of Object.values(value)) frozen(member);
  return Object.freeze(value);
}

/** Changes a binary key into that of {@link neighbor}, and the key object as well. */
function spoilKey(key: ItemKey): void {
  if (key.partition instanceof Uint8Array) key.partition[0] = 2;
  Reflect.set(key, "partition", Uint8Array.of(9));
}

/** Several more steps than an adapter is likely to send at once. */
const many = 40;

/** Ways of writing items. */
const writes: Record<string, { atomic: boolean; count: number; condition?: Condition }> = {
  "items at once": { atomic: true, count: 2 },
  "one item": { atomic: false, count: 1 },
  "one item on a condition": { atomic: false, count: 1, condition: absent },
  "many items": { atomic: false, count: many },
  "many items on conditions": { atomic: false, count: many, condition: absent },
};

/** Ways by which items come back. */
const reads: Record<string, (client: TableClient, key: ItemKey) => Promise<Item | undefined>> = {
  get: (client, key) => client.get(key),
  query: async (client, key) => (await client.query(key.partition))[0],
  scan: async (client, key) => (await client.scan()).find((item) => item.ID === key.partition),
};

export function ownershipGroup({ group, test, needing }: Suite): void {
  group("ownership", () => {
    test("of what was given stays with the caller: changing it later changes nothing", async (scene) => {
      const client = await scene.openOwn("simple");
      const key = client.fresh("given");
      const given = client.item(key, changeable());
      await client.put(given);
      spoil(given);
      for (const read of Object.values(reads)) assertSame(await read(client, key), client.item(key, changeable()));
    });

    for (const [name, read] of Object.entries(reads)) {
      test(`of what comes back passes to the caller: ${name}`, async (scene) => {
        const client = await scene.openOwn("simple");
        const key = client.fresh("returned");
        await client.put(client.item(key, changeable()));
        for (let times = 0; times < 2; times++) {
          const returned = await read(client, key);
          assertSame(returned, client.item(key, changeable()), "changing what came back before changes nothing");
          spoil(returned);
        }
        for (const again of Object.values(reads)) assertSame(await again(client, key), client.item(key, changeable()));
      });
    }

    for (const [name, { atomic, count, condition }] of Object.entries(writes)) {
      const testing = atomic ? needing(needsSteps(count)) : test;
      testing(`of what is being written stays with the caller, who may change it meanwhile: ${name}`, async (scene) => {
        const client = await scene.openOwn("simple");
        const keys = client.freshMany("meanwhile", count);
        const items = keys.map((key) => client.item(key, changeable()));
        const steps: Step[] = items.map((item) => client.putStep(item, condition));
        const written = client.adapter.write(steps, { atomic }, {});
        items.forEach(spoil);
        steps.length = 0;
        await written;
        assertSame(
          await client.getMany(keys),
          keys.map((key) => client.item(key, changeable())),
        );
      });
    }

    test("of keys stays with the caller, who may change them meanwhile", async (scene) => {
      const client = await scene.open("binary");
      const unique = Buffer.from(scene.unique("meanwhile"));
      /** Two items whose partition keys differ in their first byte, anew for each use. */
      const key = (first: 1 | 2, sort = 0) => client.key(Uint8Array.of(first, ...unique), Uint8Array.of(sort + 1));
      const item = (first: 1 | 2, sort = 0) => client.versioned(key(first, sort), String(first), { v: first });
      const sorts = Array.from({ length: many }, (_, sort) => sort);
      const reset = () => client.putAll(sorts.flatMap((sort) => [item(1, sort), item(2, sort)]));
      const deletes: readonly (readonly [number, Condition | undefined])[] = [
        [1, undefined],
        [1, versionIs("1")],
        [many, undefined],
        [many, versionIs("1")],
      ];
      for (const [count, condition] of deletes) {
        await reset();
        const some = sorts.slice(0, count);
        const steps = some.map((sort) => client.deleteStep(key(1, sort), condition));
        const deleted = client.adapter.write([...steps], { atomic: false }, {});
        for (const step of steps) spoilKey(step.key);
        await deleted;
        assertSame(
          await client.getMany(some.flatMap((sort) => [key(1, sort), key(2, sort)])),
          some.flatMap((sort) => [undefined, item(2, sort)]),
        );
      }
      await reset();
      const check = { kind: "check", key: key(1), if: versionIs("1") } as const;
      const checked = client.adapter.write([check], { atomic: false }, {});
      spoilKey(check.key);
      await checked;
      for (const count of [1, many]) {
        const keys = sorts.slice(0, count).map((sort) => key(1, sort));
        const found = client.adapter.get(keys, { consistent: true }, {});
        keys.forEach(spoilKey);
        assertSame(
          await found,
          sorts.slice(0, count).map((sort) => item(1, sort)),
        );
      }
    });

    test("of binary keys stays with the caller", async (scene) => {
      const client = await scene.open("binary");
      const partition = Uint8Array.from(Buffer.from(scene.unique("key")));
      const key = () => client.key(Uint8Array.from(partition), Uint8Array.of(1));
      const given = key();
      const item = client.item(given, { v: 1 });
      await client.put(item);
      if (given.partition instanceof Uint8Array) given.partition.fill(0);
      assertSame(await client.get(key()), client.item(key(), { v: 1 }));
      const [returned] = await client.query(partition);
      if (returned?.ID instanceof Uint8Array) returned.ID.fill(0);
      assertSame(await client.query(partition), [client.item(key(), { v: 1 })]);
    });

    test("means that no call changes what it is given, and that all of it may be frozen", async (scene) => {
      const client = await scene.open("sorted");
      const key = (): ItemKey => ({ ...client.key("partition", "sort"), partition: unique });
      const unique = scene.unique("frozen");
      const condition: Condition = { kind: "equals", path: [metadataAttribute, "version"], value: "1" };
      const item = () => client.versioned(key(), "1", { ...changeable(), ...named([["__proto__", [1]]]) });
      const steps = (): Step[] => [client.putStep(item()), client.deleteStep(client.key(unique, "other"))];
      const conditional = (): Step[] => [
        { kind: "put", table: client.table, item: item(), if: condition },
        { kind: "check", key: client.key(unique, "other"), if: { kind: "absent" } },
      ];
      const range = (): Range => ({ table: client.table, partition: unique, prefix: "s", limit: 2 });
      const scan = (): Scan => ({ table: client.table, segment: { index: 0, count: 1 }, limit: 100 });
      const { adapter } = client;
      const calls: readonly (readonly [() => object, (given: never) => Promise<unknown>])[] = [
        [steps, (given: Step[]) => adapter.write(given, frozen({ atomic: false }), frozen({}))],
        [conditional, (given: Step[]) => adapter.write(given, frozen({ atomic: false }), frozen({}))],
        [() => [key(), key()], (given: ItemKey[]) => adapter.get(given, frozen({ consistent: true }), frozen({}))],
        [range, (given: Range) => collect(adapter.query(given, frozen({})))],
        [scan, (given: Scan) => collect(adapter.scan(given, frozen({})))],
        [() => client.table, (given: TableClient["table"]) => adapter.createTable(frozen({ ...given }), frozen({}))],
        [item, async (given: Item) => adapter.storedBytes(client.table, given)],
      ];
      for (const [make, call] of calls) {
        const given = frozen(make());
        await call(given as never);
        assertSame(given, make());
      }
      assertSame(await client.get(key()), item());
    });

    test("is never shared between items: one object in two places comes back as two", async (scene) => {
      const client = await scene.open("simple");
      const [a, b] = client.freshAll("a", "b");
      const shared = { list: [1] };
      await client.putAll([client.item(a, { x: shared, y: shared }), client.item(b, { x: shared })]);
      const read = await client.getMany([a, b]);
      assertSame(read, [client.item(a, { x: shared, y: shared }), client.item(b, { x: shared })]);
      const [first, second] = read;
      assert.ok(first?.x !== first?.y && first?.x !== second?.x);
    });
  });
}
