import assert from "node:assert/strict";
import { type DyStoreError, type ErrorCode, type Item, isDyStoreError } from "@dystore/core/adapter";
import { collect } from "./table-client.ts";

/** Asserts that a call rejects with a `DyStoreError` of this code, and gives the error. `what` names the call in messages. */
export async function refused(call: Promise<unknown>, code: ErrorCode, what = "the call"): Promise<DyStoreError> {
  const error = await call.then(
    () => assert.fail(`${what} should have been refused with ${code}, and was carried out`),
    (reason: unknown) => reason,
  );
  if (!isDyStoreError(error))
    assert.fail(`${what} should have rejected with a DyStoreError, ${code}, not with ${String(error)}`);
  assert.equal(
    error.code,
    code,
    `${what} should have been refused with ${code}, not with ${error.code}: ${error.message}`,
  );
  return error;
}

/** As {@link refused}, for reading pages: the first page rejects, not the call that returns them. */
export function refusedPages(
  pages: AsyncIterable<readonly Item[]>,
  code: ErrorCode,
  what?: string,
): Promise<DyStoreError> {
  return refused(collect(pages), code, what);
}

/** Asserts that conditions refused a write, and that the error names exactly the steps of these indexes. */
export async function conflictAt(call: Promise<unknown>, indexes: readonly number[], what?: string): Promise<void> {
  const { steps } = await refused(call, "CONFLICT", what);
  const named = (steps ?? []).map((step) => `${step.index} ${step.code}`).sort();
  assert.deepEqual(
    named,
    indexes.map((index) => `${index} CONFLICT`).sort(),
    "error.steps names the steps that failed",
  );
}
