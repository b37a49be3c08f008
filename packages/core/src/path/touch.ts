import type { Path } from "./path.ts";
import type { Place, Segment } from "./segment.ts";
import { sliceSelects } from "./slice.ts";

/**
 * What evaluating a path needs of the value at a place: to look `inside`, all of it (`selected`, as what the path matches or a
 * filter reads), or nothing.
 */
export type Touch = "inside" | "selected" | "no";

/** The length of the list at a place; `undefined` where it is unknown or no list. */
export type LengthOf = (list: Place) => number | undefined;

/** Whether a segment, of whatever kind but descendant, may select the child under this key. */
function maySelect(segment: Segment, key: string | number, length: () => number | undefined): boolean {
  switch (segment.kind) {
    case "name":
      return segment.name === key;
    case "index": {
      if (typeof key === "string") return false;
      if (segment.index >= 0) return segment.index === key;
      const known = length();
      return known === undefined || segment.index + known === key;
    }
    case "slice":
      return typeof key === "number" && sliceSelects(segment, key, length());
    case "union":
      return segment.selectors.some((selector) => maySelect(selector, key, length));
    case "wildcard":
    case "descendant":
    case "filter":
      return true;
  }
}

/** Whether a filter among a segment's selectors reads all children of where it stands. */
function readsChildren(segment: Segment): boolean {
  if (segment.kind === "union") return segment.selectors.some(readsChildren);
  return segment.kind === "filter" || (segment.kind === "descendant" && readsChildren(segment.selector));
}

/** Whether a filter among a segment's selectors may look at the whole, through `$` or `@root`. */
function readsRoot(segment: Segment): boolean {
  if (segment.kind === "union") return segment.selectors.some(readsRoot);
  if (segment.kind === "descendant") return readsRoot(segment.selector);
  // The signs may also stand in a literal: then more is read than needed.
  return segment.kind === "filter" && /\$|@root/.test(segment.text);
}

/** Children of one place: elements from a position up to another, or members from a name up to another. */
export type PlaceRange =
  | { readonly kind: "list"; readonly from: number; readonly to: number }
  | { readonly kind: "map"; readonly first: string | undefined; readonly next: string | undefined };

/**
 * What evaluating a path may need of the value at an absolute place (names of members, indexes of elements), judged without any
 * data: with leaves in the place of all values that are not touched, the path gives the same matches. A place at or below
 * something the path may match is `selected`. Where a list's length decides (negative indexes, slices from the end) and
 * `lengthOf` does not know it, the place counts as touched.
 *
 * @param range Asks after these children of the place only: `inside` where the path may select, or look into, one of them.
 */
export function mayTouch(path: Pick<Path, "segments">, place: Place, lengthOf?: LengthOf, range?: PlaceRange): Touch {
  const { segments } = path;
  if (segments.some(readsRoot)) return place.length === 0 && range === undefined ? "inside" : "selected";
  // How many segments may be behind us at the place so far: ascending, one for each way the path can have come here.
  let reached = [0];
  for (let depth = 0; depth < place.length; depth++) {
    const key = place[depth] ?? 0;
    const length = (): number | undefined => lengthOf?.(place.slice(0, depth));
    const next: number[] = [];
    for (const count of reached) {
      const segment = segments[count];
      if (segment === undefined || readsChildren(segment)) return "selected";
      if (segment.kind === "descendant" && next.at(-1) !== count) next.push(count);
      if (maySelect(segment.kind === "descendant" ? segment.selector : segment, key, length)) next.push(count + 1);
    }
    if (next.length === 0) return "no";
    reached = next;
  }
  if (reached.at(-1) === segments.length) return "selected";
  if (range === undefined) return "inside";
  const length = (): number | undefined => lengthOf?.(place);
  return reached.some((count) => mayEnter(segments[count], range, length)) ? "inside" : "no";
}

/** Whether a segment may select one of these children, or look through all of them. */
function mayEnter(segment: Segment | undefined, range: PlaceRange, length: () => number | undefined): boolean {
  if (segment === undefined) return true;
  if (segment.kind === "union") return segment.selectors.some((selector) => mayEnter(selector, range, length));
  if (segment.kind === "descendant" || segment.kind === "wildcard" || segment.kind === "filter") return true;
  if (range.kind === "map") {
    if (segment.kind !== "name") return false;
    const { first, next } = range;
    return (first === undefined || segment.name >= first) && (next === undefined || segment.name < next);
  }
  for (let index = range.from; index < range.to; index++) if (maySelect(segment, index, length)) return true;
  return false;
}
