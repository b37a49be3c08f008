import { Decimal } from "@dystore/core";

/**
 * A value as JSON, so that what failed once can be kept in a file: plain where the value is plain. A map with one name that
 * begins with `$` stands for what JSON cannot hold.
 */
export type Spec = null | boolean | number | string | readonly Spec[] | { readonly [name: string]: Spec };

/** The value that a spec stands for, made anew each time. */
export function fromSpec(spec: Spec): unknown {
  if (typeof spec !== "object" || spec === null) return spec;
  if (isList(spec)) return spec.map(fromSpec);
  const [first, ...more] = Object.entries(spec);
  if (first?.[0].startsWith("$") && more.length === 0) return special(first[0], first[1]);
  return Object.fromEntries(Object.entries(spec).map(([name, member]) => [name, fromSpec(member)]));
}

function special(type: string, spec: Spec): unknown {
  const list = isList(spec) ? spec : [];
  const count = typeof spec === "number" ? spec : Number.NaN;
  switch (type) {
    case "$number":
      return Number(spec);
    case "$bigint":
      return BigInt(String(spec));
    case "$decimal":
      return new Decimal(String(spec));
    case "$date":
      return new Date(count);
    case "$url":
      return new URL(String(spec));
    case "$bytes":
      return Uint8Array.from(list, Number);
    case "$set":
      return new Set(list.map(fromSpec));
    case "$map":
      return new Map(
        list
          .map((pair) => (isList(pair) ? pair : []))
          .map(([key = null, member = null]) => [fromSpec(key), fromSpec(member)]),
      );
    case "$text":
      return "x".repeat(count);
    case "$deep":
      return deep(count);
    case "$many":
      return Array.from({ length: count }, (_, index) => ({ index }));
    case "$longName":
      return { ["n".repeat(count)]: 1 };
    case "$odd":
      return odd(String(spec));
    default:
      throw new TypeError(`${type} is no type of spec.`);
  }
}

/** Lists in one another. */
function deep(levels: number): unknown {
  return levels === 0 ? null : [deep(levels - 1)];
}

/** What no store can hold. */
function odd(kind: string): unknown {
  switch (kind) {
    case "function":
      return () => undefined;
    case "symbol":
      return Symbol("odd");
    case "undefined":
      return undefined;
    case "hole":
      return new Array(1);
    case "instance":
      return new (class Odd {})();
    case "cycle": {
      const cycle: unknown[] = [];
      cycle.push(cycle);
      return cycle;
    }
    default:
      throw new TypeError(`${kind} is no kind of oddity.`);
  }
}

/** `Array.isArray` alone does not narrow readonly arrays. */
function isList(spec: Spec): spec is readonly Spec[] {
  return Array.isArray(spec);
}
