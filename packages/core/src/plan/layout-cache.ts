import type { KeyAttribute, Table } from "../adapter/table.ts";
import { DyStoreError } from "../errors/error.ts";
import { type Layout, planLayout } from "./layout.ts";
import type { KeyDeclaration, StoredLayout } from "./stored-layout.ts";

/** How many different layouts are kept ready; graphs of one store rarely have more than a few. */
const capacity = 64;

/** Layouts as stored in the roots of one table, made ready for use once each. */
export class LayoutCache {
  readonly #table: Table;
  readonly #homeRegion: string;
  readonly #layouts = new Map<string | undefined, Layout>();

  constructor(table: Table, homeRegion: string) {
    this.#table = table;
    this.#homeRegion = homeRegion;
  }

  /** @param shards The declarations as a root stores them: JSON text, or nothing. */
  stored(shards: string | undefined): Layout {
    const known = this.#layouts.get(shards);
    if (known !== undefined) return known;
    const { name, region, partitionKey, sortKey } = this.#table;
    const layout = planLayout(
      {
        table: name,
        primaryKey: declarationOf(partitionKey),
        sortKey: sortKey && declarationOf(sortKey),
        region,
        shards: shards === undefined ? undefined : parseDeclarations(shards),
      },
      this.#homeRegion,
    );
    if (this.#layouts.size >= capacity) this.#layouts.clear();
    this.#layouts.set(shards, layout);
    return layout;
  }
}

function declarationOf(key: KeyAttribute): KeyDeclaration {
  return key.type === "string" ? key.name : key;
}

function parseDeclarations(shards: string): StoredLayout["shards"] {
  try {
    return JSON.parse(shards) as StoredLayout["shards"];
  } catch (cause) {
    throw new DyStoreError("INTEGRITY", "the stored layout of a graph cannot be read; deleting the graph still works", {
      cause,
    });
  }
}
