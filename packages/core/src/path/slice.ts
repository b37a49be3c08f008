import type { SliceSegment } from "./segment.ts";

/** The bounds of a slice in a list, normalised as RFC 9535, 2.3.4.2.2 says: from `lower` (inclusive) up, or from `upper` down. */
function bounds({ start, end, step }: SliceSegment, length: number): { lower: number; upper: number } {
  const normal = (index: number): number => (index >= 0 ? index : length + index);
  const within = (index: number, least: number, most: number): number => Math.min(Math.max(index, least), most);
  if (step >= 0) {
    return { lower: within(normal(start ?? 0), 0, length), upper: within(normal(end ?? length), 0, length) };
  }
  return {
    upper: within(normal(start ?? length - 1), -1, length - 1),
    lower: end === undefined ? -1 : within(normal(end), -1, length - 1),
  };
}

/** Visits the indexes that a slice selects in a list of this length, in the slice's order. */
export function eachSliced(slice: SliceSegment, length: number, visit: (index: number) => void): void {
  const { lower, upper } = bounds(slice, length);
  const { step } = slice;
  if (step === 0) return;
  let index = step > 0 ? lower : upper;
  while (step > 0 ? index < upper : index > lower) {
    visit(index);
    index += step;
  }
}

/** Whether a slice selects this index in a list of this length; `true` where the length is unknown and decides. */
export function sliceSelects(slice: SliceSegment, index: number, length: number | undefined): boolean {
  const { start = 0, step } = slice;
  if (step === 0) return false;
  if (length === undefined && (step < 0 || start < 0)) return true;
  // Going up from an index, only an end counted from the list's end depends on its length, and might lie behind the index.
  const { lower, upper } = bounds(slice, length ?? Number.MAX_SAFE_INTEGER);
  if (step > 0) return index >= lower && index < upper && (index - lower) % step === 0;
  return index <= upper && index > lower && (upper - index) % -step === 0;
}
