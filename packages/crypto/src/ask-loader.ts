import { type Context, DyStoreError, dottedPath, parsePattern } from "@dystore/core/adapter";
import type { GraphName } from "./item-kind.ts";
import type { Place } from "./path-state.ts";

/**
 * Asks the config loader for the keys of leaves.
 *
 * @returns their names, in the order of the places; `undefined` for those that get none.
 * @throws DyStoreError `INVALID` where there is no loader, or it names a key that the keyring has not.
 */
export async function askLoader(
  places: readonly Place[],
  { loadKey }: Context,
  graph: GraphName,
  names: readonly string[],
): Promise<readonly (string | undefined)[]> {
  if (loadKey === undefined) {
    const problem = `encrypt({ paths: "loader" }) needs the hook loadKey of a configLoader; give the store or the call one.`;
    throw new DyStoreError("INVALID", problem, { table: graph.table });
  }
  return Promise.all(
    places.map(async (place) => {
      const path = dottedPath(place);
      const name = (await loadKey({ path, table: graph.table, key: graph.key })) ?? undefined;
      if (name === undefined || names.includes(name)) return name;
      // A path may be a secret itself, so it stands in a property alone.
      const problem = "loadKey named a key that the keyring has not; it names keys, and never gives them";
      throw new DyStoreError("INVALID", problem, { table: graph.table, path });
    }),
  );
}

/**
 * A loader that names a key wherever it names one for something around a leaf: the place of a part may lead through the stored form of
 * a typed value, which the loader knows as one leaf.
 */
export function askedWider(context: Context): Context {
  const { loadKey } = context;
  if (loadKey === undefined) return context;
  return {
    ...context,
    async loadKey(leaf) {
      const place = parsePattern(leaf.path).map((segment) => (segment.kind === "name" ? segment.name : undefined));
      for (let length = place.length; length > 0; length--) {
        const name = await loadKey({ ...leaf, path: dottedPath(place.slice(0, length)) });
        if (name !== undefined && name !== null) return name;
      }
      return undefined;
    },
  };
}
