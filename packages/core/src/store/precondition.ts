import { DyStoreError } from "../errors/error.ts";
import { live } from "../execute/read-root.ts";
import type { Session } from "../execute/session.ts";
import type { GraphAddress } from "../plan/address.ts";
import type { RootHead } from "../plan/root.ts";

/** Throws where what stands under a graph's key rules an operation out. */
export type Precondition = (head: RootHead | undefined) => void;

/** Makes the check of `ifAbsent` and `ifVersion`. */
export function precondition(
  session: Session,
  options: { readonly ifAbsent?: boolean | undefined; readonly ifVersion?: string | undefined },
  graph: GraphAddress,
): Precondition {
  return (found) => {
    const head = live(session, found);
    if (
      (options.ifAbsent === true && head !== undefined) ||
      (options.ifVersion !== undefined && head?.version !== options.ifVersion)
    ) {
      throw conflict(graph, options, head);
    }
  };
}

/** The error of a precondition that does not hold. */
function conflict(
  graph: GraphAddress,
  options: { readonly ifAbsent?: boolean | undefined },
  head: RootHead | undefined,
): DyStoreError {
  const found = head === undefined ? "nothing" : "another version";
  const message =
    options.ifAbsent === true && head !== undefined
      ? "something stands under the key already; write without ifAbsent, or save a deleted instance with overwrite, to replace it"
      : `${found} stands under the key, not what ifVersion says or an instance was loaded in, maybe from another store; read it again, or save it with overwrite`;
  return new DyStoreError("CONFLICT", message, { table: graph.table.name, key: graph.key });
}
