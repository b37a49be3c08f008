import assert from "node:assert/strict";
import { type DyStore, metadata } from "@dystore/core";
import { type Adapter, keyText, type Middleware } from "@dystore/core/adapter";
import { type FaultyAdapter, faultyAdapter } from "../../faulty-adapter/faulty-adapter.ts";
import type { FaultScript } from "../../faulty-adapter/script.ts";
import { narrow } from "../../middleware/narrow.ts";
import { described } from "../same-graph.ts";
import type { EngineScene, Graph, StoreSetup } from "../scene.ts";
import { listKeys, readStored } from "../stored.ts";
import { hour } from "../upkeep-scene.ts";
import { reports } from "../verify-scene.ts";
import { canTell } from "./observable.ts";
import type { FaultClient, FaultOperation } from "./operation.ts";
import { RecordedCommits, type SentCommit } from "./recorded-commits.ts";
import { stalledSweep } from "./stalled-sweep.ts";

const start = Date.UTC(2031, 0, 1);
const week = 7 * 24 * hour;

const declared: StoreSetup["shards"] = [
  { path: "$.list[*]", table: "Elements", primaryKey: "IDX", shards: [{ path: "$.in" }] },
];

/** Small items and atomic writes: so graphs of some KB are cut, and those of some shards staged. */
const small: Middleware = narrow({ limits: { itemBytes: 6000, depth: 12 }, atomic: { steps: 8 } });

/** A client that meets faults. */
export interface Victim {
  readonly store: DyStore<Graph>;
  readonly adapter: FaultyAdapter;
}

/** Where one operation is run again and again, each time with another fault. Between the points nothing stands there. */
export class FaultStage {
  readonly operation: FaultOperation;
  /** A client that meets no fault. */
  readonly calm: DyStore<Graph>;
  readonly #scene: EngineScene;
  readonly #others: Adapter;
  readonly #clients = new WeakMap<DyStore<Graph>, FaultClient>();
  #now = start;
  /** When the operation began. */
  #began = start;
  #endSweep: (() => Promise<void>) | undefined;

  private constructor(scene: EngineScene, operation: FaultOperation, others: Adapter) {
    this.operation = operation;
    this.#scene = scene;
    this.#others = others;
    this.calm = this.#storeOn(others);
  }

  static async open(scene: EngineScene, operation: FaultOperation): Promise<FaultStage> {
    const stage = new FaultStage(scene, operation, await scene.another(small));
    await stage.calm.createTables();
    return stage;
  }

  /** Makes what stands there before the operation. */
  async prepare(): Promise<void> {
    this.#now = start;
    await this.operation.prepare?.(this.calm, (milliseconds) => this.pass(milliseconds), this.#clientOf(this.calm));
    this.#began = this.#now;
  }

  /** Does the operation. @param store One of this stage's. */
  run(store: DyStore<Graph>): Promise<unknown> {
    return this.operation.run(store, this.#clientOf(store));
  }

  #clientOf(store: DyStore<Graph>): FaultClient {
    const client = this.#clients.get(store);
    assert.ok(client);
    return client;
  }

  /** Whether it can be told now what became of a commit that was sent when the operation began. */
  canTell(commit: SentCommit): Promise<boolean> {
    return canTell(this.#others, commit, this.#now - this.#began);
  }

  /** Makes the clock of all clients go on. */
  pass(milliseconds: number): void {
    this.#now += milliseconds;
  }

  /** A client of the operation's own. */
  victim(script: FaultScript, commits: RecordedCommits = new RecordedCommits()): Victim {
    let faulty: FaultyAdapter | undefined;
    const adapter = this.#scene.through((bare) => {
      faulty = faultyAdapter(commits.beneath(small(bare)), script);
      return commits.above(faulty);
    });
    assert.ok(faulty);
    return { store: this.#storeOn(adapter), adapter: faulty };
  }

  /** All graphs that can be read, as comparable text. Keys of the engine's own making do not count. */
  async graphs(): Promise<string> {
    const found: unknown[] = [];
    for (const key of (await listKeys(this.calm)).sort((one, two) => (keyText(one) < keyText(two) ? -1 : 1))) {
      const graph = await readStored(this.calm, key);
      const name = String(key).length > 10 ? "made up" : key;
      found.push([name, graph[metadata].expiresAt?.toISOString(), described(graph)]);
    }
    return JSON.stringify(found);
  }

  /** Asserts that everything can be read, and that nothing but leftovers is wrong. */
  async assertUndamaged(): Promise<void> {
    for (const { key, status, problems } of await reports(this.#storeOn(this.#others, 2 * hour), { segments: 1 })) {
      const codes = problems.map(({ code }) => code).filter((code) => code !== "ORPHANED" && code !== "BEHIND");
      assert.deepEqual([codes, status === "damaged" || status === "changing"], [[], false], `verify of ${key}`);
    }
  }

  /** Sweeps when all is older than the grace, and again when intents may go. @returns how many items that leaves. */
  async sweptCount(): Promise<number> {
    for (const ahead of [2 * hour, week + 4 * hour]) {
      await this.#storeOn(this.#others, ahead).sweep({ segments: 1 });
    }
    return this.count();
  }

  /** Lets another client sweep when all is older than the grace, up to where it has judged what it found. */
  async beginSweep(): Promise<void> {
    this.pass(2 * hour);
    this.#endSweep = await stalledSweep(this.#others, (adapter) => this.#storeOn(adapter).sweep({ segments: 1 }));
  }

  /** Lets the sweep that was begun end. */
  async endSweep(): Promise<void> {
    await this.#endSweep?.();
  }

  /** How many items stand there. */
  count(): Promise<number> {
    return this.#scene.count();
  }

  /** Deletes everything, and asserts that nothing is left. */
  async clear(): Promise<void> {
    await this.calm.deleteMany(await listKeys(this.calm));
    const left = await this.#scene.items();
    assert.deepEqual(left, [], "items that are left when all graphs are deleted");
  }

  #storeOn(adapter: Adapter, ahead = 0): DyStore<Graph> {
    const { shards = declared } = this.operation;
    const clock = (): number => this.#now + ahead;
    const store = this.#scene.store({ shards, clock }, adapter);
    this.#clients.set(store, { adapter, clock, storeOn: (other) => this.#storeOn(other, ahead) });
    return store;
  }
}
