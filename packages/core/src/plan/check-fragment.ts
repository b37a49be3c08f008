import { behindOf } from "../adapter/behind.ts";
import { metadataAttribute } from "../adapter/reserved.ts";
import type { ItemKey, Table } from "../adapter/table.ts";
import type { AnyCodec } from "../codec/codec.ts";
import { decode } from "../codec/decode.ts";
import { at } from "../values/at.ts";
import { isMap } from "../values/kind.ts";
import type { Item } from "../values/value.ts";
import { type GraphAddress, ItemKeys, rootKey } from "./address.ts";
import { itemContent } from "./assemble.ts";
import { isWithinBounds } from "./check-bounds.ts";
import { entryTables, groupByParent, isPart } from "./entry.ts";
import { type EntryPlace, fragmentOf } from "./entry-places.ts";
import { fillShards } from "./fill.ts";
import type { Place } from "./fragment.ts";
import { formatVersion } from "./item.ts";
import { join, type ReadPart } from "./join.ts";
import type { ItemContent } from "./piece.ts";
import { isProblem, type Problem, problemOf, whatIsWrong } from "./problem.ts";
import type { RootBody, RootHead } from "./root.ts";
import { readShard } from "./shard.ts";

/** Checks the fragments of a graph one by one, each with the parts cut out of it and without the shards in it. */
export class FragmentCheck {
  readonly #graph: GraphAddress;
  readonly #head: RootHead;
  readonly #body: RootBody;
  readonly #places: readonly EntryPlace[];
  readonly #codecs: readonly AnyCodec[];
  readonly #children: ReadonlyMap<number, readonly number[]>;
  readonly #tables: readonly Table[];
  readonly #keys: ItemKeys;

  constructor(
    graph: GraphAddress,
    head: RootHead,
    body: RootBody,
    places: readonly EntryPlace[],
    codecs: readonly AnyCodec[],
  ) {
    this.#graph = graph;
    this.#head = head;
    this.#body = body;
    this.#places = places;
    this.#codecs = codecs;
    this.#children = groupByParent(body.entries);
    this.#tables = entryTables(body.entries, body.layout);
    this.#keys = new ItemKeys(graph);
  }

  /** The entries of each fragment: its own, unless it is the root (-1), and those of its parts. */
  fragments(): ReadonlyMap<number, readonly number[]> {
    const fragments = new Map<number, number[]>([[-1, []]]);
    for (const index of this.#body.entries.keys()) {
      const fragment = fragmentOf(this.#body.entries, index);
      const known = fragments.get(fragment);
      if (known === undefined) fragments.set(fragment, [index]);
      else known.push(index);
    }
    return fragments;
  }

  /** Where the item of an entry lies. */
  key(index: number): ItemKey {
    return this.#keys.item(at(this.#tables, index), at(this.#body.entries, index));
  }

  /** What is wrong with a fragment. @param items Of its entries; those that are missing are `undefined`. */
  check(fragment: number, items: ReadonlyMap<number, Item | undefined>): Problem[] {
    const problems: Problem[] = [];
    const contents = new Map<number, ItemContent>();
    for (const [index, item] of items) {
      const found = this.#checkItem(index, item, problems);
      if (found !== undefined) contents.set(index, found);
    }
    if (fragment === -1) {
      const { table } = this.#graph;
      const { content, ownKey } = this.#body;
      const own = this.#try("CONTENT", -1, () => itemContent(this.#head.item, table, content, ownKey), problems);
      if (own !== undefined) contents.set(-1, own);
    }
    // What lacks a piece cannot be put together, and that is told already.
    if (problems.every(({ code }) => code === "BEHIND")) this.#assemble(fragment, items, contents, problems);
    return problems;
  }

  #checkItem(index: number, item: Item | undefined, problems: Problem[]): ItemContent | undefined {
    const { entries } = this.#body;
    const entry = at(entries, index);
    const kind = isPart(entry) ? "part" : "shard";
    const say = (code: Problem["code"], message: string): void => {
      problems.push(problemOf(code, this.key(index), this.#place(index), message));
    };
    if (item === undefined) {
      say("MISSING", `the ${kind} is missing`);
      return undefined;
    }
    const expected = { graph: this.#graph, entry, place: this.#storedPlace(index) };
    const half = this.#try("FOREIGN", index, () => readShard(item, expected), problems);
    if (half === undefined) return undefined;
    const format = formatOf(item);
    if (format < formatVersion)
      say("BEHIND", `the ${kind} is stored in format ${format}, and ${formatVersion} is current`);
    const behind = behindOf(item);
    if (behind?.isSo()) say("BEHIND", behind.message);
    if (format > formatVersion) say("UNREADABLE", `the ${kind} is stored in format ${format}, of a later release`);
    const content = this.#try(
      "CONTENT",
      index,
      () => itemContent(item, at(this.#tables, index), half, false),
      problems,
    );
    if (content === undefined) return undefined;
    if (!isWithinBounds(entries, index, content.value)) say("BOUNDS", "the part does not hold what the manifest says");
    return content;
  }

  #assemble(
    fragment: number,
    items: ReadonlyMap<number, Item | undefined>,
    contents: Map<number, ItemContent>,
    problems: Problem[],
  ): void {
    const joined = this.#try(
      "BOUNDS",
      fragment,
      () => {
        // What stands in something stands behind it in the manifest.
        for (const index of [...items.keys()].reverse()) {
          if (index !== fragment) contents.set(index, this.#joined(index, contents));
        }
        return this.#joined(fragment, contents);
      },
      problems,
    );
    if (joined === undefined) return;
    const decoded = this.#try(
      "CONTENT",
      fragment,
      () => ({ value: decode(joined.value, joined.notes, this.#codecs) }),
      problems,
    );
    const inner = this.#children.get(fragment);
    if (decoded === undefined || inner === undefined) return;
    this.#try("MANIFEST", fragment, () => fillShards(decoded.value, inner, this.#body.entries, []), problems);
  }

  #joined(index: number, contents: ReadonlyMap<number, ItemContent>): ItemContent {
    const content = contents.get(index) as ItemContent;
    const parts: ReadPart[] = [];
    for (const child of this.#children.get(index) ?? []) {
      const entry = at(this.#body.entries, child);
      if (isPart(entry)) parts.push({ entry: child, position: entry.part, content: contents.get(child) });
    }
    return parts.length === 0 ? content : join(content, parts);
  }

  #try<T>(code: Problem["code"], index: number, check: () => T, problems: Problem[]): T | undefined {
    const key = index === -1 ? rootKey(this.#graph) : this.key(index);
    const found = whatIsWrong(code, key, this.#place(index), check);
    if (!isProblem(found)) return found.value;
    problems.push(found);
    return undefined;
  }

  #place(index: number): Place {
    return this.#places[index]?.place ?? [];
  }

  #storedPlace(index: number): Place {
    const { place, stored } = at(this.#places, index);
    if (stored === undefined) return place;
    return [...this.#place(fragmentOf(this.#body.entries, index)), ...stored];
  }
}

/** The format that an item says it is stored in; 0 where it says nothing. */
export function formatOf(item: Item): number {
  const metadata = item[metadataAttribute];
  const format = isMap(metadata) ? metadata["format"] : undefined;
  return typeof format === "number" ? format : 0;
}
