import type { ItemKey } from "../adapter/table.ts";
import { DyStoreError } from "../errors/error.ts";
import { formatPath } from "../path/format-path.ts";
import type { KeyValue } from "../values/value.ts";
import type { Place } from "./fragment.ts";

/**
 * What `verify` found, as a stable word. All but the last two are damage: something of the graph cannot be read.
 *
 * | code | meaning |
 * | --- | --- |
 * | `MISSING` | an item that the graph names is not there |
 * | `FOREIGN` | what stands under an item's key is not that item |
 * | `DUPLICATE` | the manifest names one item twice, or one place |
 * | `BOUNDS` | a part does not hold what the manifest says, or parts do not fit together |
 * | `CONTENT` | an item is the right one, but what it holds cannot be understood |
 * | `UNREADABLE` | an item cannot be opened: sealed with another key, or of a later format |
 * | `MANIFEST` | the root's manifest or layout cannot be read, or contradicts itself |
 * | `ORPHANED` | an item of the graph that nothing names; `sweep` removes it |
 * | `BEHIND` | an item of an earlier format, or an intent that was left lying about; writing anew or `sweep` mends it |
 */
export type ProblemCode =
  | "MISSING"
  | "FOREIGN"
  | "DUPLICATE"
  | "BOUNDS"
  | "CONTENT"
  | "UNREADABLE"
  | "MANIFEST"
  | "ORPHANED"
  | "BEHIND";

/** One thing that is wrong with one item of a graph. */
export interface Problem {
  readonly code: ProblemCode;
  /** Where the item lies or should lie. */
  readonly table: string;
  /** Absent where it is the adapter's. */
  readonly region?: string;
  readonly key: KeyValue;
  /** Its sort value, in a table that has them. */
  readonly sort?: KeyValue;
  /** Where in the graph, as a JSONPath; absent where that is not known. */
  readonly path?: string;
  /** For people; no keys, no values. */
  readonly message: string;
}

/** Says what is wrong with an item. */
export function problemOf(code: ProblemCode, key: ItemKey, place: Place | undefined, message: string): Problem {
  const { table, partition, sort } = key;
  return {
    code,
    table: table.name,
    ...(table.region === undefined ? {} : { region: table.region }),
    key: partition,
    ...(sort === undefined ? {} : { sort }),
    ...(place === undefined ? {} : { path: formatPath(place) }),
    message,
  };
}

/** Runs a check; what it throws becomes a problem: of items that cannot be opened that, of others the code given. */
export function whatIsWrong<T>(
  code: ProblemCode,
  key: ItemKey,
  place: Place | undefined,
  check: () => T,
): { readonly value: T } | Problem {
  try {
    return { value: check() };
  } catch (error) {
    if (!(error instanceof DyStoreError)) return problemOf(code, key, place, "what it holds cannot be understood");
    const isSealed = error.code !== "INTEGRITY" && error.code !== "INVALID";
    return problemOf(isSealed ? "UNREADABLE" : code, key, place, error.message);
  }
}

/** Whether {@link whatIsWrong} found something. */
export function isProblem(found: { readonly value: unknown } | Problem): found is Problem {
  return "code" in found;
}
