import assert from "node:assert/strict";
import type { Step } from "@dystore/core/adapter";
import { conflictAt, refused } from "./refusal.ts";
import { assertSame } from "./same-value.ts";
import type { Suite } from "./suite.ts";
import { absent, versionIs } from "./table-client.ts";

/** Writes that are not atomic: all steps are tried, and each may fail alone. */
export function partialBatchesGroup({ group, test }: Suite): void {
  group("partial batches", () => {
    for (const [position, index] of [
      ["first", 0],
      ["in the middle", 2],
      ["last", 4],
    ] as const) {
      test(`carry out the others where one condition fails ${position}, and name it`, async (scene) => {
        const client = await scene.open("simple");
        const [failed, a, b, c, d] = client.freshAll("failed", "a", "b", "c", "d");
        const before = [failed, a, b, c].map((key) => client.versioned(key, "1"));
        await client.putAll(before);
        const steps: Step[] = [
          client.putStep(client.versioned(a, "2"), versionIs("1")),
          client.deleteStep(b),
          { kind: "check", key: c, if: versionIs("1") },
          client.putStep(client.versioned(d, "2")),
        ];
        steps.splice(index, 0, client.putStep(client.versioned(failed, "2"), absent));
        await conflictAt(scene.adapter.write(steps, { atomic: false }, {}), [index]);
        const after = [
          client.versioned(failed, "1"),
          client.versioned(a, "2"),
          undefined,
          client.versioned(c, "1"),
          client.versioned(d, "2"),
        ];
        assertSame(await client.getMany([failed, a, b, c, d]), after);
      });
    }

    test("name all that failed: puts, deletes and checks", async (scene) => {
      const client = await scene.open("simple");
      const keys = client.freshAll("a", "b", "c", "d");
      const [a, b, c, d] = keys;
      const steps: Step[] = [
        client.putStep(client.versioned(a, "2"), versionIs("1")),
        client.putStep(client.versioned(b, "2"), absent),
        client.deleteStep(c, versionIs("1")),
        { kind: "check", key: d, if: versionIs("1") },
      ];
      await conflictAt(scene.adapter.write(steps, { atomic: false }, {}), [0, 2, 3]);
      assertSame(await client.getMany(keys), [undefined, client.versioned(b, "2"), undefined, undefined]);
    });

    test("of 60 conditional steps carry out just those whose condition holds", async (scene) => {
      const client = await scene.open("simple");
      const keys = client.freshMany("sixty", 60);
      const stands = (index: number) => index % 3 === 0;
      await client.putAll(keys.filter((_, index) => stands(index)).map((key) => client.versioned(key, "1")));
      const steps = keys.map((key) => client.putStep(client.versioned(key, "2"), absent));
      const failed = keys.map((_, index) => index).filter(stands);
      await conflictAt(scene.adapter.write(steps, { atomic: false }, {}), failed);
      assertSame(
        await client.getMany(keys),
        keys.map((key, index) => client.versioned(key, stands(index) ? "1" : "2")),
      );
    });

    for (const [position, missing] of [
      ["first", 0],
      ["last", 2],
    ] as const) {
      test(`carry out the others where a table is missing ${position}, and name its steps`, async (scene) => {
        const client = await scene.open("simple");
        const [a, b] = client.freshAll("a", "b");
        await client.put(client.versioned(b, "1"));
        const steps: Step[] = [client.putStep(client.versioned(a, "1"), absent), client.deleteStep(b)];
        steps.splice(missing, 0, { kind: "put", table: scene.ownTable("simple"), item: { ID: "a" } });
        const { steps: failed } = await refused(scene.adapter.write(steps, { atomic: false }, {}), "TABLE_NOT_FOUND");
        assert.deepEqual(failed, [{ index: missing, code: "TABLE_NOT_FOUND" }]);
        assertSame(await client.getMany([a, b]), [client.versioned(a, "1"), undefined]);
      });
    }

    test("are a CONFLICT where a table is missing and a condition fails, and name both", async (scene) => {
      const client = await scene.open("simple");
      const [a, b] = client.freshAll("a", "b");
      const nowhere = scene.ownTable("simple");
      const steps: Step[] = [
        { kind: "delete", key: { table: nowhere, partition: "a" } },
        client.putStep(client.versioned(a, "2"), versionIs("1")),
        client.putStep(client.versioned(b, "2")),
        { kind: "put", table: nowhere, item: { ID: "b" }, if: absent },
      ];
      const { steps: failed } = await refused(scene.adapter.write(steps, { atomic: false }, {}), "CONFLICT");
      assert.deepEqual(failed, [
        { index: 0, code: "TABLE_NOT_FOUND" },
        { index: 1, code: "CONFLICT" },
        { index: 3, code: "TABLE_NOT_FOUND" },
      ]);
      assertSame(await client.getMany([a, b]), [undefined, client.versioned(b, "2")]);
    });
  });
}
