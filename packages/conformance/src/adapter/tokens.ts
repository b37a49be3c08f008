import { randomUUID } from "node:crypto";
import { type Item, metadataAttribute, type Step, type Table, type Value } from "@dystore/core/adapter";
import { conflictAt, refused } from "./refusal.ts";
import { assertSame } from "./same-value.ts";
import { needsAtomic, type Suite } from "./suite.ts";
import { absent, versionIs } from "./table-client.ts";

/** A token makes an atomic write safe to send again when its answer was lost. */
export function tokensGroup({ bare, group, needing }: Suite): void {
  const test = needing(needsAtomic);
  // A token belongs to the bytes below all middleware, which need not encode the same item twice in the same way.
  const bareTest = bare ? test : () => undefined;

  group("tokens", () => {
    bareTest("carry out a write once: sent again it is answered as done", async (scene) => {
      const client = await scene.open("simple");
      const key = client.fresh("twice");
      const token = randomUUID();
      const send = () =>
        scene.adapter.write([client.putStep(client.versioned(key, "1"), absent)], { atomic: true, token }, {});
      await send();
      await send();
      assertSame(await client.get(key), client.versioned(key, "1"));
    });

    bareTest("bring nothing back that another writer changed or deleted in between", async (scene) => {
      const client = await scene.open("simple");
      const [changed, deleted, gone] = client.freshAll("changed", "deleted", "gone");
      await client.put(client.versioned(gone, "1"));
      const token = randomUUID();
      const steps: Step[] = [
        client.putStep(client.versioned(changed, "1"), absent),
        client.putStep(client.versioned(deleted, "1")),
        client.deleteStep(gone, versionIs("1")),
      ];
      await scene.adapter.write(steps, { atomic: true, token }, {});
      await client.put(client.versioned(changed, "2"), versionIs("1"));
      await client.delete(deleted);
      await client.put(client.versioned(gone, "2"), absent);
      await scene.adapter.write(steps, { atomic: true, token }, {});
      const after = [client.versioned(changed, "2"), undefined, client.versioned(gone, "2")];
      assertSame(await client.getMany([changed, deleted, gone]), after);
    });

    bareTest("know a write again by what it says, not by the objects that say it", async (scene) => {
      const client = await scene.open("simple");
      const key = client.fresh("copy");
      const token = randomUUID();
      const attributes = () => ({ b: Uint8Array.of(1, 2), n: 1, s: new Set(["x", "y"]), m: { a: 1, b: [null] } });
      const send = () =>
        scene.adapter.write([client.putStep(client.item(key, attributes()), absent)], { atomic: true, token }, {});
      await send();
      await send();
    });

    bareTest("know a write again whose sets, conditions and tables are written another way", async (scene) => {
      const client = await scene.open("simple");
      const key = client.fresh("another way");
      const before = client.versioned(key, "1");
      await client.put(before);
      const token = randomUUID();
      // Sets of numbers are left out: DynamoDB Local takes them in another order for another write.
      const bytes = [Uint8Array.of(1), Uint8Array.of(2), Uint8Array.of(1, 2)];
      const item = (turn: <T>(members: readonly T[]) => readonly T[]): Item => {
        return client.versioned(key, "2", {
          strings: new Set(turn(["x", "y", "z"])),
          deep: [{ binaries: new Set(turn(bytes)) }],
        });
      };
      const { table } = client;
      const put = { ...client.putStep(item((members) => members)), if: versionIs("1") };
      const path = [metadataAttribute, "version"] as const;
      const sameTable: Table = { ...table, region: scene.capabilities.region };
      const again: readonly (readonly [string, Step])[] = [
        ["sets in another order", { ...put, item: item((members) => members.toReversed()) }],
        ["a condition in another order", { ...put, if: { value: "1", path, kind: "equals" } }],
        ["the home Region named", { ...put, table: sameTable }],
        ["members of the step in another order", { if: put.if, item: put.item, table, kind: "put" }],
      ];
      await scene.adapter.write([put], { atomic: true, token }, {});
      await client.put(before);
      for (const [what, step] of again) {
        await scene.adapter.write([step], { atomic: true, token }, {});
        assertSame(await client.get(key), before, what);
      }
    });

    bareTest("are INVALID for a list in another order, and for a list that looks like a set", async (scene) => {
      const client = await scene.open("simple");
      const key = client.fresh("list");
      const token = randomUUID();
      const put = (list: Value) =>
        scene.adapter.write([client.putStep(client.item(key, { list }))], { atomic: true, token }, {});
      await put([{ $strings: ["x", "y"] }]);
      await refused(put([{ $strings: ["y", "x"] }]), "INVALID", "another order");
      await refused(put([new Set(["x", "y"])]), "INVALID", "a set");
    });

    test("are INVALID for any other write, which then does not happen", async (scene) => {
      const client = await scene.open("simple");
      const key = client.fresh("other");
      const beside = client.fresh("beside");
      const token = randomUUID();
      const first = [client.putStep(client.versioned(key, "1"))];
      await scene.adapter.write(first, { atomic: true, token }, {});
      const others: readonly (readonly [string, readonly Step[]])[] = [
        ["another value", [client.putStep(client.versioned(key, "2"))]],
        ["another key", [client.putStep(client.versioned(beside, "1"))]],
        ["a condition", [client.putStep(client.versioned(key, "1"), versionIs("1"))]],
        ["a delete", [client.deleteStep(key)]],
        ["one step more", [...first, client.putStep(client.versioned(beside, "1"))]],
      ];
      for (const [what, steps] of others) {
        await refused(scene.adapter.write(steps, { atomic: true, token }, {}), "INVALID", what);
      }
      assertSame(await client.getMany([key, beside]), [client.versioned(key, "1"), undefined]);
    });

    test("are not used up by a write that is refused", async (scene) => {
      const client = await scene.open("simple");
      const key = client.fresh("refused");
      const token = randomUUID();
      const send = () =>
        scene.adapter.write([client.putStep(client.versioned(key, "2"), versionIs("1"))], { atomic: true, token }, {});
      await conflictAt(send(), [0]);
      await conflictAt(send(), [0]);
      await client.put(client.versioned(key, "1"));
      await send();
      assertSame(await client.get(key), client.versioned(key, "2"));
    });

    test("that a refused write bore may name another write", async (scene) => {
      const client = await scene.open("simple");
      const key = client.fresh("reused");
      const token = randomUUID();
      await conflictAt(
        scene.adapter.write([client.putStep(client.versioned(key, "1"), versionIs("0"))], { atomic: true, token }, {}),
        [0],
      );
      await scene.adapter.write([client.putStep(client.versioned(key, "2"))], { atomic: true, token }, {});
      assertSame(await client.get(key), client.versioned(key, "2"));
    });

    test("name one write each: the same write under another token is carried out again", async (scene) => {
      const client = await scene.open("simple");
      const key = client.fresh("again");
      const send = () =>
        scene.adapter.write([client.putStep(client.versioned(key, "1"))], { atomic: true, token: randomUUID() }, {});
      await send();
      await client.delete(key);
      await send();
      assertSame(await client.get(key), client.versioned(key, "1"));
    });

    test("have 1 to 36 characters", async (scene) => {
      const client = await scene.open("simple");
      const key = client.fresh("length");
      const send = (token: string) =>
        scene.adapter.write([client.putStep(client.item(key))], { atomic: true, token }, {});
      await refused(send(""), "INVALID", "an empty token");
      await refused(send("t".repeat(37)), "INVALID", "a token of 37 characters");
      assertSame(await client.get(key), undefined);
      await send(randomUUID());
      assertSame(await client.get(key), client.item(key));
    });
  });
}
