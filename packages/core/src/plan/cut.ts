import type { Table } from "../adapter/table.ts";
import { classOf } from "../codec/class-mark.ts";
import type { AnyCodec } from "../codec/codec.ts";
import { type Cutter, type EncodeLimits, Encoder, isMapShaped } from "../codec/encode.ts";
import { codecPrefix, type Note, noteTypes } from "../codec/note.ts";
import { ShardRef } from "../codec/shard-ref.ts";
import { Unopened } from "../codec/unread.ts";
import { DyStoreError } from "../errors/error.ts";
import { formatPath } from "../path/format-path.ts";
import { at } from "../values/at.ts";
import { isPlainObject } from "../values/kind.ts";
import { entryTables, isPart } from "./entry.ts";
import type { EntryPlace } from "./entry-places.ts";
import type { Fragment, KeptShard, Place, PlaceSegment, ShardFragment } from "./fragment.ts";
import type { Declaration, Layout } from "./layout.ts";
import type { RootBody } from "./root.ts";

/** Declarations that the place under the walk may still lead to, with how many of their segments were passed. */
type Leads = readonly { readonly declaration: Declaration; readonly passed: number }[];

/**
 * Cuts an object into fragments at the places that a layout declares. Pure; the object is copied, never changed.
 *
 * @param newShards `"drop"`: of the shards only references stay; other values in declared places are left out.
 * @throws DyStoreError `INVALID`, with the path, for whatever cannot be stored.
 */
export function cutGraph(
  data: object,
  layout: Layout,
  codecs: readonly AnyCodec[],
  limits: EncodeLimits,
  newShards: "cut" | "drop" = "cut",
): Fragment {
  if (!isPlainObject(data)) {
    throw new DyStoreError("INVALID", "$: the root of a graph is a plain object; wrap lists and other values in one", {
      path: "$",
    });
  }
  // Instances of classes may stand anywhere.
  const anywhere: Leads | undefined = layout.classes.size === 0 ? undefined : [];
  let siblings: (ShardFragment | KeptShard)[] = [];
  const cutter: Cutter<Leads> = {
    enter: (leads, segment) => advance(leads, segment) ?? anywhere,
    take(leads, value) {
      const lead = leads.find(({ declaration, passed }) => passed === declaration.pattern.length);
      const declaration = lead?.declaration ?? declaredByClass(value, layout);
      if (declaration === undefined || isOwnKey(encoder.place, layout)) return "kept";
      const place = [...encoder.place];
      if (value instanceof ShardRef) {
        siblings.push({ place, declaration, ref: value });
        return "taken";
      }
      if (!isShardable(value)) return "kept";
      if (newShards === "drop") {
        if (declaration.pattern.at(-1)?.kind === "index") throw cannotDrop(place);
        return "dropped";
      }
      const outer = { siblings, deepest: encoder.deepest, partial: encoder.partial };
      siblings = [];
      const fragment = cut(value, declaration.shards, place);
      ({ siblings, deepest: encoder.deepest, partial: encoder.partial } = outer);
      siblings.push({ ...fragment, declaration });
      return "taken";
    },
  };
  const encoder = new Encoder<Leads>(data, codecs, limits, cutter);
  const cut = (value: unknown, declarations: readonly Declaration[], place: Place): Fragment => {
    const shards = siblings;
    encoder.deepest = 0;
    encoder.partial = false;
    const stored = encoder.encode(value, itemLevel(value), leadsTo(declarations) ?? anywhere);
    return { place, value: stored, notes: encoder.note, deepest: encoder.deepest, partial: encoder.partial, shards };
  };
  return cut(data, layout.shards, []);
}

/** The declaration of the class that a value is an instance of; of a reference, one for the table that it refers to. */
export function declaredByClass(value: unknown, { classes }: Layout): Declaration | undefined {
  if (classes.size === 0 || typeof value !== "object" || value === null) return undefined;
  if (value instanceof ShardRef) {
    return [...classes.values()].find(({ table }) => table.name === value.table && table.region === value.region);
  }
  return classes.get(classOf(value)?.name ?? "");
}

/**
 * The table of the fragment that a place is in, and whether shards are declared within the place.
 * Instances of classes may stand anywhere: of those the stored graph tells. Breadth-first, so that the last is the innermost.
 */
export function fragmentAt(
  { layout, entries }: Pick<RootBody, "layout" | "entries">,
  places: readonly EntryPlace[],
  place: Place,
): { readonly table: Table; readonly hasShards: boolean } {
  const instance = entries.findLastIndex((entry, index) => {
    if (isPart(entry) || at(layout.all, entry.declaration).pattern.length > 0) return false;
    const around = at(places, index).place;
    return around.length < place.length && around.every((segment, depth) => segment === place[depth]);
  });
  if (instance >= 0) return { table: at(entryTables(entries, layout), instance), hasShards: false };
  let { table } = layout;
  let leads = leadsTo(layout.shards);
  for (const segment of place) {
    leads = leads && advance(leads, segment);
    const found = leads?.find(({ declaration, passed }) => passed === declaration.pattern.length);
    if (found === undefined) continue;
    table = found.declaration.table;
    leads = leadsTo(found.declaration.shards);
  }
  return { table, hasShards: leads !== undefined };
}

/** Whether a fragment is a shard that stays as it is. */
export function isKept(shard: ShardFragment | KeptShard): shard is KeptShard {
  return "ref" in shard;
}

/** Whether stored shards are to stay attached by reference. */
export function hasReferences(fragment: Fragment): boolean {
  return fragment.shards.some((shard) => isKept(shard) || hasReferences(shard));
}

function leadsTo(declarations: readonly Declaration[]): Leads | undefined {
  return declarations.length === 0 ? undefined : declarations.map((declaration) => ({ declaration, passed: 0 }));
}

function advance(leads: Leads, segment: PlaceSegment): Leads | undefined {
  let next: { declaration: Declaration; passed: number }[] | undefined;
  for (const { declaration, passed } of leads) {
    const wanted = declaration.pattern[passed];
    if (wanted === undefined) continue;
    if (wanted.kind === "wildcard" || (wanted.kind === "name" ? wanted.name === segment : wanted.index === segment)) {
      next ??= [];
      next.push({ declaration, passed: passed + 1 });
    }
  }
  return next;
}

/** Elements behind it would move into and out of declared positions. */
function cannotDrop(place: Place): DyStoreError {
  const path = formatPath(place);
  const message = `${path}: with saveShards: false no new shard can stand at a declared position; write the graph whole`;
  return new DyStoreError("INVALID", message, { path });
}

/** The graph's own key, which its root holds in any case: `$.*` does not mean it. */
function isOwnKey([name, ...rest]: Place, { table }: Layout): boolean {
  return rest.length === 0 && name === table.partitionKey.name;
}

/** Scalars stay in their parent, even where a shard is declared. */
function isShardable(value: unknown): boolean {
  if (typeof value === "string") return true;
  if (typeof value !== "object" || value === null) return false;
  return (
    (value instanceof Unopened && isShardableAs(value.note)) ||
    Array.isArray(value) ||
    isPlainObject(value) ||
    value instanceof Uint8Array ||
    value instanceof Map ||
    value instanceof Set
  );
}

/** Of a value that was not read its note tells what it is: no URL, and no codec's. */
function isShardableAs(note: Note | undefined): boolean {
  const type = Array.isArray(note) ? String(note[0]) : note;
  return typeof type !== "string" || (type !== noteTypes.url && !type.startsWith(codecPrefix));
}

/** The level at which a value stands in its item: its members become attributes, or it is the value of one attribute. */
function itemLevel(value: unknown): number {
  return typeof value === "object" && value !== null && isMapShaped(value) ? 1 : 2;
}
