import { type Context, dottedPath, type KeyValue, type Pattern, parsePattern } from "@dystore/core/adapter";
import { PathState, type Place } from "./path-state.ts";

/** What is secret: places, everything, or what the config loader's `loadKey` names a key for. */
export type SecretPaths = readonly string[] | "all" | "loader";

/** What is left alone: paths, or expressions against the full dotted path of a leaf. */
export type IgnoredPaths = readonly (string | RegExp)[];

/** What decides which values of an item are secret. */
export interface Policy {
  readonly paths: readonly Pattern[] | "all" | "loader";
  readonly ignored: Ignored;
  /** What is known at roots, by the declarations of shards that they were stored with; see {@link startOf}. */
  readonly starts: Map<string | undefined, PathState>;
  /** The policy with paths of a call's own: many items in a row have the same. */
  narrowed?: { readonly paths: IgnoredPaths; readonly policy: Policy };
}

/** So many layouts are remembered. */
const mostStarts = 100;

/** Paths that are left alone, ready for use. */
interface Ignored {
  readonly patterns: readonly Pattern[];
  readonly expressions: readonly RegExp[];
}

/** @throws DyStoreError `INVALID` for paths that cannot be parsed, or that are more than names, positions and wildcards. */
export function makePolicy(paths: SecretPaths, ignorePaths: IgnoredPaths): Policy {
  const parsed = typeof paths === "string" ? paths : paths.map(parsePattern);
  return { paths: parsed, ignored: parseIgnored(ignorePaths), starts: new Map() };
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
  const narrowed = { ...policy, ignored: { patterns, expressions }, starts: new Map() };
  policy.narrowed = { paths: [...ofCall], policy: narrowed };
  return narrowed;
}

/** What is known at the root of a graph. @param layout As its root has it; `undefined` in items that cannot tell. */
export function startOf({ paths, ignored, starts }: Policy, layout: string | undefined): PathState {
  const known = starts.get(layout);
  if (known !== undefined) return known;
  if (starts.size >= mostStarts) starts.clear();
  const secret = typeof paths === "string" ? true : paths;
  const start = PathState.begin(secret, ignored.patterns, layout === undefined ? undefined : declaredGaps(layout));
  starts.set(layout, start);
  return start;
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
