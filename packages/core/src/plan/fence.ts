import type { DeleteStep, PutStep } from "../adapter/step.ts";
import type { ItemKey } from "../adapter/table.ts";
import { DyStoreError } from "../errors/error.ts";
import type { Value } from "../values/value.ts";
import type { GraphAddress } from "./address.ts";
import { versionPath } from "./commit-plan.ts";
import { intentItem, statePath } from "./intent.ts";

/**
 * What keeps a version from ever being committed: its open intent is marked, or one is put where none stands (rule R4). Nothing
 * where that was done before.
 *
 * @param state Of the intent that stands there; `undefined`: none does.
 * @throws DyStoreError `INTEGRITY` for an intent that says nothing known.
 */
export function planFence(
  graph: GraphAddress,
  version: string,
  state: Value | undefined,
  now: number,
): PutStep | undefined {
  const put = { kind: "put", table: graph.table } as const;
  switch (state) {
    case undefined:
      return { ...put, item: intentItem(graph, version, now, "fenced"), if: { kind: "absent" } };
    case "open": {
      const condition = { kind: "equals", path: statePath, value: "open" } as const;
      return { ...put, item: intentItem(graph, version, now, "aborted"), if: condition };
    }
    case "aborted":
    case "fenced":
      return undefined;
    default:
      throw new DyStoreError("INTEGRITY", "an intent has a state that this release does not know");
  }
}

/** Deletes an item only if it is still of that version: nothing else can ever be hit. */
export function planRemoval(key: ItemKey, version: string): DeleteStep {
  return { kind: "delete", key, if: { kind: "equals", path: versionPath, value: version } };
}
