import type { Table } from "../adapter/table.ts";
import { changeGraph } from "../execute/change-graphs.ts";
import { load } from "../execute/load.ts";
import { readLiveRoot } from "../execute/read-root.ts";
import type { CheckedPath, PathValue, StreamPiece } from "../path/typed-path.ts";
import type { GraphAddress } from "../plan/address.ts";
import { checkKey } from "../plan/key.ts";
import type { Plan } from "../plan/plan.ts";
import type { GraphReport } from "../upkeep/report.ts";
import type { SweepResult } from "../upkeep/sweep-tables.ts";
import { at } from "../values/at.ts";
import type { KeyValue } from "../values/value.ts";
import { prepareDeletePath, prepareWritePath } from "./change-path.ts";
import { createTables, tablesOf } from "./create-tables.ts";
import { prepareDelete } from "./delete.ts";
import { begin, type Engine, makeEngine, type Operation } from "./engine.ts";
import { explainOperation } from "./explain.ts";
import { graphKeys } from "./keys.ts";
import { deleteGraphs, type ManyWrite, writeGraphs } from "./many.ts";
import { Metadata, type Stored } from "./metadata.ts";
import type { ChangeOperation, ChangeOperations, ChangeResults, StoreOperation } from "./operation.ts";
import type {
  CallOptions,
  DeleteManyOptions,
  DeleteOptions,
  DyStoreOptions,
  KeysOptions,
  PathOptions,
  ReadOptions,
  ReadPathOptions,
  ReadStreamOptions,
  TouchOptions,
  UpdateOptions,
  WriteOptions,
  WriteStreamOptions,
} from "./options.ts";
import { readGraph, readGraphPath, rootOnly } from "./read.ts";
import { readGraphs } from "./read-many.ts";
import { streamGraphPath } from "./read-stream.ts";
import { sweepStore } from "./sweep.ts";
import { type TransactOperation, transactOperation } from "./transact-operation.ts";
import { prepareTouch, prepareUpdate, type UpdateFunction } from "./update.ts";
import type { SweepOptions, VerifyAllOptions, VerifyOptions } from "./upkeep-options.ts";
import { verifyAllStored, verifyStored } from "./verify.ts";
import { prepareWrite } from "./write.ts";
import { writeGraphStream } from "./write-stream.ts";

/**
 * Stores object graphs: one root object with everything it owns, cut into items where `shards` says so, and read, changed and
 * deleted as one thing. Every method throws {@link DyStoreError} for whatever is not simply absent.
 *
 * `T` is what is read; `Input` is what `write` takes, where the schema makes more of it (defaults, say).
 *
 * @example
 * ```ts
 * const store = new DyStore<{ name: string; notes: string[] }>({
 *   adapter: memoryAdapter(),
 *   table: "People",
 *   primaryKey: "ID",
 *   shards: [{ path: "$.notes[*]", table: "Notes", primaryKey: "IDX" }],
 * });
 * await store.createTables();
 * const key = await store.write({ name: "Ada", notes: ["first", "second"] });
 * await store.writePath(key, "notes[0]", "changed");
 * const ada = await store.read(key);
 * ```
 */
export class DyStore<T extends object = Record<string, unknown>, Input extends object = T> {
  readonly #engine: Engine;

  /** @throws DyStoreError `INVALID` for shard paths that are malformed or overlap, and for tables that cannot work. */
  constructor(options: DyStoreOptions<T, Input>) {
    this.#engine = makeEngine(options);
  }

  /**
   * The tables that this store needs, each once and with its Region: the root's and those of all declared shards.
   *
   * @throws DyStoreError `INVALID` for names that no adapter takes, `NOT_SUPPORTED` for a Region that the adapter does not reach.
   */
  get tables(): readonly Table[] {
    return tablesOf(this.#engine);
  }

  /** Creates the root table and all tables of shards; those that stand already are checked. @throws DyStoreError `INVALID` where one differs. */
  async createTables(options: CallOptions = {}): Promise<void> {
    await createTables(begin(this.#engine, "createTables", options));
  }

  /**
   * Writes a whole graph, replacing the one that stands under its key with all its shards: the last writer wins, unless
   * `ifAbsent` or `ifVersion` says otherwise. The data is copied at once and never changed.
   *
   * @returns The graph's key.
   * @throws DyStoreError `INVALID` for data that cannot be stored, `VALIDATION` by the schema, `CONFLICT` by `ifAbsent`,
   *   `ifVersion`, stale references or something foreign under the key, `ITEM_TOO_LARGE`, `UNKNOWN_OUTCOME`.
   */
  async write(data: Input, options: WriteOptions = {}): Promise<KeyValue> {
    const operation = begin(this.#engine, "write", options);
    return changeGraph(operation, await prepareWrite(operation, data, options));
  }

  /**
   * Writes several graphs, each by itself and several at once; their roots are read together. Not atomic: each succeeds or fails
   * alone. All data is copied at once.
   *
   * @returns One result for each graph, in their order: its key, or the error that `write` would have thrown.
   * @throws DyStoreError `INVALID` where two graphs have the same key, and whatever reading the roots throws; nothing is written then.
   *
   * @example
   * ```ts
   * const results = await store.writeMany([{ data: person, primaryKey: "ada" }]);
   * const failed = results.filter(({ status }) => status === "rejected");
   * ```
   */
  async writeMany(
    writes: Iterable<ManyWrite<Input>>,
    options: CallOptions = {},
  ): Promise<PromiseSettledResult<KeyValue>[]> {
    return writeGraphs(() => begin(this.#engine, "writeMany", options), [...writes]);
  }

  /**
   * Reads a whole graph; `undefined` where there is none.
   *
   * @throws DyStoreError `INTEGRITY` where a shard is missing or foreign.
   */
  async read(key: KeyValue, options: ReadOptions = {}): Promise<Stored<T> | undefined> {
    return await readGraph<T>(begin(this.#engine, "read", options), this.#address(key), options);
  }

  /** Reads several graphs at once, in two dependent requests whatever their number. @returns A map from each key given to its object, or to `undefined`. */
  async readMany<K extends KeyValue>(
    keys: Iterable<K>,
    options: ReadOptions = {},
  ): Promise<Map<K, Stored<T> | undefined>> {
    const given = [...keys];
    const graphs = given.map((key) => this.#address(key));
    const found = await readGraphs<T>(begin(this.#engine, "readMany", options), graphs, options);
    return new Map(given.map((key, index) => [key, found[index]]));
  }

  /**
   * Reads what a JSONPath matches, and only the shards that it can touch. As for all methods that take a path, a literal one is checked
   * against `T`, and completed by editors; see {@link CheckedPath}.
   *
   * @returns The matches in order; empty where nothing matches or there is no graph.
   * @throws DyStoreError `INVALID` for a malformed path.
   *
   * @example
   * ```ts
   * const [city] = await store.readPath(key, "$.location.city");
   * console.log(city?.toUpperCase()); // "OSAKA"
   * ```
   */
  async readPath<P extends string>(
    key: KeyValue,
    path: CheckedPath<T, P>,
    options: ReadPathOptions = {},
  ): Promise<PathValue<T, P>[]> {
    return await readGraphPath(begin(this.#engine, "readPath", options), this.#address(key), path, options);
  }

  /**
   * Reads a long list, string or binary piece by piece: of a list its elements, of a string or binary pieces as they are stored, 400 KB
   * at most on DynamoDB. Holds a few megabytes at a time where the list, string or binary is in parts, or the list's elements are
   * shards; all of it at once where shards stand within its elements.
   *
   * @param path Names, and indexes from 0: one place. Nothing comes where nothing stands there.
   * @throws DyStoreError `INVALID` for other paths, and for values of other kinds, a `Set` or `Map` among them; `CONFLICT` where a piece
   *   that is to come is gone, since the graph was changed meanwhile.
   *
   * @example
   * ```ts
   * const log = new DyStore<{ readings: number[] }>({ adapter, table: "Root", primaryKey: "ID" });
   * const today = await log.write({ readings: [20, 21] });
   * for await (const celsius of log.readStream(today, "$.readings")) console.log(celsius.toFixed(1)); // "20.0", then "21.0"
   * ```
   */
  readStream<P extends string>(
    key: KeyValue,
    path: CheckedPath<T, P>,
    options: ReadStreamOptions = {},
  ): AsyncGenerator<StreamPiece<PathValue<T, P>>, void, undefined> {
    return streamGraphPath(begin(this.#engine, "readStream", options), this.#address(key), path, options);
  }

  /**
   * Sets every place that a JSONPath matches. A path of names and indexes also creates its last name, or appends at a list's
   * length, where the parent exists. Shards that it does not touch are neither read nor written. The schema is not run.
   *
   * @returns `false` where there is no graph or no match.
   * @throws DyStoreError `INVALID` for a malformed path or a value that cannot be stored, `CONFLICT` where others keep changing
   *   the graph, `ITEM_TOO_LARGE`, `UNKNOWN_OUTCOME`.
   */
  async writePath<P extends string>(
    key: KeyValue,
    path: CheckedPath<T, P>,
    value: PathValue<T, P>,
    options: PathOptions = {},
  ): Promise<boolean> {
    const operation = begin(this.#engine, "writePath", options);
    return changeGraph(operation, prepareWritePath(operation, this.#address(key), path, value, options));
  }

  /**
   * Writes a long list, string or binary that comes piece by piece, in the place of whatever stands there. Some megabytes are
   * held at a time. Readers see the old value until all has come; a failure leaves it. Others may change the rest of the graph meanwhile.
   * A stream that takes longer than the grace of a `sweep` (an hour by default) may be refused in the end. The schema is not run.
   *
   * @param path Names, and indexes from 0, to a place that exists, or whose parent does.
   * @returns `false` where there is no graph or no such place, and the source is not read; or where the place is gone at the end.
   * @throws DyStoreError `INVALID` for other paths, for what cannot be stored, where shards are declared within, and within a `Map`
   *   or an object with an empty name; `CONFLICT` where the graph is deleted or gets another expiry or layout meanwhile, or others
   *   keep changing it; `UNAVAILABLE` where it has to be written again; `ITEM_TOO_LARGE`; `UNKNOWN_OUTCOME`; and what the source throws.
   *
   * @example
   * ```ts
   * async function* readings(): AsyncGenerator<number> {
   *   for (let celsius = 20; celsius < 25; celsius++) yield celsius;
   * }
   * const log = new DyStore<{ readings: number[]; scan?: Uint8Array }>({ adapter, table: "Root", primaryKey: "ID" });
   * const today = await log.write({ readings: [] });
   * await log.writeStream(today, "$.readings", readings()); // true
   * await log.writeStream(today, "$.scan", [new Uint8Array([1, 2]), new Uint8Array([3])], { as: "binary" }); // true
   * ```
   */
  async writeStream<P extends string>(
    key: KeyValue,
    path: CheckedPath<T, P>,
    source: Iterable<StreamPiece<PathValue<T, P>>> | AsyncIterable<StreamPiece<PathValue<T, P>>>,
    options: WriteStreamOptions = {},
  ): Promise<boolean> {
    return writeGraphStream(begin(this.#engine, "writeStream", options), this.#address(key), path, source, options);
  }

  /**
   * Removes every place that a JSONPath matches, with the shards in it; list elements behind it move up.
   *
   * @returns `false` where there is no graph or no match.
   * @throws DyStoreError as {@link DyStore.writePath}.
   */
  async deletePath<P extends string>(
    key: KeyValue,
    path: CheckedPath<T, P>,
    options: PathOptions = {},
  ): Promise<boolean> {
    const operation = begin(this.#engine, "deletePath", options);
    return changeGraph(operation, prepareDeletePath(operation, this.#address(key), path, options));
  }

  /**
   * Changes a whole graph by a function of what stands there. The function gets a copy of its own, may run several times when
   * others write meanwhile, and returns the new object, or `undefined` to leave everything as it is. Shards that did not change
   * are not written.
   *
   * @returns The new object, or `undefined` where there is no graph or the function left it.
   * @throws DyStoreError as {@link DyStore.write}; after `UNKNOWN_OUTCOME` the function does not run again.
   */
  async update(key: KeyValue, fn: UpdateFunction<T>, options: UpdateOptions = {}): Promise<Stored<T> | undefined> {
    const operation = begin(this.#engine, "update", options);
    return changeGraph(operation, prepareUpdate<T>(operation, this.#address(key), fn, options));
  }

  /**
   * Changes when a graph expires, rounded up to whole seconds; `null`: never. From then on it is absent to readers. All its items
   * are written again, since its shards expire with it.
   *
   * @returns `false` where there is no graph.
   * @throws DyStoreError `INVALID` for what is no date, `CONFLICT` by `ifVersion`, `UNKNOWN_OUTCOME`.
   *
   * @example
   * ```ts
   * await store.touch(key, new Date(Date.now() + 30 * 60 * 1000)); // half an hour from now
   * ```
   */
  async touch(key: KeyValue, expiresAt: Date | null, options: TouchOptions = {}): Promise<boolean> {
    const operation = begin(this.#engine, "touch", options);
    return changeGraph(operation, prepareTouch(operation, this.#address(key), expiresAt, options));
  }

  /**
   * Deletes a graph with all its shards, damaged ones too.
   *
   * @returns `false` where there was none.
   * @throws DyStoreError `CONFLICT` by `ifVersion` or something foreign under the key, `UNKNOWN_OUTCOME`.
   */
  async delete(key: KeyValue, options: DeleteOptions = {}): Promise<boolean> {
    const operation = begin(this.#engine, "delete", options);
    return changeGraph(operation, prepareDelete(operation, this.#address(key), options));
  }

  /**
   * Deletes several graphs, each by itself and several at once; their roots are read together. Not atomic.
   *
   * @returns A map from each key given to whether a graph stood there, or to the error that `delete` would have thrown.
   */
  async deleteMany<K extends KeyValue>(
    keys: Iterable<K>,
    options: DeleteManyOptions = {},
  ): Promise<Map<K, PromiseSettledResult<boolean>>> {
    const given = [...new Set(keys)];
    const graphs = given.map((key) => this.#address(key));
    const results = await deleteGraphs(() => begin(this.#engine, "deleteMany", options), graphs, options);
    return new Map(given.map((key, index) => [key, at(results, index)]));
  }

  /** Whether a graph stands under a key. Reads its root only. */
  async exists(key: KeyValue, options: CallOptions = {}): Promise<boolean> {
    return (await readLiveRoot(begin(this.#engine, "exists", options), this.#address(key))) !== undefined;
  }

  /** What is known of a graph beside its data; `undefined` where there is none. Reads its root only. */
  async metadata(key: KeyValue, options: CallOptions = {}): Promise<Metadata | undefined> {
    const graph = this.#address(key);
    const loaded = await load(begin(this.#engine, "metadata", options), graph, { consistent: true, choose: rootOnly });
    return loaded && new Metadata(graph, loaded.head, loaded.body);
  }

  /** The keys of all graphs, in an order of the adapter's own. Scans the root table. */
  keys(options: KeysOptions = {}): AsyncGenerator<KeyValue, void, undefined> {
    return graphKeys(begin(this.#engine, "keys", options), options);
  }

  /**
   * Checks a graph item by item: whether all that it names is there, is what it should be, and can be put together. Never throws for
   * damage, and what somebody changes meanwhile is none. Items that nothing names are found where they share the root's
   * partition; those in other tables by `verifyAll`.
   *
   * @throws DyStoreError whatever keeps items from being read, `INVALID` for options that cannot work.
   *
   * @example
   * ```ts
   * const { status, problems } = await store.verify(key);
   * console.log(status); // "sound"
   * for (const { code, table, path, message } of problems) console.log(code, table, path, message);
   * ```
   */
  async verify(key: KeyValue, options: VerifyOptions = {}): Promise<GraphReport> {
    return verifyStored(begin(this.#engine, "verify", options), this.#address(key), options);
  }

  /**
   * Checks every graph, as `verify` does, then looks for items that no graph names, through the same tables as `sweep`. Reports
   * come as they are found; a graph with such items is reported again for each page of a scan that has some, as `"untidy"` or, where
   * the graph itself is gone, as `"absent"`.
   *
   * @throws DyStoreError as {@link DyStore.verify}.
   *
   * @example
   * ```ts
   * for await (const { key, status, problems } of store.verifyAll()) {
   *   if (status !== "sound") console.log(key, status, problems);
   * }
   * ```
   */
  verifyAll(options: VerifyAllOptions = {}): AsyncGenerator<GraphReport, void, undefined> {
    return verifyAllStored(begin(this.#engine, "verifyAll", options), options);
  }

  /**
   * Removes what interrupted writes, lost answers and `deleteShards: false` left behind, and graphs that have expired with all
   * their items. Looks through the root table, the tables that the store declares, those that stored graphs name, and `tables`.
   * Never removes what a graph names, what is younger than `olderThanMs`, or what is in doubt: that is counted as `skipped`.
   * Intents that keep a late commit from happening stay for 7 days. Safe beside writers, readers and other sweeps.
   *
   * @returns What was done in each table. Where the signal fired, with `after`: where to resume.
   * @throws DyStoreError `INVALID` for options that cannot work, and whatever keeps the tables from being read.
   *
   * @example
   * ```ts
   * const { tables, after } = await store.sweep({ signal: AbortSignal.timeout(10_000) });
   * for (const { table, removed } of tables) console.log(table, removed);
   * if (after !== undefined) await store.sweep({ after });
   * ```
   */
  async sweep(options: SweepOptions = {}): Promise<SweepResult> {
    return sweepStore(begin(this.#engine, "sweep", options), options);
  }

  /**
   * What an operation would do: items and bytes, requests as the adapter for DynamoDB sends them and which of them wait for one
   * another, and the capacity that they use by DynamoDB's documented formula. Writes nothing.
   *
   * A write under a key that nobody can know, or with `ifAbsent`, is planned without asking the adapter anything, and its figures
   * are exact. For all else the root is read, with the pages of its manifest where it has any. Manifests round sizes up to the KB,
   * by which writes are charged, and gets come to the same by theirs of 4 KB: both are exact. A query adds up what it reads
   * before it rounds; there a plan says what it reads at most. Of changes (`writePath`, `deletePath`, `update`, `touch`) a plan
   * names all that they may rewrite. Whatever others do meanwhile, and whatever is repeated, comes on top.
   *
   * @throws DyStoreError as the operation would for what it is given, but for what only making the change shows: the value of
   *   `writePath` is not looked at, and the function of `update` does not run.
   *
   * @example
   * ```ts
   * const { requests, capacity } = await store.explain({ kind: "write", data: person });
   * console.log(requests); // 1
   * console.log(capacity.writeUnits); // 4
   * ```
   */
  async explain<P extends string>(operation: StoreOperation<T, Input, P>): Promise<Plan> {
    const session: Operation = begin(this.#engine, "explain", operation);
    return explainOperation(session, operation);
  }

  /**
   * Makes an operation for `transact`, which carries out several of them at once: a plain object that says what the method of its
   * kind would do. Nothing is done, checked or copied before `transact` is called.
   *
   * @example
   * ```ts
   * const rename = store.operation({ kind: "writePath", key, path: "$.firstname", value: "jo" });
   * const [renamed] = await transact([rename]); // true
   * ```
   */
  operation<P extends string, Kind extends keyof ChangeOperations<T>>(
    operation: Extract<ChangeOperation<T, Input, P>, { readonly kind: Kind }>,
  ): TransactOperation<ChangeResults<T>[Kind]> {
    return transactOperation(this.#engine, operation, (key) => this.#address(key));
  }

  #address(key: KeyValue): GraphAddress {
    const { layout, adapter } = this.#engine;
    return { table: layout.table, key: checkKey(key, layout.table, adapter.capabilities.limits) };
  }
}
