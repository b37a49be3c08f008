import { randomUUID } from "node:crypto";
import { DyStoreError } from "../errors/error.ts";
import { checkKey } from "../plan/key.ts";
import type { KeyValue } from "../values/value.ts";
import type { Operation } from "./engine.ts";
import { checkSameKey, type RootData } from "./root-data.ts";

/** The key of a graph to be written, and whether it was made up just now. */
export async function chooseKey(
  { engine, loader, adapter }: Operation,
  { data, dataKey, ownKey }: RootData,
  given: KeyValue | undefined,
): Promise<{ readonly key: KeyValue; readonly isFresh: boolean }> {
  const { table } = engine.layout;
  let chosen: unknown = given === undefined ? dataKey : given;
  if (chosen === undefined) chosen = await loader.generatePrimaryKey?.({ data });
  if (chosen !== undefined) {
    const key = checkKey(chosen, table, adapter.capabilities.limits);
    if (ownKey) checkSameKey(engine, key, dataKey);
    return { key, isFresh: false };
  }
  if (table.partitionKey.type === "string") return { key: randomUUID(), isFresh: true };
  if (table.partitionKey.type === "binary") return { key: new Uint8Array(Buffer.from(randomUUID())), isFresh: true };
  throw new DyStoreError(
    "INVALID",
    `table ${table.name} has number keys, and none is given: use the option primaryKey, the data or generatePrimaryKey`,
    {
      table: table.name,
    },
  );
}
