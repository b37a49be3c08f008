import { metadataAttribute } from "../adapter/reserved.ts";
import { type Choice, load } from "../execute/load.ts";
import { type Path, parsePath } from "../path/path.ts";
import { select, values } from "../path/select.ts";
import type { GraphAddress } from "../plan/address.ts";
import { assemble, type Loaded } from "../plan/assemble.ts";
import { chooseTouched, type Purpose } from "../plan/choose.ts";
import { fragmentOf } from "../plan/entry-places.ts";
import { setOwn } from "../values/own.ts";
import type { Awaitable, ConfigLoader } from "./config-loader.ts";
import type { Operation } from "./engine.ts";
import { Metadata, metadata, type Stored, withMetadata } from "./metadata.ts";
import type { ReadOptions, ReadPathOptions } from "./options.ts";

/** Chooses all shards. */
export const everyShard: Choice = { extent: "graph", entries: (_head, body) => body.entries.keys() };

/** Chooses no shards: just the parts of the root itself. */
export const noShard: Choice = {
  extent: "root",
  entries: (_head, { entries }) => entries.flatMap((_, index) => (fragmentOf(entries, index) === -1 ? [index] : [])),
};

/** Chooses nothing beside the root. */
export const rootOnly: Choice = { extent: "root", entries: () => [] };

/** Chooses what a path can touch. */
export function touchedBy(path: Path, purpose: Purpose): Choice {
  return { extent: "page", entries: (head, body, places) => chooseTouched(path, purpose, head, body, places) };
}

/** `DyStore.read`. */
export async function readGraph<T extends object>(
  operation: Operation,
  graph: GraphAddress,
  { resolveShards = true, consistent = true }: ReadOptions,
): Promise<Stored<T> | undefined> {
  const loaded = await load(operation, graph, { consistent, choose: resolveShards ? everyShard : noShard });
  return loaded && assembled<T>(operation, loaded);
}

/** What callers get of a graph that was read for nothing else. */
export function assembled<T extends object>(operation: Operation, loaded: Loaded): Awaitable<Stored<T>> {
  const { form, codecs } = operation.engine;
  // `dictToClass` sees plain objects.
  const toClasses = operation.loader.dictToClass === undefined ? form?.toClasses() : undefined;
  const { value } = assemble(loaded, codecs, false, toClasses);
  return present<T>(operation, loaded, value);
}

/** `DyStore.readPath`: reads only the shards that the path can touch. `V` is the type of what the path matches. */
export async function readGraphPath<V>(
  operation: Operation,
  graph: GraphAddress,
  text: string,
  { filters, consistent = true }: ReadPathOptions,
): Promise<V[]> {
  const path = parsePath(text, { filters });
  const loaded = await load(operation, graph, { consistent, choose: touchedBy(path, "read") });
  if (loaded === undefined) return [];
  const { codecs, form } = operation.engine;
  const { value: root } = assemble(loaded, codecs, false);
  if (form === undefined) return values(path, root) as V[];
  const found = select(path, root);
  const made = new Map<object, object>();
  return Promise.all(
    found.map(({ value, segments }) => form.fromPlain(value, segments, operation.loader, made)),
  ) as Promise<V[]>;
}

/** What callers get of a graph: the object with its metadata, which is in sight where the loader says so. */
export function present<T extends object>(operation: Operation, loaded: Loaded, value: object): Awaitable<Stored<T>> {
  const { graph, head, body } = loaded;
  const { form } = operation.engine;
  const known = new Metadata(graph, head, body);
  if (form !== undefined) {
    const made = form.fromPlain(value, [], operation.loader);
    if (!(made instanceof Promise)) return withMetadata(made as T, known);
    return made.then((instance: T) => withMetadata(instance, known));
  }
  const stored = withMetadata(value as T, known);
  // What the data itself has under that name must come back, and can be written back.
  if (operation.loader.keepMetadata === undefined || Object.hasOwn(value, metadataAttribute)) return stored;
  return keepMetadata(operation.loader, graph, stored);
}

async function keepMetadata<T extends object>(
  loader: ConfigLoader,
  { table, key }: GraphAddress,
  stored: Stored<T>,
): Promise<Stored<T>> {
  if (!(await loader.keepMetadata?.({ data: stored }))) return stored;
  const members = stored as Record<string, unknown>;
  members[metadataAttribute] = stored[metadata];
  setOwn(members, table.partitionKey.name, key);
  return stored;
}
