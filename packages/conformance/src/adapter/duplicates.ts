import assert from "node:assert/strict";
import { Decimal, type Step } from "@dystore/core/adapter";
import { refused } from "./refusal.ts";
import { assertSame } from "./same-value.ts";
import type { Suite } from "./suite.ts";
import { absent } from "./table-client.ts";

export function duplicatesGroup({ group, test }: Suite): void {
  group("duplicates", () => {
    test("in a get are answered each, and each with a copy of its own", async (scene) => {
      const client = await scene.open("simple");
      const key = client.fresh("twice");
      const missing = client.fresh("missing");
      const item = client.item(key, { list: [1] });
      await client.put(item);
      const read = await client.getMany([key, missing, key, missing, key]);
      assertSame(read, [item, undefined, item, undefined, item]);
      const [first, , second, , third] = read;
      assert.ok(first !== second && first?.list !== second?.list && second !== third && second?.list !== third?.list);
    });

    test("in a get are known by their value: numbers and binaries", async (scene) => {
      const numbers = await scene.open("number");
      const number = Math.floor(Math.random() * 2 ** 40);
      await numbers.put(numbers.item(numbers.key(number), { v: 1 }));
      const given = [number, BigInt(number), new Decimal(`${number}.0`)].map((value) => numbers.key(value));
      assertSame(
        await numbers.getMany(given),
        given.map(() => numbers.item(numbers.key(number), { v: 1 })),
      );

      const binaries = await scene.open("binary");
      const key = () => binaries.key(Uint8Array.from(Buffer.from(String(number))), Uint8Array.of(1));
      await binaries.put(binaries.item(key(), { v: 1 }));
      assertSame(await binaries.getMany([key(), key()]), [
        binaries.item(key(), { v: 1 }),
        binaries.item(key(), { v: 1 }),
      ]);
    });

    test("in a write are INVALID, and nothing is written", async (scene) => {
      const client = await scene.open("simple");
      const key = client.fresh("twice");
      const beside = client.fresh("beside");
      const pairs: readonly (readonly [Step, Step])[] = [
        [client.putStep(client.item(key, { v: 1 })), client.putStep(client.item(key, { v: 2 }))],
        [client.putStep(client.item(key, { v: 1 })), client.deleteStep(key)],
        [client.putStep(client.item(key, { v: 1 })), { kind: "check", key, if: absent }],
        [client.deleteStep(key), client.deleteStep(key)],
      ];
      for (const [first, second] of pairs) {
        const steps = [first, client.putStep(client.item(beside)), second];
        for (const atomic of scene.capabilities.atomic === false ? [false] : [false, true]) {
          await refused(scene.adapter.write(steps, { atomic }, {}), "INVALID", `${first.kind} and ${second.kind}`);
        }
      }
      assertSame(await client.getMany([key, beside]), [undefined, undefined]);
    });

    test("in a write are known by their value: numbers, binaries, sort keys", async (scene) => {
      const numbers = await scene.open("number");
      const some = Math.floor(Math.random() * 2 ** 40);
      await refused(numbers.putAll([{ ID: some }, { ID: BigInt(some) }]), "INVALID", "one number twice");
      const binaries = await scene.open("binary");
      const item = () => ({ ID: Uint8Array.from(Buffer.from(String(some))), SK: Uint8Array.of(1) });
      await refused(binaries.putAll([item(), item()]), "INVALID", "one binary twice");
      const sorted = await scene.open("sorted");
      const partition = scene.unique("sorted");
      await sorted.putAll([sorted.item(sorted.key(partition, "a")), sorted.item(sorted.key(partition, "b"))]);
    });
  });
}
