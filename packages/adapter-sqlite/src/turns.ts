/** The most weight of one turn. */
const mostWeight = 4 * 1024 * 1024;

/**
 * Cuts a list into turns, between which others get theirs: SQLite does its work while the process waits.
 *
 * @param weigh What an element costs, in about the time that a byte takes.
 */
export function cutIntoTurns<T>(list: readonly T[], weigh: (element: T) => number): readonly (readonly T[])[] {
  const turns: T[][] = [];
  let weight = mostWeight;
  for (const element of list) {
    if (weight >= mostWeight) {
      turns.push([]);
      weight = 0;
    }
    turns.at(-1)?.push(element);
    weight += weigh(element);
  }
  return turns;
}
