/** The most weight of one turn. */
const mostWeight = 4 * 1024 * 1024;

/**
 * Takes the next turn from a list: work between two of which others get theirs, as SQLite does its work while the process waits.
 *
 * @param make What is made of an element when its turn comes, and not before.
 * @param weigh What it costs, in about the time that a byte takes.
 */
export function takeTurn<T, R>(rest: Iterator<T>, make: (element: T) => R, weigh: (made: R) => number): readonly R[] {
  const turn: R[] = [];
  for (let weight = 0; weight < mostWeight; ) {
    const next = rest.next();
    if (next.done) break;
    const made = make(next.value);
    turn.push(made);
    weight += weigh(made);
  }
  return turn;
}
