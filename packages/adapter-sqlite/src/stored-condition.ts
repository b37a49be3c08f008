import { type Condition, decodeItem, type Value } from "@dystore/core/adapter";

/** An `equals` condition as SQL with two parameters, over the column `item`. */
interface StoredEquals {
  readonly kind: "equals";
  readonly sql: string;
  readonly parameters: readonly [path: string, value: string];
}

export type StoredCondition = { readonly kind: "absent" } | StoredEquals;

/** Names that SQLite's JSON paths take as they are, and of which tagged JSON never makes a tag. */
const plainName = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Compares JSON texts: `->` gives a value's text as it stands in the item, which `JSON.stringify` wrote. */
const bySqlite = "item -> ? = ?";

/** The SQL function for all other names. */
export const equalsFunction = "dystore_equals";
const byFunction = `${equalsFunction}(item, ?, ?)`;

export function toStoredCondition(condition: Condition): StoredCondition {
  if (condition.kind === "absent") return condition;
  const value = JSON.stringify(condition.value);
  return condition.path.every((name) => plainName.test(name))
    ? { kind: "equals", sql: bySqlite, parameters: [`$.${condition.path.join(".")}`, value] }
    : { kind: "equals", sql: byFunction, parameters: [JSON.stringify(condition.path), value] };
}

/** The body of {@link equalsFunction}: whether the string at a path, given as JSON, is the one whose JSON is `value`. */
export function storedEquals(text: string, path: string, value: string): 0 | 1 {
  let at: Value | undefined = decodeItem(text);
  const names: readonly string[] = JSON.parse(path);
  for (const name of names) at = member(at, name);
  return at === JSON.parse(value) ? 1 : 0;
}

function member(value: Value | undefined, name: string): Value | undefined {
  const isMap = typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
  return isMap && Object.hasOwn(value, name) ? (value as { readonly [name: string]: Value })[name] : undefined;
}
