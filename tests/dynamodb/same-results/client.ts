import {
  type ConfigLoader,
  DyStore,
  type KeyValue,
  metadata,
  type Stored,
  type StoreOperation,
  type WriteOptions,
} from "@dystore/core";
import type { Adapter } from "@dystore/core/adapter";
import type { Command, Graph, KeyName, Version, WriteSettings } from "./command.ts";
import { putForeign, spoilShard } from "./damage.ts";
import { described } from "./described.ts";
import { keyValue } from "./key-value.ts";
import { layouts, type TestLayout } from "./layouts.ts";
import { fromSpec } from "./spec.ts";

type Data = Record<string, unknown>;

const keeping: ConfigLoader = { keepMetadata: () => true };

/** Carries out commands on one database. */
export class Client {
  readonly adapter: Adapter;
  readonly #stores: readonly DyStore<Data>[];
  #sequence = 0;
  /** What a write without a key answered last. */
  #madeUp: KeyValue | undefined;
  #held: Stored<Data> | undefined;
  #seen = "none yet";

  constructor(adapter: Adapter) {
    this.adapter = adapter;
    this.#stores = layouts.map((layout) => new DyStore<Data>({ adapter, ...layout }));
  }

  async createTables(): Promise<void> {
    // One after the other: they share tables.
    for (const store of this.#stores) await store.createTables();
  }

  /** Begins a sequence with keys of its own, where nothing stands. */
  begin(sequence: number): void {
    this.#sequence = sequence;
    this.#madeUp = undefined;
    this.#held = undefined;
    this.#seen = "none yet";
  }

  /** A result's text without keys that were made up, which are never the same. */
  withoutMadeUp(text: string): string {
    const key = this.#madeUp;
    if (key === undefined) return text;
    return text.replaceAll(key instanceof Uint8Array ? Buffer.from(key).toString("base64") : String(key), "made up");
  }

  /** @param filling How long the text is that a write fills an item with. */
  async perform(command: Command, filling: number): Promise<unknown> {
    const store = this.#store(command.layout);
    switch (command.do) {
      case "write": {
        const key = await store.write(this.#dataToWrite(command, filling), {
          ...this.#writeOptions(command.settings),
          ...(command.key === undefined ? {} : { primaryKey: this.#key({ ...command, key: command.key }) }),
        });
        if (command.key !== undefined || command.own !== undefined) return key;
        this.#madeUp = key;
        return "a key made up";
      }
      case "hold":
        return this.#hold(command);
      case "writeBack":
        this.#held ??= await this.#hold(command);
        if (this.#held === undefined) return "nothing is held";
        return store.write(moved({ ...this.#held, ...data(command.set) }, command.move), {
          ...this.#writeOptions(command.settings),
          primaryKey: this.#key(command),
        });
      case "read": {
        const { consistent, resolveShards, keepMetadata } = command;
        const options = { consistent, resolveShards, configLoader: keepMetadata ? keeping : undefined };
        const read = await store.read(this.#key(command), options);
        this.#seen = read?.[metadata].version ?? this.#seen;
        return read;
      }
      case "readMany": {
        const read = await store.readMany(command.keys.map((key) => this.#key({ ...command, key })));
        return [...read.values()];
      }
      case "update": {
        const { set } = command;
        const change = (current: Data): Data | undefined => set && { ...current, ...data(set) };
        return store.update(this.#key(command), change, this.#versionOption(command.ifVersion));
      }
      case "delete":
        return store.delete(this.#key(command), {
          deleteShards: command.deleteShards,
          ...this.#versionOption(command.ifVersion),
        });
      case "exists":
        return store.exists(this.#key(command));
      case "metadata":
        return store.metadata(this.#key(command));
      case "readPath":
        return this.#readPath(store, command);
      case "deletePath":
        return store.deletePath(this.#key(command), command.path, { filters: command.filters });
      case "writePath":
        return store.writePath(this.#key(command), command.path, fromSpec(command.value), { filters: command.filters });
      case "explain":
      case "explainWrite":
      case "explainPath": {
        const plan = await store.explain(operationOf(command, this.#key(command)));
        return { ...plan, actions: inNoOrder(plan.actions) };
      }
      case "foreign":
        return putForeign(this.adapter, this.#layout(command.layout), this.#key(command), command.item);
      case "damage":
        return spoilShard(this.adapter, store, this.#key(command), command);
    }
  }

  /** Bytes of the item that a write would fill, without what fills it. */
  async bytesBeforeFilling(command: Extract<Command, { do: "write" }>): Promise<number> {
    const plan = await this.#store(command.layout).explain({
      kind: "write",
      data: this.#dataToWrite(command, 0),
      primaryKey: this.#key({ ...command, key: command.key ?? "a" }),
    });
    const path = { root: "$", a: "$.a", list: "$.list[0]" }[command.fill?.in ?? "root"];
    const puts = plan.actions.filter(({ action }) => action === "put");
    return (puts.find((put) => put.path === path) ?? puts.find((put) => put.path === "$"))?.bytes ?? 0;
  }

  async #hold(command: Graph & { readonly keepMetadata?: true | undefined }): Promise<Stored<Data> | undefined> {
    const options = command.keepMetadata ? { configLoader: keeping } : {};
    this.#held = await this.#store(command.layout).read(this.#key(command), { ...options, resolveShards: false });
    this.#seen = this.#held?.[metadata].version ?? this.#seen;
    return this.#held;
  }

  async #readPath(
    store: DyStore<Data>,
    command: Extract<Command, { do: "readPath" | "deletePath" }>,
  ): Promise<unknown> {
    const { path, filters } = command;
    const found = await store.readPath(this.#key(command), path, { filters });
    // Members of maps have no order, and DynamoDB keeps none.
    return /[*?]|\.\./.test(path) ? inNoOrder(found) : found;
  }

  #store(layout: number): DyStore<Data> {
    const store = this.#stores[layout];
    if (store === undefined) throw new TypeError(`There is no layout ${layout}.`);
    return store;
  }

  #layout(number: number): TestLayout {
    return layouts[number] ?? layouts[0];
  }

  #key({ layout, key }: Graph): KeyValue {
    const { primaryKey } = this.#layout(layout);
    if (key === "made up") return this.#madeUp ?? this.#key({ layout, key: "a" });
    // Keys of wrong types are to be refused at run time.
    return keyValue(key, primaryKey, this.#sequence) as KeyValue;
  }

  #dataToWrite(command: Extract<Command, { do: "write" }>, filling: number): Data {
    const own = (key: KeyName): Data => ({ ID: this.#key({ layout: command.layout, key }) });
    const text = "x".repeat(filling);
    const filled = { root: { fill: text }, a: { a: { fill: text } }, list: { list: [{ fill: text }] } };
    return {
      ...data(command.data),
      ...(command.own === undefined ? {} : own(command.own)),
      ...(command.fill === undefined ? {} : filled[command.fill.in]),
    };
  }

  #writeOptions({ ifVersion, ...rest }: WriteSettings): WriteOptions {
    return { ...rest, ...this.#versionOption(ifVersion) };
  }

  #versionOption(version: Version | undefined): { readonly ifVersion?: string } {
    if (version === undefined) return {};
    return { ifVersion: version === "seen" ? this.#seen : "another" };
  }
}

/** A list whose order means nothing. */
function inNoOrder(list: readonly unknown[]): string[] {
  return list.map((one) => JSON.stringify(described(one))).sort();
}

function operationOf(
  command: Extract<Command, { do: "explain" | "explainWrite" | "explainPath" }>,
  key: KeyValue,
): StoreOperation<Data> {
  if (command.do === "explainWrite") return { kind: "write", data: data(command.data), primaryKey: key };
  if (command.do === "explainPath") return { kind: command.of, key, path: command.path, value: 1 };
  return { kind: command.of, key, fn: () => undefined };
}

function data(spec: Parameters<typeof fromSpec>[0]): Data {
  return { ...(fromSpec(spec) as Data) };
}

function moved(value: Data, names: readonly [string, string] | undefined): Data {
  if (names === undefined || !Object.hasOwn(value, names[0])) return value;
  const { [names[0]]: member, ...others } = value;
  return { ...others, [names[1]]: member };
}
