import assert from "node:assert/strict";
import { isDyStoreError, type Step } from "@dystore/core/adapter";
import { conflictAt } from "./refusal.ts";
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

    test("tell what was not carried out where a table is missing", async (scene) => {
      const client = await scene.open("simple");
      const key = client.fresh("there");
      const steps: Step[] = [
        client.putStep(client.item(key)),
        { kind: "put", table: scene.ownTable("simple"), item: { ID: "a" } },
      ];
      const error: unknown = await scene.adapter.write(steps, { atomic: false }, {}).catch((reason: unknown) => reason);
      assert.ok(isDyStoreError(error, "TABLE_NOT_FOUND"), String(error));
      // Without a list none of the steps was carried out; with one, just those that it names were not.
      const done = error.steps !== undefined && !error.steps.some((step) => step.index === 0);
      assert.ok(
        error.steps === undefined || error.steps.some((step) => step.index === 1 && step.code === "TABLE_NOT_FOUND"),
      );
      assertSame(await client.get(key), done ? client.item(key) : undefined);
    });
  });
}
