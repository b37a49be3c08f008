import { isPlainObject } from "../values/kind.ts";

type Place = readonly (string | number)[];

/**
 * What a walk through a caller's data passed, found by walking down again, so that the common way pays nothing; and the place by
 * the caller's names.
 *
 * @param walked The place by positions of the stored form, in which some Maps and objects are lists of pairs.
 */
export function trailOf(
  root: unknown,
  walked: Place,
): { readonly passed: ReadonlySet<unknown>; readonly place: Place } {
  const passed = new Set<unknown>();
  const place: (string | number)[] = [];
  let at = root;
  let pair: readonly unknown[] | undefined;
  for (const segment of walked) {
    if (pair !== undefined) {
      at = pair[Number(segment)];
      pair = undefined;
      continue;
    }
    passed.add(at);
    pair = typeof segment === "number" ? pairAt(at, segment) : undefined;
    place.push(typeof pair?.[0] === "string" ? pair[0] : segment);
    if (pair === undefined) at = memberAt(at, segment);
  }
  return { passed, place };
}

/** A member of a Map or object that is stored as a list of pairs. */
function pairAt(container: unknown, index: number): readonly unknown[] | undefined {
  if (container instanceof Map) return [...container][index];
  if (typeof container !== "object" || container === null || !isPlainObject(container)) return undefined;
  return Object.entries(container).filter(([, member]) => member !== undefined)[index];
}

function memberAt(container: unknown, segment: string | number): unknown {
  if (container instanceof Set) return [...container][Number(segment)];
  if (container instanceof Map) return container.get(segment);
  if (typeof container !== "object" || container === null) return undefined;
  return (container as Record<string | number, unknown>)[segment];
}
