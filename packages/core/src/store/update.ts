import { classOf, markClass } from "../codec/class-mark.ts";
import type { PreparedChange } from "../execute/change-graphs.ts";
import { keepDraft } from "../execute/draft.ts";
import type { GraphAddress } from "../plan/address.ts";
import { assemble } from "../plan/assemble.ts";
import { expirySeconds } from "../plan/expiry.ts";
import { isPlainObject } from "../values/kind.ts";
import type { Operation } from "./engine.ts";
import { loadSeen } from "./load-seen.ts";
import { type Stored, withMetadata } from "./metadata.ts";
import type { TouchOptions, UpdateOptions } from "./options.ts";
import { precondition } from "./precondition.ts";
import { everyShard, present } from "./read.ts";
import { replaceDraft } from "./replace.ts";
import { plainForm, splitRootData, validateRootData } from "./root-data.ts";
import { snapshot } from "./snapshot.ts";

/** What an update makes of a graph; `undefined` leaves it as it is. */
export type UpdateFunction<T extends object> = (current: Stored<T>) => T | undefined | Promise<T | undefined>;

/** `DyStore.update`. */
export function prepareUpdate<T extends object>(
  operation: Operation,
  graph: GraphAddress,
  change: UpdateFunction<T>,
  options: UpdateOptions,
): PreparedChange<Stored<T> | undefined> {
  const { engine } = operation;
  const check = precondition(operation, options, graph);
  const expires = expirySeconds(options.expiresAt);
  return {
    graph,
    needsRoot: "to plan",
    async draft(attempt) {
      const { seen, loaded } = await loadSeen(operation, graph, attempt, everyShard);
      check(loaded?.head);
      if (loaded === undefined) return keepDraft(graph, seen, undefined);
      const { value, baseline } = assemble(loaded, engine.codecs, true);
      operation.subject.data = value;
      const changed = await change(await present<T>(operation, loaded, value));
      if (changed === undefined) return keepDraft(graph, seen, undefined);
      const plain = marked(plainForm(engine, changed), value);
      const rootData = await validateRootData(engine, splitRootData(engine, plain));
      // What the function returned stays its own, and what is answered the caller's.
      const answer = engine.form === undefined ? snapshot(rootData.data, engine.codecs) : changed;
      const newExpiry = options.expiresAt === undefined ? loaded.head.expires : expires;
      return replaceDraft(operation, attempt, loaded, rootData, { baseline, expires: newExpiry }, (metadata) =>
        withMetadata(answer as T, metadata()),
      );
    },
  };
}

/** An object with the class of the one whose place it takes, unless it has one: spreading loses it. */
function marked(data: object, before: object): object {
  const mark = classOf(before);
  const isBare = mark !== undefined && isPlainObject(data) && classOf(data) === undefined;
  return isBare ? markClass({ ...data }, mark) : data;
}

/** `DyStore.touch`. Shards expire with their root and items never change, so that all are written again (rule R6). */
export function prepareTouch(
  operation: Operation,
  graph: GraphAddress,
  expiresAt: Date | null,
  options: TouchOptions,
): PreparedChange<boolean> {
  const check = precondition(operation, options, graph);
  const expires = expirySeconds(expiresAt);
  return {
    graph,
    needsRoot: "to plan",
    async draft(attempt) {
      const { seen, loaded } = await loadSeen(operation, graph, attempt, everyShard);
      check(loaded?.head);
      if (loaded === undefined) return keepDraft(graph, seen, false);
      if (loaded.head.expires === expires) return keepDraft(graph, seen, true);
      const { value, baseline } = assemble(loaded, operation.engine.codecs, true);
      operation.subject.data = value;
      const split = splitRootData(operation.engine, value);
      return replaceDraft(operation, attempt, loaded, split, { baseline, expires }, () => true);
    },
  };
}
