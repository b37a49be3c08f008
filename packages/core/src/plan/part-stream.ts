import type { Table } from "../adapter/table.ts";
import type { AnyCodec } from "../codec/codec.ts";
import { type Cutter, type EncodeLimits, Encoder } from "../codec/encode.ts";
import { notesOfElements } from "../codec/part-notes.ts";
import { DyStoreError, isDyStoreError } from "../errors/error.ts";
import { formatPath } from "../path/format-path.ts";
import { declaredByClass } from "./cut.ts";
import type { Entry } from "./entry.ts";
import type { Fragment, Place } from "./fragment.ts";
import { leastPartBytes, mostPartBytes, nothingStored, splitLimits } from "./graph-plan.ts";
import { ItemPlanner } from "./item-planner.ts";
import type { Layout } from "./layout.ts";
import type { SplitLimits } from "./measure.ts";
import type { Measure, PlannedItem } from "./measure-item.ts";
import type { FreshPart, ItemContent, Part } from "./piece.ts";
import type { VersionStamp } from "./shard.ts";
import { type Shrunk, type SplitBasis, split } from "./split.ts";
import { StoredShards } from "./stored-shards.ts";

/** Where a stream's parts will stand, and how they are made. */
export interface StreamTarget {
  /** The place from the graph's root of what is streamed, and the table of the shard around it. */
  readonly place: Place;
  readonly table: Table;
  readonly layout: Layout;
  readonly stamp: VersionStamp;
  readonly codecs: readonly AnyCodec[];
  readonly limits: EncodeLimits;
  readonly measure: Measure;
}

/** An element of a list, and what stays of it once its parts are cut out. */
interface Element {
  readonly content: ItemContent;
  readonly shrunk: Shrunk;
}

/** Nothing of a stream stood there before. */
const noBasis: SplitBasis = {
  stored: new Map(),
  claimed: new Set(),
  position(entry) {
    throw new RangeError(`a stream has no stored part ${entry}`);
  },
};

const nothing: Fragment = { place: [], value: {}, notes: undefined, deepest: 1, partial: false, shards: [] };

/** Makes parts of a list, string or binary that comes piece by piece, before the graph around it is known. */
export class PartStream {
  /** The entries of all parts so far, and of the parts in them. */
  readonly entries: readonly Entry[];
  /** The entries of the parts themselves, with how many elements each holds. */
  readonly parts: { readonly entry: number; readonly count: number }[] = [];
  readonly #target: StreamTarget;
  readonly #planner: ItemPlanner;
  readonly #split: SplitLimits;
  #elements: Element[] = [];
  #bytes = 0;
  #count = 0;

  constructor(target: StreamTarget) {
    const { layout, stamp, measure } = target;
    this.#target = target;
    this.#split = splitLimits(fittingBytes(target), measure);
    const stored = new StoredShards(nothingStored({ ...stamp, layout }), layout, nothing, stamp.expires);
    this.#planner = new ItemPlanner(stamp, measure, this.#split, stored, false);
    this.entries = this.#planner.entries;
  }

  /** Adds an element of a list. @throws DyStoreError `INVALID` for what cannot be stored. */
  addElement(element: unknown): void {
    const { place, codecs, limits, layout } = this.#target;
    const cutter: Cutter<true> = {
      enter: () => layout.classes.size > 0 || undefined,
      take(_, value) {
        if (declaredByClass(value, layout) !== undefined) throw isShard(encoder.place);
        return "kept";
      },
    };
    const encoder = new Encoder<true>(element, codecs, limits, cutter);
    encoder.place.push(...place, this.#count++);
    cutter.take(true, element);
    const value = encoder.encode(element, elementLevel, cutter.enter(true, this.#count));
    const content = { value, notes: encoder.note };
    const shrunk = split(content, this.#split, noBasis);
    this.#elements.push({ content, shrunk });
    this.#bytes += shrunk.bytes + 1;
    if (this.#bytes >= this.#split.bytes) this.#endList();
  }

  /** Adds a piece of a string or binary, of a size that fits a part. */
  addPiece(value: string | Uint8Array): void {
    const position = { kind: "whole", container: [], hidden: 0, count: value.length } as const;
    this.#plan({ position, value, notes: undefined, parts: [] }, value.length);
  }

  /** How many bytes a piece should have. */
  get pieceBytes(): number {
    return this.#split.bytes;
  }

  /** New items since last asked. */
  takeItems(): PlannedItem[] {
    return this.#planner.takeItems();
  }

  /** Makes a part of the elements that are left. */
  end(): void {
    if (this.#elements.length > 0) this.#endList();
  }

  #endList(): void {
    const elements = this.#elements;
    this.#elements = [];
    this.#bytes = 0;
    this.#planList(elements, this.#split);
  }

  /**
   * Makes a part of elements. Their notes, which sizes leave out, may make it too large: then one of each half, or of one element cut
   * smaller.
   */
  #planList(elements: readonly Element[], limits: SplitLimits): void {
    const parts = elements.flatMap(({ shrunk }, index) => shrunk.parts.map((part) => within(part, index)));
    const value = elements.map(({ shrunk }) => shrunk.value);
    const notes = notesOfElements(elements.map(({ shrunk }) => shrunk.notes));
    const position = { kind: "list", container: [], hidden: 0, count: elements.length } as const;
    try {
      this.#plan({ position, value, notes, parts }, elements.length);
    } catch (error) {
      if (!isDyStoreError(error, "ITEM_TOO_LARGE") || limits.bytes <= leastPartBytes) throw error;
      const middle = elements.length >> 1;
      if (middle > 0) {
        this.#planList(elements.slice(0, middle), limits);
        this.#planList(elements.slice(middle), limits);
        return;
      }
      const smaller = { ...limits, bytes: limits.bytes / 2 };
      const again = elements.map(({ content }) => ({ content, shrunk: split(content, smaller, noBasis) }));
      this.#planList(again, smaller);
    }
  }

  #plan(part: FreshPart, count: number): void {
    const { table, place } = this.#target;
    this.parts.push({ entry: this.#planner.planApart(part, table, place), count });
  }
}

/** The item, the list in its attribute, the element. */
const elementLevel = 3;

function isShard(place: Place): DyStoreError {
  const path = formatPath(place);
  const message = `${path}: instances of a class with a table cannot be streamed; use writePath`;
  return new DyStoreError("INVALID", message, { path });
}

function within(part: Part, index: number): Part {
  const container = [index, ...part.position.container];
  return { ...part, position: { ...part.position, container } };
}

/** The size of parts that middleware leaves within an item's limit. */
function fittingBytes({ measure, table, stamp }: StreamTarget): number {
  let bytes = mostPartBytes(measure);
  const sample = (): number =>
    measure.storedBytes(table, { [table.partitionKey.name]: stamp.version, value: "x".repeat(bytes * 2) });
  while (bytes > 1024 && sample() > measure.itemBytes) bytes /= 2;
  return Math.floor(bytes);
}
