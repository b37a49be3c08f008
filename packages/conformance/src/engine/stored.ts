import assert from "node:assert/strict";
import { type DyStore, type KeysOptions, metadata, type ReadOptions, type Stored } from "@dystore/core";
import type { KeyValue } from "@dystore/core/adapter";
import type { Graph } from "./scene.ts";

/** A graph that must be there, as what the test knows it to be. */
export async function readStored<T extends Graph = Graph>(
  store: DyStore<Graph>,
  key: KeyValue,
  options: ReadOptions = {},
): Promise<Stored<T>> {
  const graph = await store.read(key, options);
  assert.ok(graph?.[metadata] !== undefined, "the graph is there");
  return graph as Stored<T>;
}

/** The keys of all graphs, in the order in which they are listed. */
export async function listKeys(store: DyStore<Graph>, options: KeysOptions = {}): Promise<KeyValue[]> {
  const keys: KeyValue[] = [];
  for await (const key of store.keys(options)) keys.push(key);
  return keys;
}
