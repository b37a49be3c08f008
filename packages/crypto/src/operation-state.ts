import {
  type Adapter,
  type Context,
  type Item,
  type ItemKey,
  isDyStoreError,
  type KeyAttribute,
  type Table,
} from "@dystore/core/adapter";
import { GraphKeys, OperationKeyring } from "./graph-keys.ts";
import { type GraphName, graphText, isSameGraph } from "./item-kind.ts";
import type { Keyring } from "./keyring.ts";

/** So many graphs' keys are remembered within one operation, and more where they were made in it. */
const mostGraphs = 1000;

/** What is known within store operations, each for itself; it goes with their contexts. */
export class OperationStates {
  readonly #keyring: Keyring;
  readonly #purpose: string;
  readonly #below: Adapter;
  readonly #states = new WeakMap<object, OperationState>();
  /** Tables by name: an item names its root's, but not what that table's keys are called. */
  readonly #tables = new Map<string, Table>();
  #latest: Table | undefined;

  /** @param purpose The option `context` of `encrypt`. */
  constructor(keyring: Keyring, purpose: string, below: Adapter) {
    this.#keyring = keyring;
    this.#purpose = purpose;
    this.#below = below;
  }

  /** @param table Any that is used in the operation. */
  of(context: Context, table: Table): OperationState {
    if (table !== this.#latest) this.#tables.set(JSON.stringify([table.region ?? null, table.name]), table);
    this.#latest = table;
    const operation = context.operation ?? context;
    const known = this.#states.get(operation);
    if (known !== undefined) return known;
    const state = new OperationState(this.#keyring, this.#purpose, this.#below, context, this.#tables);
    this.#states.set(operation, state);
    return state;
  }
}

/** The keys that one store operation works with. */
export class OperationState {
  readonly #keyring: OperationKeyring;
  readonly #purpose: string;
  readonly #below: Adapter;
  readonly #context: Context;
  readonly #tables: ReadonlyMap<string, Table>;
  readonly #graphs = new Map<string, GraphKeys>();
  #latest: { readonly name: GraphName; readonly keys: GraphKeys } | undefined;

  constructor(keyring: Keyring, purpose: string, below: Adapter, context: Context, tables: ReadonlyMap<string, Table>) {
    this.#keyring = new OperationKeyring(keyring);
    this.#purpose = purpose;
    this.#below = below;
    this.#context = context;
    this.#tables = tables;
  }

  /** The keys of a graph. */
  graph(name: GraphName): GraphKeys {
    const latest = this.#latest;
    if (latest !== undefined && isSameGraph(latest.name, name)) return latest.keys;
    const text = graphText(name);
    let keys = this.#graphs.get(text);
    if (keys === undefined) {
      if (this.#graphs.size >= mostGraphs) this.#forget();
      keys = this.separate(name);
      this.#graphs.set(text, keys);
    }
    this.#latest = { name, keys };
    return keys;
  }

  /** Keys that are not remembered: those of an item of no graph, which holds them itself. */
  separate(name: GraphName): GraphKeys {
    // The adapter's home Region counts as not named.
    const region = name.region === this.#below.capabilities.region ? undefined : name.region;
    return new GraphKeys(this.#keyring, { context: this.#purpose, graph: { ...name, region } });
  }

  /** Sees to it that a graph's root is known, if it stands. */
  async seeRoot(name: GraphName): Promise<void> {
    if (!this.graph(name).isRootKnown) await this.fetchRoot(name);
  }

  /** Reads the keys in a graph's root, for items that are met without it or with another version of it. */
  async fetchRoot(name: GraphName): Promise<void> {
    const table = this.#tables.get(JSON.stringify([name.region ?? null, name.table]));
    if (table === undefined) return;
    this.graph(name).seeRoot(await this.#read(rootKey(table, name)));
  }

  async #read(key: ItemKey): Promise<Item | undefined> {
    try {
      const [item] = await this.#below.get([key], { consistent: true }, this.#context);
      return item;
    } catch (error) {
      // What an item says of its root may be no key of that table, or of a table that is gone: then there is no root.
      if (isDyStoreError(error, "INVALID", "TABLE_NOT_FOUND")) return undefined;
      throw error;
    }
  }

  #forget(): void {
    for (const [text, keys] of this.#graphs) {
      if (keys.hasMade) continue;
      this.#graphs.delete(text);
      return;
    }
  }
}

/** Where a root stands (docs/format.md). */
function rootKey(table: Table, { key }: GraphName): ItemKey {
  return table.sortKey === undefined
    ? { table, partition: key }
    : { table, partition: key, sort: rootSort(table.sortKey) };
}

function rootSort({ type }: KeyAttribute): string | Uint8Array {
  return type === "binary" ? new Uint8Array(Buffer.from("dystore")) : "dystore";
}
