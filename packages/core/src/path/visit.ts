import { invalidPath } from "./cursor.ts";
import { compileFilter } from "./filter.ts";
import { filterView } from "./filter-view.ts";
import { ChildLocation, type Location } from "./location.ts";
import type { Segment, SliceSegment } from "./segment.ts";
import { eachSliced } from "./slice.ts";
import { type Container, childOf, containerOf, eachChild, none, type Surroundings } from "./tree.ts";

/** One evaluation of a path: where it happens, and the matches so far. */
interface Run extends Surroundings {
  /** The path, for errors. */
  readonly text: string;
  readonly matches: Location[];
  /** How many places may still be visited. */
  visitsLeft: number;
  /** What filters see instead of the containers themselves. */
  readonly views: Map<Container, object>;
}

/** Finds the matches below a location and adds them to the run's, in RFC 9535's order. */
export type Visit = (at: Location, run: Run) => void;

/** Hands a child to the next step. */
function enter(up: Location, parent: Container, key: string | number, value: unknown, run: Run, next: Visit): void {
  if (--run.visitsLeft < 0) {
    throw invalidPath(
      run.text,
      "This path visits millions of places, the same ones over and over; use fewer descendants and unions.",
    );
  }
  next(new ChildLocation(up, parent, key, value), run);
}

function visitChild(key: string | number, next: Visit): Visit {
  return (at, run) => {
    const container = containerOf(at.value, run);
    if (container === undefined) return;
    const value = childOf(container, key);
    if (value === none) return;
    const fromEnd = typeof key === "number" && key < 0 && Array.isArray(container);
    enter(at, container, fromEnd ? container.length + key : key, value, run, next);
  };
}

function visitAll(next: Visit): Visit {
  return (at, run) => {
    const container = containerOf(at.value, run);
    if (container !== undefined) eachChild(container, (key, value) => enter(at, container, key, value, run, next));
  };
}

function visitSlice(slice: SliceSegment, next: Visit): Visit {
  return (at, run) => {
    const list = containerOf(at.value, run);
    if (!Array.isArray(list)) return;
    eachSliced(slice, list.length, (index) => enter(at, list, index, list[index], run, next));
  };
}

function visitEach(visits: readonly Visit[]): Visit {
  return (at, run) => {
    for (const visit of visits) visit(at, run);
  };
}

/** Selects at the location itself, then at everything below it: parents before children, elements in their order. */
function visitDescendants(select: Visit): Visit {
  const visit: Visit = (at, run) => {
    select(at, run);
    descend(at, run);
  };
  const descend = visitAll(visit);
  return visit;
}

function visitFiltered(text: string, pathText: string, next: Visit): Visit {
  const { select, usesRoot } = compileFilter(text, pathText);
  return (at, run) => {
    const container = containerOf(at.value, run);
    if (container === undefined) return;
    const root = usesRoot ? containerOf(run.root, run) : undefined;
    const selected = select(filterView(container, run), root && filterView(root, run));
    eachChild(container, (key, value) => {
      if (selected.has(key)) enter(at, container, key, value, run, next);
    });
  };
}

function compileSegment(segment: Segment, text: string, next: Visit): Visit {
  switch (segment.kind) {
    case "name":
      return visitChild(segment.name, next);
    case "index":
      return visitChild(segment.index, next);
    case "wildcard":
      return visitAll(next);
    case "slice":
      return visitSlice(segment, next);
    case "union":
      return visitEach(segment.selectors.map((selector) => compileSegment(selector, text, next)));
    case "descendant":
      return visitDescendants(compileSegment(segment.selector, text, next));
    case "filter":
      return visitFiltered(segment.text, text, next);
  }
}

/** Turns segments into closures, last to first: each finds its children and hands them to the next. */
export function compileVisit(segments: readonly Segment[], text: string): Visit {
  const match: Visit = (at, run) => {
    run.matches.push(at);
  };
  return segments.reduceRight((next, segment) => compileSegment(segment, text, next), match);
}
