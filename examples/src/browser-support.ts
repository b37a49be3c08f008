import { DyStore, type Plan } from "@dystore/core";
import document from "@mdn/browser-compat-data" with { type: "json" };
import type { CountingAdapter } from "./counting.ts";
import { cost, countItems, expectEqual, heading, list, size, step, summary } from "./report.ts";

/** Where the document is cut: what stands in one table has the same depth. */
const shards = [
  { path: "$.api.*", table: "Interfaces", primaryKey: "IDX" },
  { path: "$.browsers.*", table: "Browsers", primaryKey: "IDX" },
  ...["css", "html", "http", "javascript", "mathml", "svg", "webdriver", "webextensions"].map((language) => ({
    path: `$.${language}.*.*`,
    table: "Features",
    primaryKey: "IDX",
  })),
  { path: "$.webassembly.*", table: "Features", primaryKey: "IDX" },
];

const tables = { Documents: "ID", Interfaces: "IDX", Browsers: "IDX", Features: "IDX" };

/** A real document of many megabytes: which browser supports which part of the web since when. */
export async function browserSupportDemo(adapter: CountingAdapter): Promise<void> {
  await declaredDemo(adapter);
  await undeclaredDemo(adapter);
}

/** The same document with nothing declared: whatever is too large for an item is cut into parts. */
async function undeclaredDemo(adapter: CountingAdapter): Promise<void> {
  heading("The same document, with nothing declared");
  const store = new DyStore<typeof document>({ adapter, table: "Whole", primaryKey: "ID" });
  await store.createTables();
  const key = "browser-compat-data";
  const plan = await store.explain({ kind: "write", data: document, primaryKey: key });
  step("The plan of writing it", summary(plan));
  step("The largest item", `${size(largestPut(plan).bytes ?? 0)} of the 400 KB that DynamoDB takes`);
  adapter.takeCount();
  await store.write(document, { primaryKey: key });
  step("Written", cost(adapter.takeCount()));
  expectEqual(await store.read(key), document, "the document read back");
  step("Read back, deeply equal", cost(adapter.takeCount()));
  expectEqual(await store.writePath(key, leaf, true), true, "writePath");
  step(`One leaf changed, ${leaf}`, cost(adapter.takeCount()));
  expectEqual(await store.readPath(key, leaf), [true], "the leaf read back");
  step("Read alone", cost(adapter.takeCount()));
  expectEqual(await store.delete(key), true, "delete");
  const left = await countItems(adapter, { Whole: "ID" });
  step("Deleted; items left", list(left));
  expectEqual(left, { Whole: 0 }, "what delete left");
}

const leaf = "$.css.properties.grid.__compat.status.deprecated";

/** The document cut where declarations say so. */
async function declaredDemo(adapter: CountingAdapter): Promise<void> {
  const { version } = document.__meta;
  heading(`@mdn/browser-compat-data ${version}: one document of ${size(JSON.stringify(document).length)} as JSON`);
  const store = new DyStore<typeof document>({ adapter, table: "Documents", primaryKey: "ID", shards });
  await store.createTables();
  const key = "browser-compat-data";

  const plan = await store.explain({ kind: "write", data: document, primaryKey: key });
  step("The plan of writing it", summary(plan));
  const largest = largestPut(plan);
  step("The largest item", `${largest.path} with ${size(largest.bytes ?? 0)}; DynamoDB takes 400 KB`);

  adapter.takeCount();
  await store.write(document, { primaryKey: key });
  step("Written", cost(adapter.takeCount()));
  step("Items per table", list(await countItems(adapter, tables)));

  adapter.takeCount();
  const read = await store.read(key);
  const readCost = cost(adapter.takeCount());
  expectEqual(read, document, "the document read back");
  step("Read back, deeply equal", readCost);

  step(`One leaf, ${leaf}`);
  step("The plan of changing it", summary(await store.explain({ kind: "writePath", key, path: leaf, value: true })));
  adapter.takeCount();
  expectEqual(await store.writePath(key, leaf, true), true, "writePath");
  step("Changed", cost(adapter.takeCount()));
  expectEqual(await store.readPath(key, leaf), [true], "the leaf read back");
  step("Read alone", cost(adapter.takeCount()));

  expectEqual(await store.writePath(key, leaf, false), true, "writePath");
  expectEqual(await store.read(key), document, "the document after changing the leaf back");
  step("Changed back", "the whole document is deeply equal again");

  adapter.takeCount();
  expectEqual(await store.delete(key), true, "delete");
  const deleteCost = cost(adapter.takeCount());
  const left = await countItems(adapter, tables);
  step("Deleted", deleteCost);
  step("Items per table", list(left));
  expectEqual(left, { Documents: 0, Interfaces: 0, Browsers: 0, Features: 0 }, "what delete left");
}

function largestPut({ actions }: Plan): Plan["actions"][number] {
  return actions.reduce((most, action) => ((action.bytes ?? 0) > (most.bytes ?? 0) ? action : most));
}
