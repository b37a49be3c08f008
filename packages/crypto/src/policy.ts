import {
  type Context,
  dottedPath,
  type Item,
  isList,
  type KeyValue,
  type Pattern,
  parsePattern,
} from "@dystore/core/adapter";
import { graphBeside, metadataOf, privateOf } from "./item-kind.ts";
import { PathState, type Place } from "./path-state.ts";

/** What is secret: places, everything, or what the config loader's `loadKey` names a key for. */
export type SecretPaths = readonly string[] | "all" | "loader";

/** What is left alone: paths, or expressions against the full dotted path of a leaf. */
export type IgnoredPaths = readonly (string | RegExp)[];

/** What decides which values of an item are secret. */
export interface Policy {
  readonly paths: readonly Pattern[] | "all" | "loader";
  readonly ignored: Ignored;
  /** What is known where the content of items begins that were met; see {@link contentPlace}. */
  readonly met: Met;
  /** The policy with paths of a call's own: many items in a row have the same. */
  narrowed?: { readonly paths: IgnoredPaths; readonly policy: Policy };
}

/** Where the content of an item begins. */
export interface ContentPlace {
  /** From the graph's root. */
  readonly steps: Place;
  /** What is known there; `undefined` where nothing of it can be secret. */
  readonly state: PathState | undefined;
}

/** By what items say of themselves: roots the declarations of shards that they were stored with, others their place. */
interface Met {
  readonly roots: Map<string, ContentPlace>;
  readonly shards: Map<string, ContentPlace>;
  readonly parts: Map<string, ContentPlace>;
}

function nothingMet(): Met {
  return { roots: new Map(), shards: new Map(), parts: new Map() };
}

/** So many of a kind are remembered. */
const mostMet = 100;

/** Paths that are left alone, ready for use. */
interface Ignored {
  readonly patterns: readonly Pattern[];
  readonly expressions: readonly RegExp[];
}

/** @throws DyStoreError `INVALID` for paths that cannot be parsed, or that are more than names, positions and wildcards. */
export function makePolicy(paths: SecretPaths, ignorePaths: IgnoredPaths): Policy {
  const parsed = typeof paths === "string" ? paths : paths.map(parsePattern);
  return { paths: parsed, ignored: parseIgnored(ignorePaths), met: nothingMet() };
}

/** The policy with what the context of a call leaves alone of a graph as well. */
export function policyFor(
  policy: Policy,
  { ignorePaths }: Context,
  graph: { readonly table: string; readonly key: KeyValue },
): Policy {
  const ofCall = ignorePaths?.(graph) ?? [];
  if (ofCall.length === 0) return policy;
  const known = policy.narrowed;
  if (known?.paths.length === ofCall.length && ofCall.every((path, index) => path === known.paths[index])) {
    return known.policy;
  }
  const more = parseIgnored(ofCall);
  const patterns = [...policy.ignored.patterns, ...more.patterns];
  const expressions = [...policy.ignored.expressions, ...more.expressions];
  const narrowed = { ...policy, ignored: { patterns, expressions }, met: nothingMet() };
  policy.narrowed = { paths: [...ofCall], policy: narrowed };
  return narrowed;
}

/** Where the content of an item begins. Worked out once for all that say the same. */
export function contentPlace(policy: Policy, item: Item): ContentPlace {
  const isPart = metadataOf(item)?.["kind"] === "part";
  const isRoot = graphBeside(item) === undefined;
  const { layout = "[]", path } = privateOf(item) ?? {};
  const text = String(isRoot ? layout : path);
  const met = isPart ? policy.met.parts : isRoot ? policy.met.roots : policy.met.shards;
  const known = met.get(text);
  if (known !== undefined) return known;
  const start = PathState.begin(
    typeof policy.paths === "string" ? true : policy.paths,
    policy.ignored.patterns,
    isRoot ? declaredGaps(text) : undefined,
  );
  const steps = isRoot ? [] : storedSteps(text);
  const place = { steps, state: stateAt(start, steps, isPart) };
  if (met.size >= mostMet) met.clear();
  met.set(text, place);
  return place;
}

function stateAt(start: PathState, steps: Place, isPart: boolean): PathState | undefined {
  let state: PathState | undefined = start;
  for (const step of steps) {
    // The place of a part may lead through the stored form of a typed value, which no path names.
    const isLost: boolean = isPart && state.isLeftBy(step);
    state = (isLost ? state.sealWhole() : state.sealMisfits(step === undefined)).enter(step);
    if (state === undefined) return undefined;
  }
  // Positions within what was cut by size are not known: what leads into it makes all of it secret.
  return isPart ? state.sealAll() : state;
}

/** A stored place. Positions are not stored. */
function storedSteps(text: string): Place {
  try {
    const place: unknown = JSON.parse(text);
    return isList(place) ? place.map((segment) => (typeof segment === "string" ? segment : undefined)) : [];
  } catch {
    return [];
  }
}

/** The declarations by which shards were taken out of a root; `undefined` where these are not known, or lead anywhere. */
function declaredGaps(text: string): readonly Pattern[] | undefined {
  try {
    const layout = JSON.parse(text) as { readonly path?: string }[];
    // Declarations of classes have no path: instances may stand anywhere.
    return layout.map(({ path = "" }) => parsePattern(path));
  } catch {
    return undefined;
  }
}

function parseIgnored(paths: IgnoredPaths): Ignored {
  return {
    patterns: paths.flatMap((path) => (typeof path === "string" ? [parsePattern(path)] : [])),
    expressions: paths.flatMap((path) => (typeof path === "string" ? [] : [path])),
  };
}

/** Whether an expression matches a leaf; those with flags `g` and `y` begin at the start each time. */
export function isExpressed(place: Place, expressions: readonly RegExp[]): boolean {
  if (expressions.length === 0) return false;
  const path = dottedPath(place);
  return expressions.some((expression) => {
    expression.lastIndex = 0;
    return expression.test(path);
  });
}
