import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { DyStore, type ShardDeclaration } from "@dystore/core";
import type { Adapter } from "@dystore/core/adapter";

/** A large graph to be stored. */
export interface Subject {
  readonly load: () => object;
  readonly shards: readonly ShardDeclaration[];
}

/** So many shards of about 1 KB. As parsed from JSON, so that no two of them share a string. */
function synthetic(count: number): Subject {
  return {
    load: () => ({ items: Array.from({ length: count }, (_, index) => JSON.parse(JSON.stringify(element(index)))) }),
    shards: [{ path: "$.items[*]", table: "Items", primaryKey: "IDX" }],
  };
}

/** About 1 KB of JSON. */
export function element(index: number): object {
  return {
    name: `element ${index}`,
    price: index * 12.75,
    active: index % 2 === 0,
    place: { city: "New York", street: `${index} Broadway`, position: { longitude: 40.7306, latitude: -73.9352 } },
    tags: ["alpha", "beta", "gamma", `tag ${index % 17}`],
    orders: Array.from({ length: 8 }, (_, n) => ({ number: index * 10 + n, product: `product ${n}`, price: 9.99 + n })),
    history: Array.from({ length: 10 }, (_, n) => `changed by somebody in step ${n} of ${index}`),
  };
}

const subjects = {
  /** The real document with nothing declared: all of it is cut by size. */
  document: {
    load: () => JSON.parse(readFileSync(fileURLToPath(import.meta.resolve("@mdn/browser-compat-data")), "utf8")),
    shards: [],
  },
  "5000 shards": synthetic(5000),
  "100000 shards": synthetic(100_000),
} as const satisfies Record<string, Subject>;

export type SubjectName = keyof typeof subjects;

export function subject(name: string): Subject {
  const found = Object.hasOwn(subjects, name) ? subjects[name as SubjectName] : undefined;
  if (found === undefined) throw new Error(`there is no subject "${name}"`);
  return found;
}

export const key = "large";

export function storeOf({ shards }: Subject, adapter: Adapter): DyStore<object> {
  return new DyStore<object>({ adapter, table: "Large", primaryKey: "ID", shards });
}
