import { DyStoreError, type StepFailure } from "../errors/error.ts";

/** A step that was not carried out, and why where it was not for its condition. */
export interface FailedStep extends StepFailure {
  readonly error?: DyStoreError | undefined;
}

/**
 * What a write rejects with of which some steps failed and the others were carried out, or of an atomic one whose conditions did not
 * hold: `CONFLICT` where a condition did not hold, else what the first failed for. `steps` names all that failed.
 *
 * @example
 * ```ts
 * stepsFailed([{ index: 2, code: "CONFLICT" }]).steps; // [{ index: 2, code: "CONFLICT" }]
 * ```
 */
export function stepsFailed(failed: readonly FailedStep[]): DyStoreError {
  const steps = failed.map(({ index, code }): StepFailure => ({ index, code })).sort((a, b) => a.index - b.index);
  const error = failed.some(({ code }) => code === "CONFLICT") ? undefined : failed[0]?.error;
  if (error === undefined) {
    return new DyStoreError("CONFLICT", "A condition did not hold; read again and repeat.", { steps });
  }
  const { code, message, table } = error;
  return new DyStoreError(code, message, { table, steps, cause: error.cause });
}
