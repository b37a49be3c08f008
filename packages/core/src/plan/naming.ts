import { tableText } from "../adapter/item-key.ts";
import type { Table } from "../adapter/table.ts";
import type { ItemName } from "./address.ts";
import type { NamedItems, Run } from "./named-items.ts";

/** An item as a manifest names it. */
export interface NamedItem extends ItemName {
  readonly table: Table;
}

/** All items that one version of a graph names beside its root. */
export class Naming {
  readonly #tables: readonly NamedItems[];
  readonly #runs = new Map<string, Run[]>();
  /** The versions that wrote them. */
  readonly versions: Set<string> = new Set();

  /** @param also Named, too, but maybe twice: neither counted nor gone through. */
  constructor(tables: readonly NamedItems[], also: readonly NamedItems[] = []) {
    this.#tables = tables;
    for (const { table, runs } of [...tables, ...also]) {
      for (const run of runs) {
        const identity = identityOf(table, run.version);
        const known = this.#runs.get(identity);
        if (known === undefined) this.#runs.set(identity, [run]);
        else known.push(run);
        this.versions.add(run.version);
      }
    }
  }

  has({ table, version, ordinal }: NamedItem): boolean {
    const runs = this.#runs.get(identityOf(table, version)) ?? [];
    return runs.some(({ first, count }) => ordinal >= first && ordinal < first + count);
  }

  /** How many items are named. */
  get size(): number {
    let size = 0;
    for (const { runs } of this.#tables) for (const { count } of runs) size += count;
    return size;
  }

  *[Symbol.iterator](): IterableIterator<NamedItem> {
    for (const { table, runs } of this.#tables) {
      for (const { version, first, count } of runs) {
        for (let ordinal = first; ordinal < first + count; ordinal++) yield { table, version, ordinal };
      }
    }
  }
}

/** Tables of one graph all leave out the adapter's home Region. */
function identityOf(table: Table, version: string): string {
  return `${version}/${tableText(table, "")}`;
}
