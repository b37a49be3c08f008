import type { ChangeAttempt } from "../execute/change-graphs.ts";
import { type Draft, type NewRoot, putDraft } from "../execute/draft.ts";
import { expectRoot } from "../execute/read-root.ts";
import type { Assembled, Loaded } from "../plan/assemble.ts";
import { cutData } from "./cut-data.ts";
import type { Operation } from "./engine.ts";
import { Metadata } from "./metadata.ts";
import { checkSameKey, type RootData } from "./root-data.ts";

/**
 * Replaces what was read, in the layout in which it is stored (rule R7).
 *
 * @param answer What the operation answers, by the new graph's metadata.
 */
export function replaceDraft<Result>(
  operation: Operation,
  { version, written }: ChangeAttempt,
  loaded: Loaded,
  { data, dataKey, ownKey }: RootData,
  {
    baseline,
    expires,
    streamed,
  }: Pick<Assembled, "baseline"> & { readonly expires: number | undefined; readonly streamed?: string },
  answer: (metadata: () => Metadata) => Result,
): Draft<Result> {
  const { engine } = operation;
  const { graph, head, body } = loaded;
  const { layout } = body;
  checkSameKey(engine, graph.key, dataKey);
  const root = cutData(operation, data, layout);
  const metadataOf = ({ item, entries }: NewRoot) =>
    new Metadata(graph, expectRoot(item, graph), { ...body, ownKey, entries });
  return putDraft(
    operation,
    { graph, layout, root, ownKey, version, written, expires, baseline, seen: { head }, streamed },
    (newRoot) => answer(() => metadataOf(newRoot)),
  );
}
