import type { Table } from "../adapter/table.ts";
import type { Note } from "../codec/note.ts";
import type { ShardRef } from "../codec/shard-ref.ts";
import { DyStoreError } from "../errors/error.ts";
import { formatPath } from "../path/format-path.ts";
import { at } from "../values/at.ts";
import { equalValues } from "../values/equal.ts";
import { encodeItem } from "../values/tagged-json.ts";
import type { Value } from "../values/value.ts";
import { isKept } from "./cut.ts";
import type { Fragment, KeptShard, Place, ShardFragment } from "./fragment.ts";
import type { Layout } from "./layout.ts";
import { type ShardEntry, shardName } from "./manifest.ts";
import { refPath } from "./ref-path.ts";

/** What a shard holds, apart from the shards inside it. */
export interface ShardContent {
  readonly value: Value;
  readonly notes: Note | undefined;
}

/** A graph as it was read before a change. */
export interface Baseline {
  readonly layout: Layout;
  /** When its items expire, in epoch seconds: that of the root. */
  readonly expires: number | undefined;
  readonly entries: readonly ShardEntry[];
  readonly places: readonly Place[];
  /** The shards that were read, by index of their entry. */
  readonly contents: ReadonlyMap<number, ShardContent>;
}

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
  readonly #children = new Map<number, number[]>();

  constructor(baseline: Baseline, layout: Layout, root: Fragment, expires: number | undefined) {
    this.#baseline = baseline;
    this.#layout = layout;
    for (const [index, { parent }] of baseline.entries.entries()) {
      const siblings = this.#children.get(parent);
      if (siblings === undefined) this.#children.set(parent, [index]);
      else siblings.push(index);
    }
    const shards = [...shardsIn(root)];
    if (baseline.expires !== expires) refuseReferences(shards);
    else this.#keepAll(shards);
  }

  #keepAll(shards: readonly (ShardFragment | KeptShard)[]): void {
    this.#keepReferences(shards.filter(isKept));
    this.#keepUnchanged(shards.filter((shard): shard is ShardFragment => !isKept(shard)));
  }

  /** The index of the entry whose item stays for this shard. */
  kept(shard: ShardFragment | KeptShard): number | undefined {
    return this.#kept.get(shard);
  }

  entry(index: number): ShardEntry {
    return at(this.#baseline.entries, index);
  }

  /** Indexes of the entries that stand in a stored shard. */
  inside(index: number): readonly number[] {
    return this.#children.get(index) ?? [];
  }

  /** The number, in the layout to be written, of a stored shard's declaration. @throws DyStoreError `INVALID` where it has none. */
  declared(index: number): number {
    const old = at(this.#baseline.layout.all, this.entry(index).declaration);
    if (this.#baseline.layout === this.#layout) return old.index;
    const same = this.#layout.all.find(({ text, table }) => text === old.text && sameTable(table, old.table));
    if (same !== undefined) return same.index;
    const message = `${old.text}: the store does not declare this stored shard; read the shards around it and write them whole`;
    throw new DyStoreError("INVALID", message, { path: old.text });
  }

  #keepReferences(references: readonly KeptShard[]): void {
    if (references.length === 0) return;
    const names = new Map(this.#baseline.entries.map((entry, index) => [shardName(entry), index]));
    for (const reference of references) {
      const index = names.get(shardName(reference.ref));
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

  #keepUnchanged(fragments: readonly ShardFragment[]): void {
    const { contents, places } = this.#baseline;
    if (contents.size === 0) return;
    const byPlace = new Map([...contents.keys()].map((index) => [JSON.stringify(places[index]), index]));
    const moved = fragments.filter((fragment) => {
      const index = byPlace.get(JSON.stringify(fragment.place));
      return index === undefined || !this.#keep(fragment, index);
    });
    if (moved.length === 0 || this.#claimed.size === this.#baseline.entries.length) return;
    const byContent = new Map<string, number[]>();
    for (const [index, content] of contents) {
      if (this.#claimed.has(index)) continue;
      const text = contentText(content);
      byContent.set(text, [...(byContent.get(text) ?? []), index]);
    }
    for (const fragment of moved) {
      byContent
        .get(contentText(fragment))
        ?.some((index) => refPath(at(places, index)) === refPath(fragment.place) && this.#keep(fragment, index));
    }
  }

  #keep(fragment: ShardFragment, index: number): boolean {
    const content = this.#baseline.contents.get(index);
    if (content === undefined || this.#claimed.has(index)) return false;
    if (!sameTable(this.#tableOf(index), fragment.declaration.table)) return false;
    if (!equalValues(content.value, fragment.value) || !equalNotes(content.notes, fragment.notes)) return false;
    this.#claimed.add(index);
    this.#kept.set(fragment, index);
    return true;
  }

  #tableOf(index: number): Table {
    return at(this.#baseline.layout.all, this.entry(index).declaration).table;
  }
}

function* shardsIn(fragment: Fragment): Generator<ShardFragment | KeptShard> {
  for (const shard of fragment.shards) {
    yield shard;
    if (!isKept(shard)) yield* shardsIn(shard);
  }
}

function contentText({ value, notes }: ShardContent): string {
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

function equalNotes(one: Note | undefined, two: Note | undefined): boolean {
  return one === undefined || two === undefined ? one === two : equalValues(one as Value, two as Value);
}

/** Shards expire with their graph, and items never change: a new expiry keeps none (rule R6). */
function refuseReferences(shards: readonly (ShardFragment | KeptShard)[]): void {
  for (const shard of shards) {
    if (!isKept(shard)) continue;
    throw refused(
      shard.place,
      "a stored shard cannot stay where expiresAt changes; use touch, or write the graph whole",
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
