import { cutGraph } from "../plan/cut.ts";
import type { Fragment } from "../plan/fragment.ts";
import type { Layout } from "../plan/layout.ts";
import type { Operation } from "./engine.ts";

/** Cuts what an operation writes, and tells its adapter what to leave alone of it. @throws DyStoreError as {@link cutGraph}. */
export function cutData(
  { engine, adapter, ignored }: Operation,
  data: object,
  layout: Layout,
  newShards?: "cut" | "drop",
): Fragment {
  const root = cutGraph(data, layout, engine.codecs, adapter.capabilities.limits, newShards);
  if (engine.form !== undefined) ignored.splice(0, ignored.length, ...engine.form.ignoredPaths(data));
  return root;
}
