import { utf8Bytes } from "../values/utf8.ts";
import { invalidPath } from "./cursor.ts";
import { compileGet, definiteKeys, type Get } from "./get.ts";
import { parseSegments } from "./parse-segments.ts";
import { containsFilter, type Place, type Segment } from "./segment.ts";
import { compileVisit, type Visit } from "./visit.ts";

// The most bytes (UTF-8) a path may have.
const maximumPathBytes = 4096;

// How many paths are remembered.
const remembered = 1000;

const cache = new Map<string, Path>();

/** A path that was parsed and compiled, by {@link parsePath}. */
export interface Path {
  /** As it was written. */
  readonly text: string;
  readonly segments: readonly Segment[];
  /** Whether it can match one place only: it consists of names and indexes, negative ones among them. */
  readonly definite: boolean;
  /** A definite path's names and indexes. */
  readonly keys: Place | undefined;
  readonly hasFilter: boolean;
  /** The compiled way to a definite path's value. */
  readonly get: Get | undefined;
  /** The compiled way to all matches. */
  readonly visit: Visit;
}

/** What {@link parsePath} may accept beyond the default. */
export interface PathOptions {
  /** Whether filters (`[?@.x > 1]`) are allowed. They are code: take none from strangers. Default `false`. */
  readonly filters?: boolean | undefined;
}

function compilePath(text: string, filters: boolean): Path {
  if (text.length > maximumPathBytes || utf8Bytes(text) > maximumPathBytes) {
    throw invalidPath(
      text,
      `This path is longer than ${maximumPathBytes} bytes; read a larger part and pick from that.`,
    );
  }
  if (!text.isWellFormed()) throw invalidPath(text, "This path holds half of a surrogate pair, which is no character.");
  const segments = parseSegments(text, filters);
  const keys = definiteKeys(segments);
  return Object.freeze({
    text,
    segments,
    definite: keys !== undefined,
    keys,
    hasFilter: containsFilter(segments),
    get: keys && compileGet(keys),
    visit: compileVisit(segments, text),
  });
}

/**
 * Parses a JSONPath, with or without its leading `$` or `$.`: names, quoted names, indexes, slices, unions, wildcards,
 * descendants as RFC 9535 defines them, and filters if asked for. Names without quotes may also begin with a digit and contain
 * `-`, `$` and `@`. The same text is parsed once and gives the same frozen object, as long as it is remembered.
 *
 * @throws DyStoreError `INVALID` for a path that is malformed (with the position and what was expected there), is longer than
 * 4,096 bytes, has more than 64 segments, contains a script expression, or a filter without `filters`.
 */
export function parsePath(text: string, options: PathOptions = {}): Path {
  const filters = options.filters === true;
  const known = cache.get(text);
  if (known !== undefined && (filters || !known.hasFilter)) return known;
  const path = compilePath(text, filters);
  // The oldest makes room: paths in steady use come back at the cost of one parse.
  if (cache.size >= remembered) {
    const [oldest] = cache.keys();
    if (oldest !== undefined) cache.delete(oldest);
  }
  cache.set(text, path);
  return path;
}
