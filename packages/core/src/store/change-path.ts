import { DyStoreError } from "../errors/error.ts";
import type { PreparedChange } from "../execute/change-graphs.ts";
import { keepDraft } from "../execute/draft.ts";
import { removeAll, writeValue } from "../path/change.ts";
import { type Path, parsePath } from "../path/path.ts";
import { select } from "../path/select.ts";
import type { GraphAddress } from "../plan/address.ts";
import { assemble } from "../plan/assemble.ts";
import type { Purpose } from "../plan/choose.ts";
import type { Operation } from "./engine.ts";
import { loadSeen } from "./load-seen.ts";
import type { PathOptions } from "./options.ts";
import { touchedBy } from "./read.ts";
import { replaceDraft } from "./replace.ts";
import { splitRootData } from "./root-data.ts";
import { snapshot } from "./snapshot.ts";

/** `DyStore.writePath`. The value is copied. */
export function prepareWritePath(
  operation: Operation,
  graph: GraphAddress,
  text: string,
  value: unknown,
  options: PathOptions,
): PreparedChange<boolean> {
  if (value === undefined) {
    throw new DyStoreError("INVALID", `${text}: undefined cannot be written; use deletePath, or write null`, {
      path: text,
    });
  }
  const path = parsePath(text, options);
  const { form, codecs } = operation.engine;
  const own = snapshot(form === undefined ? value : form.toPlain(value), codecs);
  return preparePathChange(operation, graph, path, "write", (root) => writeValue(path, root, own) > 0);
}

/** `DyStore.deletePath`. */
export function prepareDeletePath(
  operation: Operation,
  graph: GraphAddress,
  text: string,
  options: PathOptions,
): PreparedChange<boolean> {
  const path = parsePath(text, options);
  return preparePathChange(operation, graph, path, "remove", (root) => removeAll(select(path, root)) > 0);
}

/** Changes what a path touches: shards that it cannot touch are neither read nor written. */
function preparePathChange(
  operation: Operation,
  graph: GraphAddress,
  path: Path,
  purpose: Purpose,
  change: (root: object) => boolean,
): PreparedChange<boolean> {
  const choose = touchedBy(path, purpose);
  return {
    graph,
    needsRoot: "to plan",
    async draft(attempt) {
      const { seen, loaded } = await loadSeen(operation, graph, attempt, choose);
      if (loaded === undefined) return keepDraft(graph, seen, false);
      const { value, baseline } = assemble(loaded, operation.engine.codecs, true);
      operation.subject.data = value;
      if (!change(value)) return keepDraft(graph, seen, false);
      const split = splitRootData(operation.engine, value);
      return replaceDraft(operation, attempt, loaded, split, { baseline, expires: loaded.head.expires }, () => true);
    },
  };
}
