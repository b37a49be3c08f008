import type { Step } from "../adapter/step.ts";
import { type Session, withoutSignal } from "./session.ts";

/** Removes what nothing names any more. A failure does not fail the operation: `sweep` finishes it (rule R5). */
export async function cleanUp(session: Session, steps: readonly Step[]): Promise<void> {
  if (steps.length === 0) return;
  const { adapter, context } = withoutSignal(session);
  try {
    await adapter.write(steps, { atomic: false }, context);
  } catch {
    // Left to sweep.
  }
}
