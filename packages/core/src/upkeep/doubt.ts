import { isDyStoreError } from "../errors/error.ts";

/**
 * Runs what concerns one graph. Any error leaves the graph as it is and is no reason to stop, but those that would meet all others,
 * too.
 *
 * @returns whether all went well.
 */
export async function withoutDoubt(work: () => Promise<void>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    if (isDyStoreError(error, "ABORTED", "CLOSED", "ACCESS_DENIED")) throw error;
    return false;
  }
}
