import { type DyStoreError, isDyStoreError } from "../errors/error.ts";
import { type GraphAddress, rootKey } from "../plan/address.ts";
import type { RootHead } from "../plan/root.ts";
import type { Item } from "../values/value.ts";
import { expectRoot } from "./read-root.ts";
import { type Session, throwIfAborted } from "./session.ts";

/** What a consistent read of a root found. */
export interface SeenRoot {
  readonly head: RootHead | undefined;
}

/** Reads the roots of several graphs in one request. @throws DyStoreError `CONFLICT` where something is no root of DyStore's. */
export async function readRoots(session: Session, graphs: readonly GraphAddress[]): Promise<SeenRoot[]> {
  const items = await getRoots(session, graphs);
  return graphs.map((graph, index) => {
    const item = items[index];
    return { head: item && expectRoot(item, graph) };
  });
}

/** As {@link readRoots}, with an error in the place of what is no root. */
export async function findRoots(
  session: Session,
  graphs: readonly GraphAddress[],
): Promise<(RootHead | DyStoreError | undefined)[]> {
  const items = await getRoots(session, graphs);
  return graphs.map((graph, index) => {
    const item = items[index];
    try {
      return item && expectRoot(item, graph);
    } catch (error) {
      if (isDyStoreError(error, "CONFLICT")) return error;
      throw error;
    }
  });
}

function getRoots(session: Session, graphs: readonly GraphAddress[]): Promise<readonly (Item | undefined)[]> {
  throwIfAborted(session);
  return session.adapter.get(graphs.map(rootKey), { consistent: true }, session.context);
}
