import { itemMiddleware, metadataAttribute } from "@dystore/core/adapter";
import { growingMiddleware } from "../../src/index.ts";
import { altered, type WrongAdapter } from "./wrong-adapter.ts";

/** Middleware that is wrong on purpose, to be given to the suite as `middleware`. */
export const wrongMiddleware: readonly WrongAdapter[] = [
  {
    does: "makes items larger and does not say so",
    group: "storedBytes",
    test: "is at least what lies beneath",
    make: (adapter) =>
      altered(growingMiddleware(adapter), { storedBytes: (table, item) => adapter.storedBytes(table, item) }),
  },
  {
    does: "makes items larger, does not say so, and fails at the limit",
    group: "limits",
    test: "an item may have exactly the largest size, and not a byte more: one string",
    make: (adapter) =>
      altered(growingMiddleware(adapter), { storedBytes: (table, item) => adapter.storedBytes(table, item) }),
  },
  {
    does: "forgets scans",
    group: "scans",
    test: "bring every item once, page by page, and resume behind each: the simple table",
    make: (adapter) => altered(growingMiddleware(adapter), { scan: (scan, context) => adapter.scan(scan, context) }),
  },
  {
    does: "forgets queries",
    group: "paging and resuming queries",
    test: "bring every item once where a partition is larger than a page",
    make: (adapter) =>
      altered(growingMiddleware(adapter), { query: (range, context) => adapter.query(range, context) }),
  },
  {
    does: "hides what conditions are about",
    group: "conditions",
    test: "hold: equals, and it is",
    make: itemMiddleware({
      name: "hiding",
      storedBytes: (_table, item, below) => below(item),
      encode: (_table, item) =>
        item[metadataAttribute] === undefined
          ? item
          : { ...item, [metadataAttribute]: { hidden: item[metadataAttribute] } },
      decode: (_table, item) => {
        const metadata = item[metadataAttribute];
        if (typeof metadata !== "object" || metadata === null || !Object.hasOwn(metadata, "hidden")) return item;
        return { ...item, [metadataAttribute]: Reflect.get(metadata, "hidden") };
      },
    }),
  },
];
