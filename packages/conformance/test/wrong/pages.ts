import { type Adapter, expiryAttribute, type Item, type KeyValue, type Range } from "@dystore/core/adapter";
import { all, altered, paged, type WrongAdapter } from "./wrong-adapter.ts";

/** Queries everything of the partition, then does its own thing with it. */
function querying(adapter: Adapter, choose: (items: readonly Item[], range: Range) => readonly Item[]): Adapter {
  return altered(adapter, {
    query: (range, context) => {
      const { table, partition } = range;
      const items = all(adapter.query({ table, partition, consistent: true }, context));
      return paged(
        items.then((list) => choose(list, range)),
        range.limit,
      );
    },
  });
}

const sortOf = (item: Item) => item.SK as KeyValue;
const text = (value: KeyValue | undefined) =>
  value instanceof Uint8Array ? Buffer.from(value).toString("latin1") : String(value ?? "");
const inUnits = (a: KeyValue, b: KeyValue) => (text(a) < text(b) ? -1 : text(a) > text(b) ? 1 : 0);

/** A query as it should be, but for what begins with a prefix and what lies behind a place. */
function chosen(
  begins: (sort: string, prefix: string) => boolean,
  behind: (sort: KeyValue, after: KeyValue) => boolean,
) {
  return (items: readonly Item[], { prefix, after }: Range): readonly Item[] =>
    items.filter((item) => {
      const sort = sortOf(item);
      return (prefix === undefined || begins(text(sort), text(prefix))) && (after === undefined || behind(sort, after));
    });
}

const begins = (sort: string, prefix: string) => sort.startsWith(prefix);
const encoded = (value: KeyValue) => (value instanceof Uint8Array ? Buffer.from(value) : Buffer.from(String(value)));
const behind = (sort: KeyValue, after: KeyValue) => Buffer.compare(encoded(sort), encoded(after)) > 0;

const pattern = (prefix: string) => {
  const escaped = prefix
    .replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")
    .replaceAll("%", ".*")
    .replaceAll("_", ".");
  return new RegExp(`^${escaped}`, "su");
};

async function* firstPage(pages: AsyncIterable<readonly Item[]>): AsyncIterable<readonly Item[]> {
  for await (const page of pages) {
    yield page;
    return;
  }
}

/** Wrong in queries and scans. */
export const wrongPages: readonly WrongAdapter[] = [
  {
    does: "orders sort keys by UTF-16 units",
    group: "queries",
    test: "in the order of their sort keys' UTF-8 bytes",
    make: (adapter) =>
      querying(adapter, (items, range) =>
        [...chosen(begins, behind)(items, range)].sort((a, b) => inUnits(sortOf(a), sortOf(b))),
      ),
  },
  {
    does: "orders binary sort keys by signed bytes",
    group: "queries",
    test: "in the order of their sort keys' bytes",
    make: (adapter) =>
      querying(adapter, (items, range) => {
        const signed = (value: KeyValue) =>
          text(value).replaceAll(/./gs, (byte) => String.fromCharCode((byte.charCodeAt(0) + 128) % 256));
        const binary = items.every((item) => sortOf(item) instanceof Uint8Array);
        const list = chosen(begins, behind)(items, range);
        return binary ? [...list].sort((a, b) => (signed(sortOf(a)) < signed(sortOf(b)) ? -1 : 1)) : list;
      }),
  },
  {
    does: "gives every partition that begins like the one asked for",
    group: "queries",
    test: "give no other partition's items",
    make: (adapter) =>
      altered(adapter, {
        query: (range, context) => {
          const items = all(adapter.scan({ table: range.table, consistent: true }, context));
          return paged(
            items.then((list) => list.filter((item) => text(item.ID as KeyValue).startsWith(text(range.partition)))),
            range.limit,
          );
        },
      }),
  },
  {
    does: "matches prefixes as patterns",
    group: "prefixes",
    test: "are characters, not patterns",
    make: (adapter) =>
      querying(
        adapter,
        chosen((sort, prefix) => pattern(prefix).test(sort), behind),
      ),
  },
  {
    does: "matches prefixes anywhere in the key",
    group: "prefixes",
    test: "leave out siblings that only look alike",
    make: (adapter) =>
      querying(
        adapter,
        chosen((sort, prefix) => sort.includes(prefix), behind),
      ),
  },
  {
    does: "matches prefixes in any case",
    group: "prefixes",
    test: "leave out siblings that only look alike",
    make: (adapter) =>
      querying(
        adapter,
        chosen((sort, prefix) => sort.toLowerCase().startsWith(prefix.toLowerCase()), behind),
      ),
  },
  {
    does: "ends a prefix's range at U+FFFF",
    group: "prefixes",
    test: "may be any characters",
    make: (adapter) =>
      querying(
        adapter,
        chosen(
          (sort, prefix) =>
            sort.startsWith(prefix) && Buffer.compare(Buffer.from(sort), Buffer.from(`${prefix}\uffff`)) < 0,
          behind,
        ),
      ),
  },
  {
    does: "ignores prefixes",
    group: "prefixes",
    test: "leave out siblings that only look alike",
    make: (adapter) =>
      querying(
        adapter,
        chosen(() => true, behind),
      ),
  },
  {
    does: "gives the first page only",
    group: "paging and resuming queries",
    test: "bring every item once, whatever the limit",
    make: (adapter) => altered(adapter, { query: (range, context) => firstPage(adapter.query(range, context)) }),
  },
  {
    does: "never ends: its next page is the first one again",
    group: "paging and resuming queries",
    test: "bring every item once, whatever the limit",
    make: (adapter) =>
      altered(adapter, {
        query: async function* (range, context) {
          for (;;) {
            yield [];
            yield* adapter.query(range, context);
          }
        },
      }),
  },
  {
    does: "ignores a query's limit",
    group: "paging and resuming queries",
    test: "bring every item once, whatever the limit",
    make: (adapter) => altered(adapter, { query: ({ limit: _, ...range }, context) => adapter.query(range, context) }),
  },
  {
    does: "ignores a query's limit where it resumes",
    group: "paging and resuming queries",
    test: "resume in pages of at most the limit",
    make: (adapter) =>
      altered(adapter, {
        query: ({ limit, ...range }, context) =>
          adapter.query(range.after === undefined ? { ...range, limit } : range, context),
      }),
  },
  {
    does: "begins the next page with the last item of the one before",
    group: "paging and resuming queries",
    test: "bring every item once, whatever the limit",
    make: (adapter) =>
      querying(adapter, (items, range) => {
        const list = chosen(begins, behind)(items, range);
        return range.limit === undefined
          ? list
          : list.flatMap((item, index) => ((index + 1) % (range.limit ?? 1) === 0 ? [item, item] : [item]));
      }),
  },
  {
    does: "ignores `after`",
    group: "paging and resuming queries",
    test: "resume behind each item: strings",
    make: (adapter) =>
      querying(
        adapter,
        chosen(begins, () => true),
      ),
  },
  {
    does: "resumes at the place rather than behind it",
    group: "paging and resuming queries",
    test: "resume behind each item: binaries",
    make: (adapter) =>
      querying(
        adapter,
        chosen(begins, (sort, after) => Buffer.compare(encoded(sort), encoded(after)) >= 0),
      ),
  },
  {
    does: "needs the item to resume behind it",
    group: "paging and resuming queries",
    test: "resume behind a key that no item has",
    make: (adapter) =>
      querying(adapter, (items, { after, ...range }) => {
        const place = after === undefined ? -1 : items.findIndex((item) => text(sortOf(item)) === text(after));
        return chosen(begins, behind)(items.slice(place + 1), range);
      }),
  },
  {
    does: "resumes by number, so that deleting moves it",
    group: "paging and resuming queries",
    test: "go on where a page ended though its items are deleted",
    make: (adapter) =>
      altered(adapter, {
        query: async function* (range, context) {
          if (range.limit === undefined) return yield* adapter.query(range, context);
          for (let from = 0; ; from += range.limit) {
            const page = (await all(adapter.query(range, context))).slice(from, from + range.limit);
            if (page.length === 0) return;
            yield page;
          }
        },
      }),
  },
  {
    does: "scans the whole table in each segment",
    group: "scans",
    test: "in segments are disjoint",
    make: (adapter) => altered(adapter, { scan: ({ segment: _, ...scan }, context) => adapter.scan(scan, context) }),
  },
  {
    does: "loses the last segment",
    group: "scans",
    test: "in segments are disjoint",
    make: (adapter) =>
      altered(adapter, {
        scan: (scan, context) => {
          const { index = 0, count = 1 } = scan.segment ?? {};
          return count > 1 && index === count - 1 ? paged(Promise.resolve([]), 1) : adapter.scan(scan, context);
        },
      }),
  },
  {
    does: "ignores a scan's limit",
    group: "scans",
    test: "bring every item once, page by page, and resume behind each: the simple table",
    make: (adapter) => altered(adapter, { scan: ({ limit: _, ...scan }, context) => adapter.scan(scan, context) }),
  },
  {
    does: "scans from the beginning again where it is to resume",
    group: "scans",
    test: "resume behind an item that was deleted",
    make: (adapter) => altered(adapter, { scan: ({ after: _, ...scan }, context) => adapter.scan(scan, context) }),
  },
  {
    does: "ignores a scan's limit where it resumes",
    group: "scans",
    test: "in segments page and resume",
    make: (adapter) =>
      altered(adapter, {
        scan: ({ limit, ...scan }, context) =>
          adapter.scan(scan.after === undefined ? { ...scan, limit } : scan, context),
      }),
  },
  {
    does: "takes the expiry for private",
    group: "scans",
    test: "of what is public bring at least keys, expiry",
    make: (adapter) => {
      const scan: Adapter["scan"] = async function* (given, context) {
        for await (const page of adapter.scan(given, context)) {
          yield given.publicOnly ? page.map(({ [expiryAttribute]: _, ...item }) => item) : page;
        }
      };
      return altered(adapter, { scan });
    },
  },
  {
    does: "scans the first page only",
    group: "scans",
    test: "bring every item once, page by page, and resume behind each: the number table",
    make: (adapter) => altered(adapter, { scan: (scan, context) => firstPage(adapter.scan(scan, context)) }),
  },
];
