/** The order of a map's names among its parts: by UTF-16 units, as JavaScript compares strings. */
export function compareNames(one: string, two: string): number {
  return one < two ? -1 : one > two ? 1 : 0;
}
