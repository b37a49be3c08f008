import { dynamodbAdapter } from "@dystore/adapter-dynamodb";
import { DyStore } from "@dystore/core";
import type { Adapter } from "@dystore/core/adapter";
import { describe, expect, test } from "vitest";
import { localEndpoint, onDynamodb } from "../dynamodb/local.ts";
import { type SubjectName, storeOf, subject } from "./programs/subjects.ts";

const leaves = {
  document: "$.css.properties.grid.__compat.status.deprecated",
  "5000 shards": "$.items[2500].place.city",
} as const satisfies Partial<Record<SubjectName, string>>;

/** How many items stand in the tables. */
async function countItems(adapter: Adapter): Promise<number> {
  let count = 0;
  for (const [name, key] of [
    ["Large", "ID"],
    ["Items", "IDX"],
  ] as const) {
    const table = { name, partitionKey: { name: key, type: "string" } } as const;
    for await (const page of adapter.scan({ table, consistent: true }, {})) count += page.length;
  }
  return count;
}

describe.skipIf(process.env.DYSTORE_PROVE !== "1")("large graphs", { timeout: 600_000 }, () => {
  onDynamodb("on DynamoDB Local, with the adapter's defaults", () => {
    for (const name of ["document", "5000 shards"] as const) {
      test(`${name}: comes back as it was, changes in a leaf, and leaves nothing behind`, async () => {
        // A Region of its own: DynamoDB Local keeps each one's tables apart.
        const adapter = dynamodbAdapter({ endpoint: localEndpoint(), region: "ap-south-1" });
        const graph = subject(name);
        const data = graph.load();
        const store = storeOf(graph, adapter);
        for (const one of [store, storeOf(subject("5000 shards"), adapter)]) await one.createTables();

        await store.write(data, { primaryKey: name });
        expect(await store.read(name)).toEqual(data);
        expect(await store.writePath(name, leaves[name], "changed")).toBe(true);
        const bare = new DyStore({ adapter, table: "Large", primaryKey: "ID" });
        expect(await bare.readPath(name, leaves[name])).toEqual(["changed"]);
        expect(await store.delete(name)).toBe(true);
        expect(await countItems(adapter)).toBe(0);
        await adapter.close();
      });
    }
  });
});
