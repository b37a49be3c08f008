import type { Place, Segment } from "./segment.ts";
import { childOf, containerOf, none, type Surroundings } from "./tree.ts";

/** Follows names and indexes from a value: what stands at their end, or {@link none}. */
export type Get = (value: unknown, around: Surroundings) => unknown;

/** The names and indexes of a definite path, `undefined` where a segment may match more than one place. */
export function definiteKeys(segments: readonly Segment[]): Place | undefined {
  const keys: (string | number)[] = [];
  for (const segment of segments) {
    if (segment.kind === "name") keys.push(segment.name);
    else if (segment.kind === "index") keys.push(segment.index);
    else return undefined;
  }
  return Object.freeze(keys);
}

/** Turns keys into closures, last to first. */
export function compileGet(keys: Place): Get {
  const end: Get = (value) => value;
  return keys.reduceRight<Get>(
    (next, key) => (value, around) => {
      const container = containerOf(value, around);
      if (container === undefined) return none;
      const child = childOf(container, key);
      return child === none ? none : next(child, around);
    },
    end,
  );
}
