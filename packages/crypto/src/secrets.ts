import { isList, isMap, setOwn, type Value } from "@dystore/core/adapter";

/** Where in an item a secret stands: names and, in lists, positions. */
export type ItemPlace = readonly (string | number)[];

/** A secret and its place in the item. */
export type Secret = readonly [place: ItemPlace, value: Value];

/**
 * Puts secrets back. Changes the item in place: it must be the caller's own, with all that it holds.
 *
 * @throws RangeError where a place is not there.
 */
export function putBack(item: { [name: string]: Value }, secrets: readonly Secret[]): void {
  // Positions are those of the whole list: what stands before an element goes in before it.
  for (const [place, value] of [...secrets].sort(([a], [b]) => comparePlaces(a, b))) {
    let container: Value = item;
    for (let depth = 0; depth < place.length - 1; depth++)
      container = member(container, place[depth] as string | number);
    const last = place.at(-1);
    if (typeof last === "string" && isMap(container)) setOwn(container as { [name: string]: Value }, last, value);
    else if (typeof last === "number" && isList(container) && last <= container.length) {
      (container as Value[]).splice(last, 0, value);
    } else throw new RangeError("a secret has no place");
  }
}

function member(container: Value, segment: string | number): Value {
  let value: Value | undefined;
  if (typeof segment === "number" && isList(container)) value = container[segment];
  if (typeof segment === "string" && isMap(container) && Object.hasOwn(container, segment)) value = container[segment];
  if (value === undefined) throw new RangeError("a secret has no place");
  return value;
}

function comparePlaces(a: ItemPlace, b: ItemPlace): number {
  for (let depth = 0; depth < a.length && depth < b.length; depth++) {
    const [one, two] = [a[depth], b[depth]];
    if (one === two) continue;
    // Names of a map have no order among each other.
    return typeof one === "number" && typeof two === "number" ? one - two : String(one) < String(two) ? -1 : 1;
  }
  return a.length - b.length;
}
