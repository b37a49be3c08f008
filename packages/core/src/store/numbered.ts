import { DyStoreError } from "../errors/error.ts";
import type { PreparedChange } from "../execute/change-graphs.ts";

/** One change of several: its errors say which one it is, where nothing else in them does. */
export function numbered<Result>(index: number, change: PreparedChange<Result>): PreparedChange<Result> {
  return {
    ...change,
    async draft(attempt) {
      const draft = await numberedErrors(index, async () => change.draft(attempt));
      return {
        ...draft,
        complete(head) {
          try {
            return draft.complete(head);
          } catch (error) {
            throw numberedError(index, error);
          }
        },
      };
    },
  };
}

/** Does work for one operation of several. */
export async function numberedErrors<T>(index: number, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw numberedError(index, error);
  }
}

/** Errors that name a key tell by it; a place in the data could be that of any operation. */
function numberedError(index: number, error: unknown): unknown {
  if (!(error instanceof DyStoreError) || error.key !== undefined) return error;
  const { code, message, table, path, steps, issues, requestId } = error;
  const cause = error.cause ?? error;
  return new DyStoreError(code, `operations[${index}]: ${message}`, { table, path, steps, issues, requestId, cause });
}
