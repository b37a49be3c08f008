/**
 * Adds one to a counter so many times, each time on condition that nobody else did meanwhile, and puts an item of its own
 * beside it in the same atomic write: `count-up.ts <file> <name> <times>`. Prints how often it was too late.
 */
import { isDyStoreError, type Step, type Table } from "@dystore/core/adapter";
import { sqliteAdapter } from "../../src/index.ts";

const table: Table = { name: "Counters", partitionKey: { name: "ID", type: "string" } };
const [file = "", name = "", times = ""] = process.argv.slice(2);

const adapter = sqliteAdapter({ file, synchronous: "normal", busyTimeoutMs: 60_000 });
await adapter.createTable(table, {});
let late = 0;
for (let done = 0; done < Number(times); ) {
  const [counter] = await adapter.get([{ table, partition: "counter" }], { consistent: true }, {});
  const version = counter?.["version"];
  const steps: readonly Step[] = [
    {
      kind: "put",
      table,
      item: { ID: "counter", version: String(Number(version ?? 0) + 1) },
      if: typeof version === "string" ? { kind: "equals", path: ["version"], value: version } : { kind: "absent" },
    },
    { kind: "put", table, item: { ID: `${name} ${done}` }, if: { kind: "absent" } },
  ];
  try {
    await adapter.write(steps, { atomic: true }, {});
    done++;
  } catch (error) {
    if (!isDyStoreError(error, "CONFLICT")) throw error;
    late++;
  }
}
await adapter.close();
console.log(late);
