import {
  type ConfigLoader,
  DyStore,
  isDyStoreError,
  type KeyValue,
  metadata,
  type Stored,
  type StoreOperation,
  type TransactOperation,
  transact,
  type WriteOptions,
} from "@dystore/core";
import type { Adapter } from "@dystore/core/adapter";
import type { ChangeCommand, Command, Fill, Graph, KeyName, Version, WriteCommand, WriteSettings } from "./command.ts";
import { inNoOrder, joined } from "./comparable.ts";
import { putForeign, spoilShard } from "./damage.ts";
import { keyValue } from "./key-value.ts";
import type { SequenceLayouts } from "./layouts.ts";
import type { ModelGraph } from "./model.ts";
import { inNameOrder } from "./name-order.ts";
import { fromSpec, type Spec } from "./spec.ts";
import { after } from "./time.ts";

type Data = Record<string, unknown>;

/** What the source of a stream throws. */
const sourceFailure = new Error("the source failed");

const keeping: ConfigLoader = { keepMetadata: () => true };

/**
 * Carries out commands on one database, through two clients of it.
 *
 * @example
 * ```ts
 * import { memoryAdapter } from "@dystore/adapter-memory";
 * import { SequenceClient, SequenceLayouts } from "@dystore/conformance";
 *
 * const adapter = memoryAdapter();
 * const client = new SequenceClient(new SequenceLayouts("sequences", adapter.capabilities), adapter, adapter);
 * await client.createTables();
 * await client.close();
 * ```
 */
export class SequenceClient {
  readonly adapter: Adapter;
  readonly #layouts: SequenceLayouts;
  readonly #adapters: readonly Adapter[];
  /** The stores of each client, by layout. */
  readonly #clients: readonly (readonly DyStore<Data>[])[];
  #sequence = 0;
  #now = 0;
  /** What a write without a key answered last. */
  #madeUp: KeyValue | undefined;
  #held: Stored<Data> | undefined;
  #seen = "none yet";

  constructor(layouts: SequenceLayouts, adapter: Adapter, another: Adapter) {
    this.#layouts = layouts;
    this.adapter = adapter;
    this.#adapters = [adapter, another];
    this.#clients = this.#adapters.map((each) =>
      layouts.all.map((layout) => new DyStore<Data>({ adapter: each, ...layout, clock: () => this.#now })),
    );
  }

  async createTables(): Promise<void> {
    // One after the other: they share tables.
    for (const store of this.#clients[0] ?? []) await store.createTables();
  }

  async close(): Promise<void> {
    for (const adapter of this.#adapters) await adapter.close();
  }

  /** Begins a sequence with keys of its own, where nothing stands. */
  begin(sequence: number): void {
    this.#sequence = sequence;
    this.#madeUp = undefined;
    this.#held = undefined;
    this.#seen = "none yet";
  }

  /** The version that was read last. */
  get seen(): string {
    return this.#seen;
  }

  /** Names a graph: table and key. @returns Nothing for keys that are refused. */
  identity(graph: Graph): string | undefined {
    if (!["a", "b", "made up", "longest", "longest but 1", "longest but 2"].includes(graph.key)) return undefined;
    const { table, primaryKey } = this.#layouts.at(graph.layout);
    const key = this.#key(graph);
    // A key that was made up for another table may be of a type that this one's are not.
    const type = key instanceof Uint8Array ? "binary" : typeof key === "string" ? "string" : "number";
    if (type !== (typeof primaryKey === "string" ? "string" : primaryKey.type)) return undefined;
    return `${table}/${key instanceof Uint8Array ? Buffer.from(key).toString("hex") : key}`;
  }

  /** What stands under a key, for a model; `"unknown"` where it cannot be read. Counts as no command. */
  async look(graph: Graph): Promise<ModelGraph | undefined | "unknown"> {
    try {
      const value = await this.#store(graph).read(this.#key(graph));
      if (value === undefined) return undefined;
      const { version, expiresAt, layout } = value[metadata];
      return { value, version, expires: expiresAt?.getTime(), hasShards: layout.shards !== undefined };
    } catch (error) {
      if (isDyStoreError(error)) return "unknown";
      throw error;
    }
  }

  /** A result's text without keys that were made up, which are never the same. */
  withoutMadeUp(text: string): string {
    const key = this.#madeUp;
    if (key === undefined) return text;
    return text.replaceAll(key instanceof Uint8Array ? Buffer.from(key).toString("base64") : String(key), "made up");
  }

  /**
   * @param filling How long the text is that a write fills an item with.
   * @param now The time. It stands still within a command: sizes of items depend on it.
   */
  async perform(command: Command, filling: number, now: number): Promise<unknown> {
    this.#now = now;
    const store = this.#store(command);
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
        return store.write(moved({ ...inNameOrder(this.#held), ...data(command.set) }, command.move), {
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
        const { ifVersion, expires } = command;
        const options = { ...this.#versionOption(ifVersion), expiresAt: expiryDate(expires) };
        return store.update(this.#key(command), changeOf(command), options);
      }
      case "touch": {
        const { expires, ifVersion } = command;
        return store.touch(this.#key(command), expiryDate(expires) ?? null, this.#versionOption(ifVersion));
      }
      case "delete":
        return store.delete(this.#key(command), {
          deleteShards: command.deleteShards,
          ...this.#versionOption(command.ifVersion),
        });
      case "transact":
        return transact(command.parts.map((part) => this.#partOf({ ...part, client: command.client })));
      case "writeMany":
        return settled(
          await store.writeMany(
            command.writes.map((write) => ({
              data: this.#dataToWrite(write, 0),
              ...this.#writeOptions(write.settings),
              primaryKey: this.#key({ ...write, key: write.key ?? "a" }),
            })),
          ),
        );
      case "deleteMany": {
        const keys = command.keys.map((key) => this.#key({ ...command, key }));
        return settled((await store.deleteMany(keys, { deleteShards: command.deleteShards })).values());
      }
      case "writeStream": {
        const { path, as, pieces, fails } = command;
        try {
          return await store.writeStream(this.#key(command), path, sourceOf(pieces, fails), { as });
        } catch (error) {
          if (error !== sourceFailure) throw error;
          return sourceFailure.message;
        }
      }
      case "readStream":
        return joined(await all(store.readStream(this.#key(command), command.path)));
      case "verify": {
        const { status, problems } = await store.verify(this.#key(command));
        return [status, ...problems.map(({ code, path }) => `${code} ${path}`).sort()];
      }
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
        return putForeign(
          this.adapter,
          this.#layouts.table(this.#layouts.at(command.layout).table, undefined),
          this.#key(command),
          command.item,
        );
      case "damage":
        return spoilShard(this.adapter, this.#layouts, store, this.#key(command), command);
    }
  }

  /** How a write would be stored that is filled by a text of this length: how it commits, and which items it puts. */
  async planOfFilling(command: WriteCommand, filling: number): Promise<string> {
    const { commit, actions } = await this.#store(command).explain({
      kind: "write",
      data: this.#dataToWrite(command, filling),
      primaryKey: this.#key({ ...command, key: command.key ?? "a" }),
    });
    return [commit, ...actions.flatMap(({ action, item }) => (action === "put" ? [item] : []))].join();
  }

  async #hold(command: Graph & { readonly keepMetadata?: true | undefined }): Promise<Stored<Data> | undefined> {
    const options = command.keepMetadata ? { configLoader: keeping } : {};
    this.#held = await this.#store(command).read(this.#key(command), { ...options, resolveShards: false });
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

  /** A change as a part of a transact. */
  #partOf(command: ChangeCommand): TransactOperation<unknown> {
    const store = this.#store(command);
    const key = this.#key({ ...command, key: command.key ?? "a" });
    if (command.do === "write") {
      const { settings } = command;
      const options = { ...this.#writeOptions(settings), primaryKey: key };
      return store.operation({ kind: "write", data: this.#dataToWrite(command, 0), ...options });
    }
    switch (command.do) {
      case "update": {
        const expiresAt = expiryDate(command.expires);
        const options = { ...this.#versionOption(command.ifVersion), expiresAt };
        return store.operation({ kind: "update", key, fn: changeOf(command), ...options });
      }
      case "touch": {
        const expiresAt = expiryDate(command.expires) ?? null;
        return store.operation({ kind: "touch", key, expiresAt, ...this.#versionOption(command.ifVersion) });
      }
      case "delete": {
        const { deleteShards, ifVersion } = command;
        return store.operation({ kind: "delete", key, deleteShards, ...this.#versionOption(ifVersion) });
      }
      case "deletePath":
        return store.operation({ kind: "deletePath", key, path: command.path, filters: command.filters });
      case "writePath": {
        const { path, filters, value } = command;
        return store.operation({ kind: "writePath", key, path, value: fromSpec(value), filters });
      }
    }
  }

  #store({ layout, client }: Pick<Command, "layout" | "client">): DyStore<Data> {
    const store = this.#clients[client ?? 0]?.[layout];
    if (store === undefined) throw new TypeError(`There is no layout ${layout}.`);
    return store;
  }

  #key({ layout, key }: Graph): KeyValue {
    const { primaryKey } = this.#layouts.at(layout);
    if (key === "made up") return this.#madeUp ?? this.#key({ layout, key: "a" });
    // Keys of wrong types are to be refused at run time.
    return keyValue(key, primaryKey, this.#sequence) as KeyValue;
  }

  #dataToWrite(command: WriteCommand, filling: number): Data {
    const own = (key: KeyName): Data => ({ ID: this.#key({ layout: command.layout, key }) });
    return {
      ...data(command.data),
      ...(command.own === undefined ? {} : own(command.own)),
      ...(command.fill === undefined ? {} : filled(data(command.data), command.fill, "x".repeat(filling))),
    };
  }

  #writeOptions({ ifVersion, expires, ...rest }: WriteSettings): WriteOptions {
    return { ...rest, ...this.#versionOption(ifVersion), expiresAt: expiryDate(expires) ?? undefined };
  }

  #versionOption(version: Version | undefined): { readonly ifVersion?: string } {
    if (version === undefined) return {};
    return { ifVersion: version === "seen" ? this.#seen : "another" };
  }
}

function expiryDate(expires: number | null | undefined): Date | null | undefined {
  return typeof expires === "number" ? after(expires) : expires;
}

function changeOf({ set }: Extract<Command, { do: "update" }>): (current: Data) => Data | undefined {
  return (current) => set && { ...inNameOrder(current), ...data(set) };
}

async function* sourceOf(pieces: readonly Spec[], fails: true | undefined): AsyncGenerator<unknown> {
  for (const piece of pieces) yield fromSpec(piece);
  if (fails) throw sourceFailure;
}

async function all(pieces: AsyncIterable<unknown>): Promise<unknown[]> {
  const found: unknown[] = [];
  for await (const piece of pieces) found.push(piece);
  return found;
}

/** Results of many, with an error's code in its place. */
function settled(results: Iterable<PromiseSettledResult<unknown>>): unknown[] {
  return Array.from(results, (result) => {
    if (result.status === "fulfilled") return result.value;
    if (isDyStoreError(result.reason)) return `refused: ${result.reason.code}`;
    throw result.reason;
  });
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

/** What is in the place that a text fills up. */
function filled(value: Data, { in: place }: Fill, text: string): Data {
  switch (place) {
    case "root":
      return { fill: text };
    case "a":
      return { a: { fill: text } };
    case "list":
      return { list: [{ fill: text }] };
    case "name":
      return { map: { ...(value["map"] as object), [`x${text}`]: { fill: 1 } } };
  }
}

function moved(value: Data, names: readonly [string, string] | undefined): Data {
  if (names === undefined || !Object.hasOwn(value, names[0])) return value;
  const { [names[0]]: member, ...others } = value;
  return { ...others, [names[1]]: member };
}
