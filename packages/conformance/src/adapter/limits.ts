import assert from "node:assert/strict";
import { dynamodbAtomicWrites, dynamodbLimits, type Item, itemBytes } from "@dystore/core/adapter";
import { fill, overfill } from "./fill.ts";
import { refused } from "./refusal.ts";
import { assertSame } from "./same-value.ts";
import { everySample } from "./samples.ts";
import type { Scene } from "./scene.ts";
import type { Suite } from "./suite.ts";
import type { TableClient } from "./table-client.ts";

/** An item limit to the byte; every other limit of what a value may be is in `refused-values`. */
export function limitsGroup({ bare, group, test }: Suite): void {
  group("limits", () => {
    if (bare) {
      test("are at most DynamoDB's: what passes here passes there", async ({ capabilities: { limits, atomic } }) => {
        for (const name of ["itemBytes", "depth", "partitionKeyBytes", "sortKeyBytes", "nameBytes"] as const) {
          assert.ok(Number.isInteger(limits[name]) && limits[name] > 0, name);
          assert.ok(
            limits[name] <= dynamodbLimits[name],
            `${name} is ${limits[name]}, DynamoDB's is ${dynamodbLimits[name]}`,
          );
        }
        if (atomic === false) return;
        assert.ok(atomic.steps > 0 && atomic.steps <= dynamodbAtomicWrites.steps, "steps of an atomic write");
        assert.ok(atomic.bytes > 0 && atomic.bytes <= dynamodbAtomicWrites.bytes, "bytes of an atomic write");
      });
    }

    const contents: readonly (readonly [string, Item])[] = [
      ["one string", {}],
      ["every type of value", everySample()],
      ["names and text beyond ASCII", { é: "日本", "\u{1f600}": { "\u{1f600}": ["é"] } }],
      [
        "many numbers",
        {
          numbers: [0, 1, -1, 12, 123, 0.1, 0.001, 1.5, 100.01, 1e-130, 1e125, 12345678901234567890123456789012345678n],
        },
      ],
    ];
    for (const [name, attributes] of contents) {
      test(`an item may have exactly the largest size, and not a byte more: ${name}`, async (scene) => {
        const client = await scene.open("simple");
        const key = client.fresh("largest");
        const { itemBytes: largest } = scene.capabilities.limits;
        const filled = (bytes: number): Item => fill(client, client.item(key, attributes), bytes);
        for (const fewer of [2, 1, 0]) {
          await client.put(filled(largest - fewer));
          assertSame(await client.get(key), filled(largest - fewer));
        }
        const item = filled(largest);
        if (await storedExactly(scene, client, item)) {
          for (const more of [overfill(item), overfill(overfill(item))])
            await refused(client.put(more), "ITEM_TOO_LARGE", "a byte or two more");
          assertSame(await client.get(key), item);
        }
      });
    }

    test("what is too large is refused before any step of its write is carried out", async (scene) => {
      const client = await scene.open("simple");
      const keys = client.freshAll("a", "b", "c");
      const { itemBytes: largest } = scene.capabilities.limits;
      const items = keys.map((key, index) =>
        index === 1 ? client.item(key, { pad: "x".repeat(largest) }) : client.item(key),
      );
      for (const atomic of scene.capabilities.atomic === false ? [false] : [false, true]) {
        const steps = items.map((item) => client.putStep(item));
        await refused(scene.adapter.write(steps, { atomic }, {}), "ITEM_TOO_LARGE");
        assertSame(await client.getMany(keys), [undefined, undefined, undefined]);
      }
    });
  });
}

/** Whether the item takes just what `storedBytes` says. Where that is an upper bound, a larger item may fit all the same. */
async function storedExactly({ beneath, adapter }: Scene, client: TableClient, item: Item): Promise<boolean> {
  const stored = await client.through(beneath).get(client.key(String(item[client.table.partitionKey.name])));
  assert.ok(stored !== undefined);
  return itemBytes(stored) === adapter.storedBytes(client.table, item);
}
