import type { DyStore } from "@dystore/core";

/** A graph whose chapters are shards, in the root's Region. */
export interface Book {
  readonly title: string;
  readonly chapters: readonly { readonly heading: string; readonly pages: number }[];
}

/** Something done to a book, and the requests that it takes, as `shortWaves` writes them. */
export interface Operation {
  readonly name: string;
  /** Whether a book stands there before. */
  readonly stands: boolean;
  readonly run: (store: DyStore<Book>, key: string, book: Book) => Promise<unknown>;
  /** By the number of chapters. */
  readonly requests: Readonly<Record<number, string>>;
}

/** A book of so many chapters. */
export function bookOf(chapters: number): Book {
  return {
    title: "Counting",
    chapters: Array.from({ length: chapters }, (_, index) => ({ heading: `chapter ${index}`, pages: index })),
  };
}

export const operations: readonly Operation[] = [
  {
    name: "a first write without a key",
    stands: false,
    run: (store, _key, book) => store.write(book),
    requests: {
      0: "put",
      1: "transact 2 put",
      10: "transact 11 put",
      50: "transact 51 put",
      150: "put + 6× 25 put → transact 1 put 1 delete",
    },
  },
  {
    name: "a first write under a key",
    stands: false,
    run: (store, key, book) => store.write(book, { primaryKey: key }),
    requests: {
      0: "get → transact 1 put",
      1: "get → transact 2 put",
      10: "get → transact 11 put",
      50: "get → transact 51 put",
      150: "get + put + 6× 25 put → transact 1 put 1 delete",
    },
  },
  {
    name: "a first write that must be one",
    stands: false,
    run: (store, key, book) => store.write(book, { primaryKey: key, ifAbsent: true }),
    requests: {
      0: "transact 1 put",
      1: "transact 2 put",
      10: "transact 11 put",
      50: "transact 51 put",
      150: "get + put + 6× 25 put → transact 1 put 1 delete",
    },
  },
  {
    name: "writing over",
    stands: true,
    run: (store, key, book) => store.write(book, { primaryKey: key }),
    requests: {
      0: "get → put",
      1: "get → transact 2 put 1 delete",
      10: "get → transact 11 put 10 delete",
      50: "get → transact 51 put → 2× 25 delete",
      150: "get + put + 6× 25 put → transact 1 put 1 delete → 6× 25 delete",
    },
  },
  {
    name: "writing the root only",
    stands: true,
    run: (store, key, book) => store.write(book, { primaryKey: key, saveShards: false }),
    requests: {
      0: "get → put",
      1: "get → put",
      10: "get → put",
      50: "get → put",
      150: "get → put",
    },
  },
  {
    name: "reading",
    stands: true,
    run: (store, key) => store.read(key),
    requests: {
      0: "get",
      1: "get → get",
      10: "get → get 10",
      50: "get → get 50",
      150: "get → get 100 + get 50",
    },
  },
  {
    name: "reading without shards",
    stands: true,
    run: (store, key) => store.read(key, { resolveShards: false }),
    requests: {
      0: "get",
      1: "get",
      10: "get",
      50: "get",
      150: "get",
    },
  },
  {
    name: "reading one leaf",
    stands: true,
    run: (store, key) => store.readPath(key, "$.chapters[0].heading"),
    requests: {
      0: "get",
      1: "get → get",
      10: "get → get",
      50: "get → get",
      150: "get → get",
    },
  },
  {
    name: "changing a leaf of the root",
    stands: true,
    run: (store, key) => store.writePath(key, "$.title", "Counted"),
    requests: {
      0: "get → put",
      1: "get → put",
      10: "get → put",
      50: "get → put",
      150: "get → put",
    },
  },
  {
    name: "changing a leaf of one shard",
    stands: true,
    run: (store, key) => store.writePath(key, "$.chapters[0].heading", "changed"),
    requests: {
      0: "get",
      1: "get → get → transact 2 put 1 delete",
      10: "get → get → transact 2 put 1 delete",
      50: "get → get → transact 2 put 1 delete",
      150: "get → get → transact 2 put 1 delete",
    },
  },
  {
    name: "deleting a leaf of one shard",
    stands: true,
    run: (store, key) => store.deletePath(key, "$.chapters[0].heading"),
    requests: {
      0: "get",
      1: "get → get → transact 2 put 1 delete",
      10: "get → get → transact 2 put 1 delete",
      50: "get → get → transact 2 put 1 delete",
      150: "get → get → transact 2 put 1 delete",
    },
  },
  {
    name: "deleting a shard",
    stands: true,
    run: (store, key) => store.deletePath(key, "$.chapters[0]"),
    requests: {
      0: "get",
      1: "get → transact 1 put 1 delete",
      10: "get → transact 1 put 1 delete",
      50: "get → transact 1 put 1 delete",
      150: "get → transact 1 put 1 delete",
    },
  },
  {
    name: "updating one shard",
    stands: true,
    run: (store, key) =>
      store.update(key, ({ title, chapters: [, ...others] }) => ({
        title,
        chapters: [{ heading: "changed", pages: 0 }, ...others],
      })),
    requests: {
      0: "get → transact 2 put",
      1: "get → get → transact 2 put 1 delete",
      10: "get → get 10 → transact 2 put 1 delete",
      50: "get → get 50 → transact 2 put 1 delete",
      150: "get → get 100 + get 50 → transact 2 put 1 delete",
    },
  },
  {
    name: "deleting",
    stands: true,
    run: (store, key) => store.delete(key),
    requests: {
      0: "get → delete",
      1: "get → transact 2 delete",
      10: "get → transact 11 delete",
      50: "get → transact 51 delete",
      150: "get → delete → 6× 25 delete",
    },
  },
  {
    name: "asking whether it exists",
    stands: true,
    run: (store, key) => store.exists(key),
    requests: {
      0: "get",
      1: "get",
      10: "get",
      50: "get",
      150: "get",
    },
  },
  {
    name: "asking for its metadata",
    stands: true,
    run: (store, key) => store.metadata(key),
    requests: {
      0: "get",
      1: "get",
      10: "get",
      50: "get",
      150: "get",
    },
  },
];
