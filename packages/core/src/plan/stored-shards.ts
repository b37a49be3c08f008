import type { Table } from "../adapter/table.ts";
import type { ShardRef } from "../codec/shard-ref.ts";
import { DyStoreError } from "../errors/error.ts";
import { formatPath } from "../path/format-path.ts";
import { at } from "../values/at.ts";
import { equalValues } from "../values/equal.ts";
import { encodeItem } from "../values/tagged-json.ts";
import type { GraphAddress } from "./address.ts";
import { equalNotes } from "./arrange.ts";
import { isKept } from "./cut.ts";
import { type Entry, entryTables, groupByParent, isPart, itemName, type PartPosition } from "./entry.ts";
import { type EntryPlace, fragmentOf } from "./entry-places.ts";
import type { Fragment, KeptShard, Place, ShardFragment } from "./fragment.ts";
import type { Declaration, Layout } from "./layout.ts";
import type { PageName } from "./page.ts";
import type { ItemContent, StoredPart } from "./piece.ts";
import { refPath } from "./ref-path.ts";
import { shapeOf } from "./shard.ts";
import type { SplitBasis } from "./split.ts";

/** A graph as it was read before a change. */
export interface Baseline {
  readonly graph: GraphAddress;
  readonly layout: Layout;
  /** When its items expire, in epoch seconds: that of the root. */
  readonly expires: number | undefined;
  /** Whether its items may stay: not where middleware would have all of them written again. */
  readonly mayStay: boolean;
  readonly entries: readonly Entry[];
  readonly places: readonly EntryPlace[];
  readonly pages: readonly PageName[];
  /** What the items of shards and parts that were read hold, by index of their entry. */
  readonly contents: ReadonlyMap<number, ItemContent>;
}

/** A baseline with parts that were stored beside the graph, as if they had stood in it unread. */
export function withEntries(baseline: Baseline, entries: readonly Entry[]): Baseline {
  const first = baseline.entries.length;
  const added = entries.map((entry) => ({ ...entry, parent: entry.parent < 0 ? nowhere : entry.parent + first }));
  const places = added.map(() => ({ place: [], stored: [] }));
  return { ...baseline, entries: [...baseline.entries, ...added], places: [...baseline.places, ...places] };
}

/** The parent of parts that stand nowhere yet. */
const nowhere = -2;

/**
 * Finds which stored shards stay: those meant by references, those whose content did not change, and those that merely moved in
 * a list. No stored shard stays in two places.
 *
 * @throws DyStoreError `CONFLICT` for stale references, `INVALID` for those that stand twice or elsewhere than they belong.
 */
export class StoredShards {
  readonly #baseline: Baseline;
  readonly #layout: Layout;
  readonly #kept = new Map<ShardFragment | KeptShard, number>();
  readonly #claimed = new Set<number>();
  readonly #children: ReadonlyMap<number, readonly number[]>;
  readonly #tables: readonly Table[];
  /** Whether items may stay at all: not where their expiry changes, or all are to be sealed. */
  readonly #mayKeep: boolean;
  readonly #byContent = new Map<"shard" | "part", ReadonlyMap<string, number[]>>();
  #places: ReadonlyMap<string, number> | undefined;

  constructor(baseline: Baseline, layout: Layout, root: Fragment, expires: number | undefined) {
    this.#baseline = baseline;
    this.#layout = layout;
    this.#children = groupByParent(baseline.entries);
    this.#tables = entryTables(baseline.entries, baseline.layout);
    this.#mayKeep = baseline.mayStay && baseline.expires === expires;
    const shards = [...shardsIn(root)];
    if (!this.#mayKeep) refuseReferences(shards);
    else {
      this.#keepReferences(shards.filter(isKept));
      this.#keepUnchanged(shards.filter((shard): shard is ShardFragment => !isKept(shard)));
    }
  }

  /** The index of the entry whose item stays for this shard. */
  kept(shard: ShardFragment | KeptShard): number | undefined {
    return this.#kept.get(shard);
  }

  entry(index: number): Entry {
    return at(this.#baseline.entries, index);
  }

  /** The pages that may stay, with the entries that they hold. */
  get pages(): Pick<Baseline, "entries" | "pages"> {
    return this.#mayKeep ? this.#baseline : { entries: [], pages: [] };
  }

  /** Indexes of the entries that stand in a stored shard. */
  inside(index: number): readonly number[] {
    return this.#children.get(index) ?? [];
  }

  /** A stored shard's declaration in the layout to be written. @throws DyStoreError `INVALID` where it has none. */
  declared(index: number): Declaration {
    const old = this.#declaration(index);
    if (this.#baseline.layout === this.#layout) return old;
    const same = this.#layout.all.find(({ text, table }) => text === old.text && sameTable(table, old.table));
    if (same !== undefined) return same;
    const message = `${old.text}: the store does not declare this stored shard; read the shards around it and write them whole`;
    throw new DyStoreError("INVALID", message, { path: old.text });
  }

  #declaration(index: number): Declaration {
    const entry = this.entry(index);
    return at(this.#baseline.layout.all, isPart(entry) ? -1 : entry.declaration);
  }

  /** What may stay of a fragment that is cut by size: the parts of what stood in its place. */
  basis(fragment: Fragment | ShardFragment): SplitBasis {
    const stored = new Map<string, StoredPart[]>();
    const before = this.#mayKeep ? this.#before(fragment) : undefined;
    if (before !== undefined) this.#collect(before, stored);
    return { stored, claimed: this.#claimed, position: (entry) => this.#position(entry) };
  }

  /** The entry that stood in a fragment's place, in the same table; -1 for the root. */
  #before(fragment: Fragment | ShardFragment): number | undefined {
    if (!("declaration" in fragment)) return -1;
    const index = this.#byPlace().get(JSON.stringify(fragment.place));
    return index !== undefined && sameTable(this.#tableOf(index), fragment.declaration.table) ? index : undefined;
  }

  #collect(parent: number, stored: Map<string, StoredPart[]>): void {
    for (const entry of this.inside(parent)) {
      const known = this.entry(entry);
      if (!isPart(known)) continue;
      const place = JSON.stringify(at(this.#baseline.places, entry).stored);
      const part = { entry, position: known.part, content: this.#baseline.contents.get(entry) };
      const siblings = stored.get(place);
      if (siblings === undefined) stored.set(place, [part]);
      else siblings.push(part);
      this.#collect(entry, stored);
    }
  }

  #position(index: number): PartPosition {
    const entry = this.entry(index);
    if (isPart(entry)) return entry.part;
    throw new RangeError(`entry ${index} is no part`);
  }

  /** A shard that holds the same apart from its parts, in the fragment's place or another of its list. @returns its entry. */
  keepHead(fragment: ShardFragment, content: ItemContent): number | undefined {
    if (!this.#mayKeep) return undefined;
    const index = this.#before(fragment);
    if (index !== undefined && this.#keep(fragment, content, index)) return index;
    return this.#keepMovedShard(fragment, content);
  }

  #keepMovedShard(fragment: ShardFragment, content: ItemContent): number | undefined {
    const { places } = this.#baseline;
    const path = refPath(fragment.place);
    return this.#unclaimed("shard", content).find(
      (index) => refPath(at(places, index).place) === path && this.#keep(fragment, content, index),
    );
  }

  /**
   * Items lie where their shard lies: what was not read cannot become another's.
   *
   * @throws DyStoreError `INTEGRITY` where a part would have to: whoever chose what is read is wrong.
   */
  refuseMove(index: number, table: Table, place: Place): void {
    if (this.entry(index).parent === nowhere || sameTable(this.#tableOf(index), table)) return;
    const path = formatPath(place);
    const message = `${path}: a part that was not read would have to move to table ${table.name}; update the graph, or write it whole`;
    throw new DyStoreError("INTEGRITY", message, { path, table: table.name });
  }

  /** A part that was read, holds the same, and is not needed elsewhere. @param place Its place from the root, by stored positions. */
  keepMoved(content: ItemContent, place: Place, table: Table): number | undefined {
    if (!this.#mayKeep) return undefined;
    const shape = shapeOf(place);
    const found = this.#unclaimed("part", content).find(
      (index) => !this.#claimed.has(index) && this.#shape(index) === shape && sameTable(this.#tableOf(index), table),
    );
    if (found !== undefined) this.#claimed.add(found);
    return found;
  }

  /** Entries of a kind that hold the same, and had stayed nowhere when this was first asked. */
  #unclaimed(kind: "shard" | "part", content: ItemContent): readonly number[] {
    if (this.#claimed.size === this.#baseline.entries.length) return [];
    let groups = this.#byContent.get(kind);
    if (groups === undefined) {
      groups = this.#groupByContent(kind === "part");
      this.#byContent.set(kind, groups);
    }
    return groups.get(contentText(content)) ?? [];
  }

  #groupByContent(ofParts: boolean): ReadonlyMap<string, number[]> {
    const groups = new Map<string, number[]>();
    for (const [index, content] of this.#baseline.contents) {
      if (this.#claimed.has(index) || isPart(this.entry(index)) !== ofParts) continue;
      const text = contentText(content);
      const group = groups.get(text);
      if (group === undefined) groups.set(text, [index]);
      else group.push(index);
    }
    return groups;
  }

  #shape(index: number): string {
    const { entries, places } = this.#baseline;
    const fragment = places[fragmentOf(entries, index)]?.place ?? [];
    return shapeOf([...fragment, ...(at(places, index).stored ?? [])]);
  }

  #keepReferences(references: readonly KeptShard[]): void {
    if (references.length === 0) return;
    const names = new Map(this.#baseline.entries.map((entry, index) => [itemName(entry), index]));
    for (const reference of references) {
      const index = names.get(itemName(reference.ref));
      if (index === undefined) throw staleRef(reference);
      this.#checkPlace(reference, index);
      this.#claim(index, reference.place);
      this.#kept.set(reference, index);
    }
  }

  #checkPlace({ ref, declaration, place }: KeptShard, index: number): void {
    if (!sameTable(this.#tableOf(index), declaration.table)) {
      const problem = `the ShardRef lies in table ${ref.table}, where the store does not declare it; read the shard and write it whole`;
      throw refused(place, problem);
    }
    if (refPath(place) !== ref.path)
      throw refused(place, `the ShardRef belongs to ${ref.path}; read the shard to move it`);
  }

  /** A shard that stays by reference stays with all that is in it. */
  #claim(index: number, place: Place): void {
    if (this.#claimed.has(index))
      throw refused(place, "the same ShardRef stands in two places; read the shard to copy it");
    this.#claimed.add(index);
    for (const inner of this.inside(index)) this.#claim(inner, place);
  }

  #byPlace(): ReadonlyMap<string, number> {
    this.#places ??= new Map(
      [...this.#baseline.contents.keys()].flatMap((index) =>
        isPart(this.entry(index)) ? [] : [[JSON.stringify(at(this.#baseline.places, index).place), index]],
      ),
    );
    return this.#places;
  }

  #keepUnchanged(fragments: readonly ShardFragment[]): void {
    if (this.#baseline.contents.size === 0) return;
    const moved = fragments.filter((fragment) => {
      const index = this.#before(fragment);
      return !fragment.partial && (index === undefined || !this.#keep(fragment, fragment, index));
    });
    for (const fragment of moved) this.#keepMovedShard(fragment, fragment);
  }

  #keep(fragment: ShardFragment, given: ItemContent, index: number): boolean {
    const content = this.#baseline.contents.get(index);
    if (content === undefined || this.#claimed.has(index)) return false;
    if (!sameTable(this.#tableOf(index), fragment.declaration.table)) return false;
    if (!equalValues(content.value, given.value) || !equalNotes(content.notes, given.notes)) return false;
    this.#claimed.add(index);
    this.#kept.set(fragment, index);
    return true;
  }

  #tableOf(index: number): Table {
    return at(this.#tables, index);
  }
}

function* shardsIn(fragment: Fragment): Generator<ShardFragment | KeptShard> {
  for (const shard of fragment.shards) {
    yield shard;
    if (!isKept(shard)) yield* shardsIn(shard);
  }
}

function contentText({ value, notes }: ItemContent): string {
  return JSON.stringify([encodeItem({ value }), notes]);
}

function sameTable(one: Table, two: Table): boolean {
  const { name, type } = one.partitionKey;
  return (
    one.name === two.name &&
    one.region === two.region &&
    name === two.partitionKey.name &&
    type === two.partitionKey.type
  );
}

/** Shards expire with their graph, and items never change: a new expiry keeps none (rule R6). */
function refuseReferences(shards: readonly (ShardFragment | KeptShard)[]): void {
  for (const shard of shards) {
    if (!isKept(shard)) continue;
    throw refused(
      shard.place,
      "a stored shard cannot stay where expiresAt changes, or where the graph is not sealed yet; write the graph whole",
    );
  }
}

function staleRef({ place, ref }: { readonly place: Place; readonly ref: ShardRef }): DyStoreError {
  const path = formatPath(place);
  const message = `${path}: the ShardRef is stale: the graph no longer has that shard; read again`;
  return new DyStoreError("CONFLICT", message, { path, table: ref.table });
}

function refused(place: Place, problem: string): DyStoreError {
  const path = formatPath(place);
  return new DyStoreError("INVALID", `${path}: ${problem}`, { path });
}
