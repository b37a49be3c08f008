import { at } from "../values/at.ts";
import { type Entry, isPart } from "./entry.ts";
import { samePlace } from "./manifest.ts";
import type { PageName } from "./page.ts";

/** Entries of a page while nothing says otherwise. */
export const entriesPerPage = 4096;

/** Entries that become one page, or stay in one. */
export interface PageRange {
  readonly from: number;
  readonly to: number;
  readonly kept: PageName | undefined;
}

/**
 * Divides a manifest into pages. Pages of which nothing changed stay; where the number of entries is another than before, all
 * behind the first change are divided anew.
 */
export function dividePages(
  entries: readonly Entry[],
  before: { readonly entries: readonly Entry[]; readonly pages: readonly PageName[] },
): readonly PageRange[] {
  const ranges: PageRange[] = [];
  const sameLength = entries.length === before.entries.length;
  let from = 0;
  for (const page of before.pages) {
    const to = from + page.count;
    const isSame = to <= entries.length && sameEntries(entries, before.entries, from, to);
    if (!isSame && !sameLength) break;
    ranges.push({ from, to, kept: isSame ? page : undefined });
    from = to;
  }
  for (; from < entries.length; from += entriesPerPage) {
    ranges.push({ from, to: Math.min(from + entriesPerPage, entries.length), kept: undefined });
  }
  return ranges;
}

function sameEntries(one: readonly Entry[], two: readonly Entry[], from: number, to: number): boolean {
  for (let index = from; index < to; index++) if (!sameEntry(at(one, index), at(two, index))) return false;
  return true;
}

function sameEntry(one: Entry, two: Entry): boolean {
  if (one.version !== two.version || one.ordinal !== two.ordinal || one.parent !== two.parent) return false;
  if (isPart(one)) {
    const [a, b] = [one.part, isPart(two) ? two.part : undefined];
    return (
      b !== undefined &&
      a.kind === b.kind &&
      a.hidden === b.hidden &&
      a.count === b.count &&
      a.first === b.first &&
      samePlace(a.container, b.container)
    );
  }
  return (
    !isPart(two) &&
    one.declaration === two.declaration &&
    one.segment === two.segment &&
    samePlace(one.container, two.container)
  );
}
