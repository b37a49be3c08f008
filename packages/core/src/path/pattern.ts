import { invalidPath } from "./cursor.ts";
import { parsePath } from "./path.ts";
import type { IndexSegment, NameSegment, Segment, WildcardSegment } from "./segment.ts";

/** One step of a {@link Pattern}. */
type PatternSegment = NameSegment | IndexSegment | WildcardSegment;

/** Where shards or secrets are declared to be: names, indexes (none negative) and wildcards, at least one of them. */
export type Pattern = readonly PatternSegment[];

function isPatternSegment(segment: Segment): segment is PatternSegment {
  return segment.kind === "name" || segment.kind === "wildcard" || (segment.kind === "index" && segment.index >= 0);
}

/**
 * Parses the path of a shard or secret, such as `$.location`, `items[*]` or `$.map.*`.
 *
 * @throws DyStoreError `INVALID` for what `parsePath` refuses, for the root, and for segments that are no names, indexes from 0
 * or wildcards.
 *
 * @example
 * ```ts
 * console.log(parsePattern("$.items[*]").map(({ kind }) => kind)); // ["name", "wildcard"]
 * ```
 */
export function parsePattern(text: string): Pattern {
  const { segments } = parsePath(text);
  if (segments.length === 0)
    throw invalidPath(text, "What is declared is a part of its parent; its path cannot be the parent itself.");
  const pattern = segments.filter(isPatternSegment);
  if (pattern.length === segments.length) return Object.freeze(pattern);
  const at = segments.findIndex((segment) => !isPatternSegment(segment));
  const kind = segments[at]?.kind;
  const what = kind === "index" ? "a negative index" : `a ${kind}`;
  throw invalidPath(text, `A declared path takes names, indexes from 0 and wildcards; segment ${at + 1} is ${what}.`);
}

function meet(a: PatternSegment, b: PatternSegment): boolean {
  if (a.kind === "wildcard" || b.kind === "wildcard") return true;
  if (a.kind === "name") return b.kind === "name" && a.name === b.name;
  return b.kind === "index" && a.index === b.index;
}

/** Whether some place can be matched by both patterns, or be matched by one and lie inside a match of the other. */
export function patternsOverlap(a: Pattern, b: Pattern): boolean {
  return a.every((segment, depth) => {
    const other = b[depth];
    return other === undefined || meet(segment, other);
  });
}
