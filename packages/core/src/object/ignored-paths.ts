import { classOf } from "../codec/class-mark.ts";
import { dottedPath } from "../path/format-path.ts";
import type { Place } from "../plan/fragment.ts";
import { isPlainObject } from "../values/kind.ts";
import type { ObjectClass } from "./object-class.ts";
import type { Reach } from "./reach.ts";

/**
 * Where the fields on the `cryptoIgnorePaths` of classes stand in a graph's plain form: dotted paths, and expressions for whole paths
 * where list positions are in them, since items do not know these. Where something else stands at the same place of another element,
 * nothing is ignored: rather sealed than not.
 */
export function ignoredPaths(data: object, reach: Reach): (string | RegExp)[] {
  if (!reach.classes.some(({ cryptoIgnorePaths: paths }) => paths !== undefined && paths.length > 0)) return [];
  const found = { ignored: new Map<string, boolean>(), sealed: new Set<string>() };
  collect(data, [], reach, found);
  return [...found.ignored].flatMap(([path, hasPositions]) =>
    found.sealed.has(path) ? [] : [hasPositions ? expressionOf(path) : path],
  );
}

interface Found {
  /** Paths with 0 for all list positions, and whether there are such. */
  readonly ignored: Map<string, boolean>;
  readonly sealed: Set<string>;
}

function collect(value: unknown, place: Place, reach: Reach, found: Found): void {
  if (typeof value !== "object" || value === null) return;
  if (Array.isArray(value) || value instanceof Set) {
    for (const element of value) collect(element, [...place, 0], reach, found);
  } else if (value instanceof Map) {
    for (const [name, member] of value) collect(member, [...place, String(name)], reach, found);
  } else if (isPlainObject(value)) {
    const of = reach.named(classOf(value)?.name ?? "")?.of;
    for (const name of Object.keys(value)) {
      const at = [...place, name];
      const path = dottedPath(at);
      if (of !== undefined && isIgnored(of, name)) found.ignored.set(path, at.includes(0));
      else {
        found.sealed.add(path);
        collect(value[name], at, reach, found);
      }
    }
  }
}

function isIgnored({ cryptoIgnorePaths = [] }: ObjectClass, name: string): boolean {
  return cryptoIgnorePaths.some((ignored) => (typeof ignored === "string" ? ignored === name : matches(ignored, name)));
}

/** Expressions with the flags `g` or `y` remember where they stopped. */
function matches(expression: RegExp, name: string): boolean {
  expression.lastIndex = 0;
  return expression.test(name);
}

function expressionOf(path: string): RegExp {
  const literal = path.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
  return new RegExp(`^${literal.replaceAll("\\[0\\]", "\\[\\d+\\]")}$`);
}
