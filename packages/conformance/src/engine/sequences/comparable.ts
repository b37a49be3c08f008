import { described } from "./described.ts";

/** A list whose order means nothing: members of maps have none. */
export function inNoOrder(list: readonly unknown[]): string[] {
  return list.map((one) => JSON.stringify(described(one))).sort();
}

/** Pieces of a string are as they are stored: only together they are the same everywhere. */
export function joined(pieces: readonly unknown[]): unknown {
  return pieces.length > 0 && pieces.every((piece) => typeof piece === "string") ? pieces.join("") : pieces;
}
