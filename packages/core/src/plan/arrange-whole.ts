import type { StoredPart } from "./piece.ts";

/** A piece of a string or binary: of a stored part that stays, or new. */
export interface Slice<V extends string | Uint8Array> {
  readonly value: V;
  readonly kept: number | undefined;
}

/**
 * Divides a string or binary into pieces of about `target` bytes, never inside a code point. Stored pieces at its beginning and
 * its end that are still the same stay; what changed is between them.
 */
export function arrangeWhole<V extends string | Uint8Array>(
  value: V,
  stored: readonly StoredPart[],
  target: number,
  claimed: ReadonlySet<number>,
): Slice<V>[] {
  const bytes = bytesOf(value);
  const pieces = stored.flatMap(({ entry, content }) => {
    const piece = content?.value;
    const isSame = typeof piece === typeof value && (typeof piece === "string" || piece instanceof Uint8Array);
    return isSame && !claimed.has(entry) ? [{ entry, value: piece as V, bytes: bytesOf(piece as V) }] : [];
  });
  const front: Slice<V>[] = [];
  let from = 0;
  for (const piece of pieces) {
    const to = from + piece.bytes.length;
    if (to > bytes.length || Buffer.compare(bytes.subarray(from, to), piece.bytes) !== 0) break;
    front.push({ value: piece.value, kept: piece.entry });
    from = to;
  }
  const back: Slice<V>[] = [];
  let end = bytes.length;
  for (const piece of pieces.slice(front.length).reverse()) {
    const start = end - piece.bytes.length;
    if (start < from || Buffer.compare(bytes.subarray(start, end), piece.bytes) !== 0) break;
    back.unshift({ value: piece.value, kept: piece.entry });
    end = start;
  }
  // A small remainder, as of a text that grows at its end, joins what stands before it, or else behind it.
  if (end > from && end - from < target / 4) {
    const before = front.pop();
    if (before !== undefined) from -= bytesOf(before.value).length;
    else end += bytesOf(back.shift()?.value ?? "").length;
  }
  return [...front, ...divide(bytes.subarray(from, end), value, target), ...back];
}

function divide<V extends string | Uint8Array>(bytes: Buffer, whole: V, target: number): Slice<V>[] {
  if (bytes.length === 0) return [];
  const isText = typeof whole === "string";
  const count = bytes.length <= (target * 3) / 2 ? 1 : Math.ceil(bytes.length / target);
  const slices: Slice<V>[] = [];
  let from = 0;
  for (let index = 1; index <= count; index++) {
    let to = Math.round((bytes.length * index) / count);
    // Back to where a code point begins.
    while (isText && to < bytes.length && ((bytes[to] ?? 0) & 0xc0) === 0x80) to--;
    const piece = bytes.subarray(from, to);
    if (piece.length > 0)
      slices.push({ value: (isText ? piece.toString() : new Uint8Array(piece)) as V, kept: undefined });
    from = to;
  }
  return slices;
}

function bytesOf(value: string | Uint8Array): Buffer {
  return typeof value === "string" ? Buffer.from(value) : Buffer.from(value.buffer, value.byteOffset, value.length);
}
