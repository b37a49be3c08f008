import { isDeepStrictEqual } from "node:util";
import type { ShardDeclaration } from "@dystore/core";
import type { Item } from "@dystore/core/adapter";

/** Names, positions and wildcards of a declared path, from the root. */
type Pattern = readonly string[];

/** What a test takes for tables of shards, where all shards really stand beside their roots: told apart by their paths. */
export class CollectedTables {
  readonly #patterns = new Map<string, Pattern[]>();
  root = "Root";

  has(name: string): boolean {
    return name !== this.root && this.#patterns.has(name);
  }

  /** The same declarations without tables. Those of another Region, or in a table of the root's, stay as they are. */
  collect(root: string, shards: readonly ShardDeclaration[]): readonly ShardDeclaration[] {
    this.root = root;
    return this.#collect(root, [], shards);
  }

  #collect(parent: string, path: Pattern, shards: readonly ShardDeclaration[]): readonly ShardDeclaration[] {
    return shards.map((shard) => {
      if (shard.region !== undefined) return shard;
      const { table = parent, primaryKey: _, shards: inner, ...rest } = shard;
      const pattern = [...path, ...segments(shard.path)];
      this.#patterns.set(table, [...(this.#patterns.get(table) ?? []), pattern]);
      return inner === undefined ? rest : { ...rest, shards: this.#collect(table, pattern, inner) };
    });
  }

  /** The items that would stand in a table. */
  select(name: string, items: readonly Item[]): Item[] {
    return items.filter((item) => this.#tableOf(item) === name);
  }

  #tableOf(item: Item): string {
    const { kind, private: half } = (item["__dystore__"] ?? {}) as { kind?: string; private?: { path?: string } };
    if (kind !== "shard" || half?.path === undefined) return this.root;
    const place: readonly (string | number)[] = JSON.parse(half.path);
    for (const [table, patterns] of this.#patterns)
      if (patterns.some((pattern) => matches(pattern, place))) return table;
    return this.root;
  }
}

function segments(path: string): string[] {
  return path.match(/[^.[\]$"']+/g) ?? [];
}

/** Positions in stored paths are all 0. */
function matches(pattern: Pattern, place: readonly (string | number)[]): boolean {
  const shape = pattern.map((segment, index) =>
    typeof place[index] === "number" && (segment === "*" || /^\d+$/.test(segment))
      ? 0
      : segment === "*"
        ? place[index]
        : segment,
  );
  return isDeepStrictEqual(shape, place);
}
