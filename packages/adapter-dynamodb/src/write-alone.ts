import { DyStoreError } from "@dystore/core/adapter";
import type { Call } from "./call.ts";
import { writeSingle } from "./single-write.ts";
import type { FailedSteps, IndexedStep } from "./steps.ts";
import { transact } from "./transact.ts";

/** Carries out one step that depends on no other; a failure is returned rather than thrown. */
export async function writeAlone(call: Call, { index, step }: IndexedStep): Promise<readonly FailedSteps[]> {
  try {
    // DynamoDB knows checks in transactions only.
    if (step.kind === "check") await transact(call, [step]);
    else await writeSingle(call, step);
    return [];
  } catch (error) {
    if (!(error instanceof DyStoreError)) throw error;
    return [{ indexes: [index], error }];
  }
}
