import type { PutStep } from "../adapter/step.ts";
import type { Table } from "../adapter/table.ts";
import { at } from "../values/at.ts";
import type { Item } from "../values/value.ts";
import { ItemKeys, storedAddress } from "./address.ts";
import { isKept } from "./cut.ts";
import { type Entry, isPart, type ShardEntry } from "./entry.ts";
import type { Fragment, KeptShard, Place, ShardFragment } from "./fragment.ts";
import { layOut } from "./item.ts";
import { samePlace } from "./manifest.ts";
import type { SplitLimits } from "./measure.ts";
import { fitsItem, itemTooLarge, type Measure, type PlannedItem } from "./measure-item.ts";
import { type PageName, pageItem } from "./page.ts";
import { type ItemContent, isKeptPart, type Part, type Piece } from "./piece.ts";
import { dividePages } from "./plan-pages.ts";
import { type ItemStamp, shardItem, type VersionStamp } from "./shard.ts";
import { split } from "./split.ts";
import type { StoredShards } from "./stored-shards.ts";

/** What is to become an entry, in the order of the manifest. */
type Work =
  | { readonly shard: ShardFragment | KeptShard; readonly parent: number; readonly parentPlace: Place }
  | { readonly part: Part; readonly parent: number; readonly table: Table; readonly around: Place }
  | { readonly stored: number; readonly parent: number };

/** Plans the items beside one root, and the manifest that names them. */
export class ItemPlanner {
  readonly entries: Entry[] = [];
  /** The table of each entry's item. */
  readonly tables: Table[] = [];
  /** New items. */
  readonly items: PlannedItem[] = [];
  readonly #stamp: Omit<ItemStamp, "ordinal">;
  readonly #keys: ItemKeys;
  readonly #measure: Measure;
  readonly #limits: SplitLimits;
  readonly #stored: StoredShards;
  readonly #fresh: boolean;
  readonly #queue: Work[] = [];
  #taken = 0;

  /** @param fresh Whether nothing that is stored stays. */
  constructor(stamp: VersionStamp, measure: Measure, limits: SplitLimits, stored: StoredShards, fresh: boolean) {
    this.#stamp = { ...stamp, root: storedAddress(stamp.graph) };
    this.#fresh = fresh;
    this.#keys = new ItemKeys(stamp.graph);
    this.#measure = measure;
    this.#limits = limits;
    this.#stored = stored;
  }

  /** Plans everything beside the root. @returns what the root itself holds. */
  plan(root: Fragment, splitsRoot: boolean): ItemContent {
    const { name } = this.#stamp.graph.table.partitionKey;
    const piece: Piece = splitsRoot
      ? split(root, this.#limits, this.#stored.basis(root), name)
      : { ...root, parts: [] };
    this.#enqueueParts(piece.parts, -1, this.#stamp.graph.table, []);
    this.#enqueueShards(root, -1);
    this.#planQueue();
    return piece;
  }

  /** Plans a part before what it is in is known. @returns its entry. */
  planApart(part: Part, table: Table, around: Place): number {
    const entry = this.entries.length;
    const items = this.items.length;
    try {
      this.#enqueueParts([part], -1, table, around);
      this.#planQueue();
    } catch (error) {
      // It may be cut smaller: nothing of it is left.
      this.entries.length = entry;
      this.tables.length = entry;
      this.items.length = items;
      this.#queue.length = 0;
      throw error;
    }
    return entry;
  }

  /** The items planned since last asked. */
  takeItems(): PlannedItem[] {
    this.#taken += this.items.length;
    return this.items.splice(0);
  }

  #planQueue(): void {
    for (const work of this.#queue) {
      if ("stored" in work) this.#planStored(work.stored, work.parent);
      else if ("part" in work) this.#planPart(work);
      else if (isKept(work.shard)) this.#planKept(work.shard, work.parent, work.parentPlace);
      else this.#planShard(work.shard, work.parent, work.parentPlace);
    }
    this.#queue.length = 0;
  }

  get #ordinal(): number {
    return this.#taken + this.items.length;
  }

  /** Moves the manifest to items of its own. */
  planPages(): readonly PageName[] {
    const pages: PageName[] = [];
    for (const { from, to, kept } of dividePages(this.entries, this.#stored.pages)) {
      if (kept === undefined) this.#planPage(from, to, pages);
      else pages.push(kept);
    }
    return pages;
  }

  #planPage(from: number, to: number, pages: PageName[]): void {
    const { graph, version } = this.#stamp;
    const { itemBytes, finish } = this.#measure;
    const ordinal = this.#ordinal;
    const entries = this.entries.slice(from, to);
    const item = pageItem(entries, this.tables.slice(from, to), { ...this.#stamp, ordinal });
    const bytes = finish(graph.table, item);
    if (bytes > itemBytes / 2 && entries.length > 1) {
      const middle = Math.ceil((from + to) / 2);
      this.#planPage(from, middle, pages);
      this.#planPage(middle, to, pages);
      return;
    }
    this.items.push({ step: this.#put(graph.table, item), kind: "page", place: [], bytes });
    pages.push({ version, ordinal, count: entries.length });
  }

  #planStored(index: number, parent: number): void {
    const entry = this.#stored.entry(index);
    for (const inner of this.#stored.inside(index)) this.#queue.push({ stored: inner, parent: this.entries.length });
    if (isPart(entry)) this.#name({ ...entry, parent }, this.tables[parent] ?? this.#stamp.graph.table);
    else {
      const declaration = this.#stored.declared(index);
      this.#name({ ...entry, parent, declaration: declaration.index }, declaration.table);
    }
  }

  #planKept(shard: KeptShard, parent: number, parentPlace: Place): void {
    const kept = this.#stored.kept(shard) ?? -1;
    for (const inner of this.#stored.inside(kept)) this.#queue.push({ stored: inner, parent: this.entries.length });
    this.#name({ ...this.#stored.entry(kept), ...this.#position(shard, parent, parentPlace) }, shard.declaration.table);
  }

  #planShard(shard: ShardFragment, parent: number, parentPlace: Place): void {
    const { table } = shard.declaration;
    let kept = this.#stored.kept(shard);
    let planned = kept === undefined ? this.#whole(shard) : undefined;
    let parts: readonly Part[] = [];
    if (kept === undefined && planned === undefined) {
      const piece = split(shard, this.#limits, this.#stored.basis(shard));
      parts = piece.parts;
      kept = this.#stored.keepHead(shard, piece);
      planned = kept === undefined ? this.#item(piece, "shard", table, shard.place) : undefined;
    }
    this.#enqueueParts(parts, this.entries.length, table, shard.place);
    this.#enqueueShards(shard, this.entries.length);
    const where = this.#position(shard, parent, parentPlace);
    if (kept !== undefined) this.#name({ ...this.#stored.entry(kept), ...where }, table);
    else if (planned !== undefined) this.#name({ ...this.#nameOf(planned), ...where }, table, planned);
  }

  #planPart({ part, parent, table, around }: Extract<Work, { part: Part }>): void {
    const place = [...around, ...part.position.container];
    if (isKeptPart(part)) this.#stored.refuseMove(part.kept, table, place);
    const kept = isKeptPart(part) ? part.kept : this.#stored.keepMoved(part, place, table);
    if (part.parts === undefined) {
      for (const inner of this.#stored.inside(kept ?? -1))
        this.#queue.push({ stored: inner, parent: this.entries.length });
    } else this.#enqueueParts(part.parts, this.entries.length, table, place);
    const where = { parent, part: part.position };
    if (kept !== undefined) {
      const { version, ordinal, kilobytes } = this.#stored.entry(kept);
      this.#name({ version, ordinal, kilobytes, ...where }, table);
    } else if (!isKeptPart(part)) {
      const planned = this.#item(part, "part", table, place);
      this.#name({ ...this.#nameOf(planned), ...where }, table, planned);
    }
  }

  /** A shard as one item, if it can be one. */
  #whole(shard: ShardFragment): PlannedItem | undefined {
    const { table } = shard.declaration;
    const body = layOut(shard, this.#nextKey(table), false);
    if (!fitsItem(shard, body, this.#measure)) return undefined;
    const ordinal = this.#ordinal;
    const item = shardItem(body, "shard", shard.place, { ...this.#stamp, ordinal });
    const bytes = this.#measure.finish(table, item);
    if (bytes > this.#measure.itemBytes) return undefined;
    return { step: this.#put(table, item), kind: "shard", place: shard.place, bytes };
  }

  #item(content: ItemContent, kind: "shard" | "part", table: Table, place: Place): PlannedItem {
    const ordinal = this.#ordinal;
    const body = layOut(content, this.#nextKey(table), false);
    const item = shardItem(body, kind, place, { ...this.#stamp, ordinal });
    const bytes = this.#measure.finish(table, item);
    if (bytes > this.#measure.itemBytes) throw itemTooLarge(place, table.name, this.#measure.itemBytes);
    return { step: this.#put(table, item), kind, place, bytes };
  }

  #put(table: Table, item: Item): PutStep {
    return this.#fresh ? { kind: "put", table, item, fresh: true } : { kind: "put", table, item };
  }

  #nextKey(table: Table): ReturnType<ItemKeys["item"]> {
    return this.#keys.item(table, { version: this.#stamp.version, ordinal: this.#ordinal });
  }

  #nameOf({ bytes }: PlannedItem): { version: string; ordinal: number; kilobytes: number } {
    return { version: this.#stamp.version, ordinal: this.#ordinal, kilobytes: Math.ceil(bytes / 1024) };
  }

  #name(entry: Entry, table: Table, planned?: PlannedItem): void {
    this.entries.push(entry);
    this.tables.push(table);
    if (planned !== undefined) this.items.push(planned);
  }

  #enqueueParts(parts: readonly Part[], parent: number, table: Table, around: Place): void {
    for (const part of parts) this.#queue.push({ part, parent, table, around });
  }

  #enqueueShards({ shards, place }: Fragment, parent: number): void {
    for (const shard of shards) this.#queue.push({ shard, parent, parentPlace: place });
  }

  /** What a manifest says of a shard's place. */
  #position(
    { declaration, place }: ShardFragment | KeptShard,
    parent: number,
    parentPlace: Place,
  ): Pick<ShardEntry, "declaration" | "parent" | "container" | "segment"> {
    const segment = at(place, place.length - 1);
    const own = place.slice(parentPlace.length, -1);
    // Elements of one list are many, and share it.
    const before = this.entries.at(-1);
    const container =
      before !== undefined && !isPart(before) && samePlace(before.container, own) ? before.container : own;
    return { declaration: declaration.index, parent, container, segment };
  }
}
