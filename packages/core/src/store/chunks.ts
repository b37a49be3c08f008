import { invalidPath } from "../path/cursor.ts";
import type { StreamKind } from "./options.ts";

/** What a source of a binary or string gives. */
export type Chunk = Uint8Array | string;

/** Cuts what a source gives into pieces of some size: never inside a code point. */
export async function* inPieces(
  source: Iterable<Chunk> | AsyncIterable<Chunk>,
  as: Exclude<StreamKind, "list">,
  size: number,
  path: string,
): AsyncGenerator<Chunk, void, undefined> {
  let held: Uint8Array[] = [];
  let length = 0;
  let pending = "";
  for await (const chunk of source) {
    if (as === "binary" ? !(chunk instanceof Uint8Array) : typeof chunk !== "string") {
      throw invalidPath(path, `The source of a ${as} stream gave something else; see the option "as".`);
    }
    // Half a code point waits for its other half.
    const text = typeof chunk === "string" ? pending + chunk : "";
    pending = /[\ud800-\udbff]$/.test(text) ? text.slice(-1) : "";
    const whole = text.slice(0, text.length - pending.length);
    if (!whole.isWellFormed()) throw loneSurrogate(path);
    // A copy: the source may use its memory again.
    const bytes = typeof chunk === "string" ? Buffer.from(whole) : new Uint8Array(chunk);
    held.push(bytes);
    length += bytes.length;
    if (length < 2 * size) continue;
    let rest: Uint8Array = joined(held);
    while (rest.length >= 2 * size) {
      const end = cutBefore(rest, size, as);
      yield pieceOf(rest.subarray(0, end), as);
      rest = rest.subarray(end);
    }
    held = [rest];
    length = rest.length;
  }
  if (pending !== "") throw loneSurrogate(path);
  const rest = joined(held);
  const end = length > size ? cutBefore(rest, Math.ceil(length / 2), as) : 0;
  if (end > 0) yield pieceOf(rest.subarray(0, end), as);
  if (length > 0) yield pieceOf(rest.subarray(end), as);
}

function joined(chunks: readonly Uint8Array[]): Uint8Array {
  const [first] = chunks;
  return chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks);
}

/** The last position up to one where a code point begins. */
function cutBefore(bytes: Uint8Array, position: number, as: StreamKind): number {
  let end = position;
  while (as === "text" && ((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
  return end;
}

function pieceOf(bytes: Uint8Array, as: StreamKind): Chunk {
  return as === "text" ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString() : new Uint8Array(bytes);
}

function loneSurrogate(path: string): Error {
  return invalidPath(path, "A string with a lone surrogate cannot be stored as UTF-8; repair the text or store bytes.");
}
