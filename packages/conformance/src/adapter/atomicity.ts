import assert from "node:assert/strict";
import type { AtomicWrites, Item, ItemKey, Step } from "@dystore/core/adapter";
import { fill, overfill } from "./fill.ts";
import { conflictAt, refused } from "./refusal.ts";
import { assertSame } from "./same-value.ts";
import type { Scene } from "./scene.ts";
import { needsAtomic, needsNoAtomic, type Suite } from "./suite.ts";
import { absent, type TableClient, versionIs } from "./table-client.ts";

const atomic = { atomic: true } as const;

function atomicWrites({ capabilities }: Scene): AtomicWrites {
  assert.ok(capabilities.atomic !== false);
  return capabilities.atomic;
}

/** Three keys: under the first two stand items of version 1. */
async function standing(client: TableClient) {
  const keys = client.freshAll("a", "b", "c");
  const [a, b, c] = keys;
  const before = [client.versioned(a, "1"), client.versioned(b, "1"), undefined];
  await client.putAll([client.versioned(a, "1"), client.versioned(b, "1")]);
  return { a, b, c, assertUnchanged: async () => assertSame(await client.getMany(keys), before) };
}

/** Steps whose condition does not hold. */
const failing: readonly (readonly [string, (client: TableClient, key: ItemKey) => Step])[] = [
  ["a put", (client, key) => client.putStep(client.versioned(key, "new"), versionIs("other"))],
  ["a put if absent", (client, key) => client.putStep(client.versioned(key, "new"), absent)],
  ["a delete", (client, key) => client.deleteStep(key, versionIs("other"))],
  ["a check", (_, key) => ({ kind: "check", key, if: versionIs("other") })],
];

export function atomicityGroup({ group, needing }: Suite): void {
  const test = needing(needsAtomic);

  group("atomicity", () => {
    test("carries out all steps: puts, deletes and checks", async (scene) => {
      const client = await scene.open("simple");
      const { a, b, c } = await standing(client);
      const put = client.versioned(c, "2");
      const check: Step = { kind: "check", key: a, if: versionIs("1") };
      await scene.adapter.write([check, client.deleteStep(b, versionIs("1")), client.putStep(put, absent)], atomic, {});
      assertSame(await client.getMany([a, b, c]), [client.versioned(a, "1"), undefined, put]);
    });

    for (const [name, step] of failing) {
      for (const [position, index] of [
        ["first", 0],
        ["in the middle", 1],
        ["last", 2],
      ] as const) {
        test(`carries out nothing where ${name} fails ${position}, and names it`, async (scene) => {
          const client = await scene.open("simple");
          const { a, b, c, assertUnchanged } = await standing(client);
          const steps: Step[] = [client.deleteStep(b), client.putStep(client.versioned(c, "2"))];
          steps.splice(index, 0, step(client, a));
          await conflictAt(scene.adapter.write(steps, atomic, {}), [index]);
          await assertUnchanged();
        });
      }
    }

    test("names all steps that failed", async (scene) => {
      const client = await scene.open("simple");
      const { a, b, c, assertUnchanged } = await standing(client);
      const steps = [
        client.putStep(client.versioned(a, "2"), absent),
        client.putStep(client.versioned(c, "2")),
        client.deleteStep(b, versionIs("other")),
      ];
      await conflictAt(scene.adapter.write(steps, atomic, {}), [0, 2]);
      await assertUnchanged();
    });

    test("is all or nothing over several tables", async (scene) => {
      const [one, two] = [await scene.open("simple"), await scene.open("sorted")];
      const first = one.fresh("one");
      const second = two.fresh("two", "sort");
      const steps = [one.putStep(one.versioned(first, "1"), absent), two.putStep(two.versioned(second, "1"), absent)];
      await scene.adapter.write(steps, atomic, {});
      const again = [one.putStep(one.versioned(first, "2")), two.putStep(two.versioned(second, "2"), absent)];
      await conflictAt(scene.adapter.write(again, atomic, {}), [1]);
      assertSame(await scene.adapter.get([first, second], { consistent: true }, {}), [
        one.versioned(first, "1"),
        two.versioned(second, "1"),
      ]);
    });

    test("carries out nothing where one of the tables is missing", async (scene) => {
      const client = await scene.open("simple");
      const { c, assertUnchanged } = await standing(client);
      const missing = scene.ownTable("simple");
      const steps: Step[] = [client.putStep(client.item(c)), { kind: "put", table: missing, item: { ID: "a" } }];
      await refused(scene.adapter.write(steps, atomic, {}), "TABLE_NOT_FOUND");
      await assertUnchanged();
    });

    test("takes as many steps as the capabilities say, and no more", async (scene) => {
      const client = await scene.open("simple");
      const { steps: most } = atomicWrites(scene);
      const keys = client.freshMany("steps", most + 2);
      const items = keys.map((key, index) => client.item(key, { index }));
      const steps = items.map((item) => client.putStep(item));
      for (const more of [1, 2]) await refused(scene.adapter.write(steps.slice(0, most + more), atomic, {}), "INVALID");
      assertSame(
        await client.getMany(keys),
        keys.map(() => undefined),
      );
      for (const fewer of [2, 1, 0]) await scene.adapter.write(steps.slice(0, most - fewer), atomic, {});
      assertSame(await client.getMany(keys), [...items.slice(0, most), undefined, undefined]);
    });

    test("takes as many bytes as the capabilities say, and no more", async (scene) => {
      const client = await scene.open("simple");
      const { bytes: most } = atomicWrites(scene);
      const { itemBytes } = scene.capabilities.limits;
      const count = Math.ceil(most / itemBytes) + 1;
      const keys = client.freshMany("bytes", count);
      const each = Math.floor(most / count);
      const [least, ...others] = keys.map((key) => fill(client, client.item(key), each));
      assert.ok(least !== undefined);
      const taken = others.reduce((sum, item) => sum + client.adapter.storedBytes(client.table, item), 0);
      const first = fill(client, least, most - taken);
      const write = (item: Item) => {
        const steps = [item, ...others].map((each) => client.putStep(each));
        return scene.adapter.write(steps, atomic, {});
      };
      for (const more of [overfill(first), overfill(overfill(first))]) await refused(write(more), "INVALID");
      assertSame(
        await client.getMany(keys),
        keys.map(() => undefined),
      );
      for (const fewer of [2, 1, 0]) await write(fill(client, least, most - taken - fewer));
      assert.ok(!(await client.getMany(keys)).includes(undefined));
    });

    test("may be of one step, or of none", async (scene) => {
      const client = await scene.open("simple");
      const { a } = await standing(client);
      await scene.adapter.write([client.putStep(client.versioned(a, "2"), versionIs("1"))], atomic, {});
      await scene.adapter.write([], atomic, {});
      await conflictAt(scene.adapter.write([client.deleteStep(a, versionIs("1"))], atomic, {}), [0]);
      assertSame(await client.get(a), client.versioned(a, "2"));
    });

    needing(needsNoAtomic)("is NOT_SUPPORTED for several steps, and nothing is written", async (scene) => {
      const client = await scene.open("simple");
      const { a, b, assertUnchanged } = await standing(client);
      await refused(scene.adapter.write([client.deleteStep(a), client.deleteStep(b)], atomic, {}), "NOT_SUPPORTED");
      await assertUnchanged();
    });
  });
}
