/**
 * One step of a path, after RFC 9535 (JSONPath). Names match members of maps, indexes and slices match elements of lists,
 * wildcards match both.
 */
export type Segment =
  | NameSegment
  | IndexSegment
  | WildcardSegment
  | SliceSegment
  | { readonly kind: "union"; readonly selectors: readonly Segment[] }
  | { readonly kind: "descendant"; readonly selector: Segment }
  | { readonly kind: "filter"; readonly text: string };

/** The member of this name: `.a`, `['a b']`. */
export interface NameSegment {
  readonly kind: "name";
  readonly name: string;
}

/** The element of this index; negative ones count from the end: `[0]`, `[-1]`. */
export interface IndexSegment {
  readonly kind: "index";
  readonly index: number;
}

/** Every member or element: `.*`, `[*]`. */
export interface WildcardSegment {
  readonly kind: "wildcard";
}

/** Elements from `start` to before `end`, each `step`-th; a step of 0 selects nothing: `[1:3]`, `[::-1]`. */
export interface SliceSegment {
  readonly kind: "slice";
  readonly start?: number;
  readonly end?: number;
  readonly step: number;
}

/** An absolute place in a tree: names of members and indexes of elements, from the root down. */
export type Place = readonly (string | number)[];

/** Whether two of these selectors may match one child, so that a union of them may give one place twice. */
function mayCoincide(selectors: readonly Segment[]): boolean {
  const seen = new Set<string | number>();
  for (const selector of selectors) {
    if (selector.kind === "name") seen.add(selector.name);
    else if (selector.kind === "index" && selector.index >= 0) seen.add(selector.index);
  }
  return seen.size < selectors.length;
}

/**
 * Whether evaluating these segments may give one place more than once: through two descendant segments, or through a union
 * whose selectors may coincide. (Below a single descendant segment the number of steps is fixed, so each match has one origin.)
 */
export function mayRepeat(segments: readonly Segment[]): boolean {
  let descendants = 0;
  for (const segment of segments) {
    const selector = segment.kind === "descendant" ? segment.selector : segment;
    if (segment.kind === "descendant") descendants++;
    if (descendants > 1 || (selector.kind === "union" && mayCoincide(selector.selectors))) return true;
  }
  return false;
}

/** Whether what a segment selects in a list depends on the list's length. */
function countsFromEnd(segment: Segment): boolean {
  switch (segment.kind) {
    case "index":
      return segment.index < 0;
    case "slice":
      return segment.step < 0 || (segment.start ?? 0) < 0 || (segment.end ?? 0) < 0;
    case "union":
      return segment.selectors.some(countsFromEnd);
    case "descendant":
      return countsFromEnd(segment.selector);
    default:
      return false;
  }
}

/**
 * Whether a place that these segments match, as far as can be told without the lengths of lists, may turn out to be one that
 * they only lead through: where they count from the end of lists below a descendant segment.
 */
export function mayOnlyPass(segments: readonly Segment[]): boolean {
  return segments.some(({ kind }) => kind === "descendant") && segments.some(countsFromEnd);
}

/** Whether a filter stands anywhere among these segments. */
export function containsFilter(segments: readonly Segment[]): boolean {
  return segments.some((segment) => {
    if (segment.kind === "descendant") return containsFilter([segment.selector]);
    return segment.kind === "filter" || (segment.kind === "union" && containsFilter(segment.selectors));
  });
}
