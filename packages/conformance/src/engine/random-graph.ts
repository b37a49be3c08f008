import { DyStore, DyStoreError, type ShardDeclaration } from "@dystore/core";
import type { Adapter } from "@dystore/core/adapter";
import type { Chance } from "../chance.ts";
import type { ModelStep } from "./random-model.ts";
import type { Graph } from "./scene.ts";
import { everyValue } from "./types.ts";

const names = ["a", "b", "c", "IDX", "value"] as const;

/** A value of any type, with up to `depth` containers in one another. */
export function randomValue(chance: Chance, depth: number): unknown {
  const below = () => randomValue(chance, depth - 1);
  switch (depth === 0 ? 0 : chance.below(depth > 3 ? 7 : 9)) {
    case 1:
    case 2:
    case 3:
      return randomMap(chance, depth - 1);
    case 4:
    case 5:
      return chance.many(4, below);
    case 6:
      return new Map(chance.many(3, () => [chance.pick(names), below()]));
    default:
      return structuredLeaf(chance);
  }
}

function structuredLeaf(chance: Chance): unknown {
  if (chance.below(3) > 0) return chance.pick(["text", 1, 2, true, null, new Date(1), -0, 3n, ""]);
  const values = everyValue();
  return values[chance.below(values.length)]?.[1];
}

/** A whole graph: something stands under most names. */
export function randomGraph(chance: Chance): Graph {
  return Object.fromEntries(names.filter(() => chance.below(5) > 0).map((name) => [name, randomValue(chance, 5)]));
}

function randomMap(chance: Chance, depth: number): Graph {
  return Object.fromEntries(chance.many(4, () => [chance.pick(names), randomValue(chance, depth)]));
}

/** A path of names, indexes, wildcards and descendants. */
export function randomSteps(chance: Chance): ModelStep[] {
  const step = (): ModelStep => {
    switch (chance.below(10)) {
      case 0:
        return "*";
      case 1:
        return { descendant: chance.pick(names) };
      case 2:
        return -1 - chance.below(2);
      case 3:
      case 4:
        return chance.below(4);
      default:
        return chance.pick(names);
    }
  };
  return [step(), ...chance.many(3, step)];
}

/** Declarations of shards that do not overlap. */
export function randomShards(chance: Chance, adapter: Adapter): ShardDeclaration[] {
  const accepted: ShardDeclaration[] = [];
  for (let tries = 0; tries < 8; tries++) {
    const shard = randomShard(chance, 2, chance.pick([".a", ".b", ".c", ".IDX", ".value", ".*"]));
    try {
      new DyStore({ adapter, table: "Root", primaryKey: "ID", shards: [...accepted, shard] });
      accepted.push(shard);
    } catch (error) {
      if (!(error instanceof DyStoreError)) throw error;
    }
  }
  return accepted;
}

function randomShard(chance: Chance, depth: number, first: string): ShardDeclaration {
  const segment = () => chance.pick(["[*]", "[*]", ".*", "[0]", "[1]", ".a", ".b", ".c", ".IDX", ".value"]);
  const inner = depth === 0 ? [] : chance.many(2, () => randomShard(chance, depth - 1, segment()));
  return {
    path: `$${first}${chance.below(2) === 0 ? "" : segment()}`,
    // Of one table each key is called the same.
    ...chance.pick<Partial<ShardDeclaration>>([
      {},
      { table: "Shards", primaryKey: "IDX" },
      { table: "Values", primaryKey: "value" },
    ]),
    ...(inner.length === 0 ? {} : { shards: inner }),
  };
}
