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
import type { Suite } from "./suite.ts";
import { collect, type TableClient } from "./table-client.ts";

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

/** Ways by which items come back. */
const reads: Record<string, (client: TableClient, key: ItemKey) => Promise<Item | undefined>> = {
  get: (client, key) => client.get(key),
  query: async (client, key) => (await client.query(key.partition))[0],
  scan: async (client, key) => (await client.scan()).find((item) => item.ID === key.partition),
};

export function ownershipGroup({ group, test }: Suite): void {
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
