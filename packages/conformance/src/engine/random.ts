import assert from "node:assert/strict";
import type { DyStore } from "@dystore/core";
import { needsAtomic } from "../adapter/suite.ts";
import { Chance } from "../chance.ts";
import { assertMatches } from "./path-example.ts";
import { randomGraph, randomShards, randomSteps, randomValue } from "./random-graph.ts";
import { matchesNest, modelDelete, modelPath, modelRead, modelWrite } from "./random-model.ts";
import { assertSameGraph } from "./same-graph.ts";
import type { EngineScene, Graph } from "./scene.ts";
import type { EngineSuite } from "./suite.ts";

const seeds = 12;
const operations = 30;

/** A copy that keeps every type, unlike `structuredClone`. */
function copyOf<T>(value: T): T {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(copyOf) as T;
  if (value instanceof Map) return new Map([...value].map(([key, member]) => [key, copyOf(member)])) as T;
  if (Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, copyOf(member)])) as T;
}

/** One graph under random operations, beside a plain object that the same is done to. */
class Run {
  readonly #chance: Chance;
  /** Stores that operations are done through, in turn: one that declares the layout, and one that finds it stored. */
  readonly #stores: readonly [DyStore<Graph>, DyStore<Graph>];
  #model: Graph | undefined;

  constructor(chance: Chance, stores: readonly [DyStore<Graph>, DyStore<Graph>]) {
    this.#chance = chance;
    this.#stores = stores;
  }

  /** Does something, and tells what. */
  async step(): Promise<string> {
    const chance = this.#chance;
    const [store] = this.#stores;
    const any = chance.pick(this.#stores);
    switch (this.#model === undefined ? 0 : chance.below(12)) {
      case 0:
        this.#model = randomGraph(chance);
        await store.write(copyOf(this.#model), { primaryKey: "k" });
        return "write";
      case 1: {
        if (chance.below(3) > 0) return "nothing";
        assert.equal(await any.delete("k"), true);
        this.#model = undefined;
        return "delete";
      }
      case 2: {
        const read = (await store.read("k", { resolveShards: false })) ?? {};
        const added = randomValue(chance, 2);
        Object.assign(this.#model ?? {}, { added: copyOf(added) });
        await store.write({ ...read, added }, { primaryKey: "k" });
        return "write back with references";
      }
      case 3:
      case 4: {
        const changed = this.#change(copyOf(this.#model));
        await any.update("k", () => changed.graph);
        this.#model = copyOf(changed.graph);
        return `update ${changed.path}`;
      }
      case 5:
      case 6:
      case 7: {
        const steps = this.#steps();
        const path = modelPath(steps);
        const expected = modelDelete(this.#model, steps);
        assert.equal(await any.deletePath("k", path), expected);
        return `deletePath ${path}`;
      }
      default: {
        const steps = this.#steps();
        const path = modelPath(steps);
        const value = randomValue(chance, 2);
        const expected = modelWrite(this.#model, steps, () => copyOf(value));
        assert.equal(await any.writePath("k", path, value), expected);
        return `writePath ${path}`;
      }
    }
  }

  /** What is read is what was written, and nothing is stored but root and shards. */
  async check(scene: EngineScene): Promise<void> {
    const steps = randomSteps(this.#chance);
    for (const store of this.#stores) {
      assertSameGraph(await store.read("k"), this.#model);
      assertMatches(await store.readPath("k", modelPath(steps)), modelRead(this.#model, steps), modelPath(steps));
    }
    const items = (await this.#stores[0].metadata("k"))?.items ?? 0;
    assert.equal(await scene.count(), items, "only what the root names is stored");
  }

  /** A path whose matches do not lie in one another. */
  #steps(): ReturnType<typeof randomSteps> {
    for (;;) {
      const steps = randomSteps(this.#chance);
      if (!matchesNest(this.#model, steps)) return steps;
    }
  }

  #change(graph: Graph | undefined): { readonly graph: Graph; readonly path: string } {
    const steps = this.#steps();
    const value = randomValue(this.#chance, 2);
    if (this.#chance.below(2) === 0) modelDelete(graph, steps);
    else modelWrite(graph, steps, () => copyOf(value));
    return { graph: graph ?? {}, path: modelPath(steps) };
  }
}

/** Plays one seed. @throws AssertionError that tells seed, layout and operations. */
async function playSeed(scene: EngineScene, seed: number, count: number): Promise<void> {
  const chance = new Chance(seed);
  const shards = randomShards(chance, scene.adapter);
  const run = new Run(chance, [await scene.open({ shards }), scene.store()]);
  const done: string[] = [];
  try {
    for (let operation = 0; operation < count; operation++) {
      done.push(await run.step());
      await run.check(scene);
    }
  } catch (cause) {
    const after = `seed ${seed}, layout ${JSON.stringify(shards)}, after ${done.join("; ")}`;
    throw new Error(`${after}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

export function randomGroup({ group, needing }: EngineSuite): void {
  const atomic = needing(needsAtomic);
  group("random graphs in random layouts under random operations", () => {
    for (let seed = 1; seed <= seeds; seed++) {
      atomic(`are what a plain object would be: seed ${seed}`, (scene) => playSeed(scene, seed, operations));
    }
  });
}
