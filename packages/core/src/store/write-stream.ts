import { tableText } from "../adapter/item-key.ts";
import { isMapShaped } from "../codec/encode.ts";
import { Unopened, UnreadPart } from "../codec/unread.ts";
import { DyStoreError, isDyStoreError } from "../errors/error.ts";
import { changeGraph, type PreparedChange } from "../execute/change-graphs.ts";
import { keepDraft } from "../execute/draft.ts";
import { StreamStaging } from "../execute/stream-staging.ts";
import { newVersion } from "../execute/version-id.ts";
import { writeValue } from "../path/change.ts";
import { invalidPath } from "../path/cursor.ts";
import { type Path, parsePath } from "../path/path.ts";
import type { GraphAddress } from "../plan/address.ts";
import { assemble, type Loaded } from "../plan/assemble.ts";
import { fragmentAt } from "../plan/cut.ts";
import { PartStream } from "../plan/part-stream.ts";
import { mayStay } from "../plan/root.ts";
import { type Baseline, withEntries } from "../plan/stored-shards.ts";
import { type Chunk, inPieces } from "./chunks.ts";
import type { Form, Operation } from "./engine.ts";
import { loadSeen } from "./load-seen.ts";
import type { StreamKind, WriteStreamOptions } from "./options.ts";
import { touchedBy } from "./read.ts";
import { streamTarget } from "./read-stream.ts";
import { replaceDraft } from "./replace.ts";
import { splitRootData } from "./root-data.ts";

/** `DyStore.writeStream`: parts are staged as they come, and the graph changes once at the end. */
export async function writeGraphStream(
  operation: Operation,
  graph: GraphAddress,
  text: string,
  source: Iterable<unknown> | AsyncIterable<unknown>,
  { as = "list" }: WriteStreamOptions,
): Promise<boolean> {
  const path = parsePath(text);
  const target = streamTarget(path);
  const { loaded } = await loadSeen(operation, graph, { seen: undefined }, touchedBy(path, "write"));
  if (loaded === undefined || !hasPlace(operation, loaded, path)) return false;
  if (!mayStay(loaded.head)) {
    const message = "the graph is not sealed yet: update it, or write it whole, before anything is streamed into it";
    throw new DyStoreError("NOT_SUPPORTED", message, { table: graph.table.name, key: graph.key });
  }
  const { layout } = loaded.body;
  const { table, hasShards } = fragmentAt(loaded.body, loaded.places, target);
  if (hasShards) {
    throw invalidPath(text, "Shards are declared within what stands here: it cannot be streamed; use writePath.");
  }
  const { engine, measure, adapter } = operation;
  const { limits } = adapter.capabilities;
  const stamp = { graph, version: newVersion(), written: operation.clock(), expires: loaded.head.expires };
  const stream = new PartStream({ place: target, table, layout, stamp, codecs: engine.codecs, limits, measure });
  const staging = new StreamStaging(operation, stream, stamp, table);
  let isSent = false;
  try {
    await stageAll(stream, staging, source, as, text, engine.form);
    isSent = true;
    const isWritten = await changeGraph(operation, prepareStreamed(operation, graph, path, { stream, staging, as }));
    if (!isWritten) await staging.takeBack();
    return isWritten;
  } catch (error) {
    // A source may throw that code, too: nothing is unknown of what was not sent.
    if (!isSent || !isDyStoreError(error, "UNKNOWN_OUTCOME")) await staging.takeBack();
    throw error;
  }
}

async function stageAll(
  stream: PartStream,
  staging: StreamStaging,
  source: Iterable<unknown> | AsyncIterable<unknown>,
  as: StreamKind,
  path: string,
  form: Form | undefined,
): Promise<void> {
  if (as === "list") {
    for await (const element of source) {
      stream.addElement(form === undefined ? element : form.toPlain(element));
      await staging.flush();
    }
    stream.end();
  } else {
    for await (const piece of inPieces(source as AsyncIterable<Chunk>, as, stream.pieceBytes, path)) {
      stream.addPiece(piece);
      await staging.flush();
    }
  }
  await staging.end();
}

/** Whether a value could be written there now. */
function hasPlace(operation: Operation, loaded: Loaded, path: Path): boolean {
  const { value } = assemble(loaded, operation.engine.codecs, false);
  if (isWithinWhole(path, value)) {
    throw invalidPath(path.text, "A Map, or an object with an empty name, cannot be streamed into; use writePath.");
  }
  return writeValue(path, value, null) > 0;
}

/**
 * Whether a place is within a `Map`, or an object that has or gets an empty name: their stored form makes sense only as a whole, and
 * how it holds the place is not known before all of it is.
 */
function isWithinWhole(path: Path, root: object): boolean {
  let at: unknown = root;
  for (const segment of streamTarget(path)) {
    if (typeof at !== "object" || at === null) return false;
    if (segment === "" || (!Array.isArray(at) && (at instanceof Map || !isMapShaped(at)))) return true;
    at = Object.hasOwn(at, segment) ? (at as Record<string | number, unknown>)[segment] : undefined;
  }
  return false;
}

/** Puts what was staged in its place. */
function prepareStreamed(
  operation: Operation,
  graph: GraphAddress,
  path: Path,
  streamed: { readonly stream: PartStream; readonly staging: StreamStaging; readonly as: StreamKind },
): PreparedChange<boolean> {
  const { stream, staging, as } = streamed;
  return {
    graph,
    needsRoot: "to plan",
    async draft(attempt) {
      if (!attempt.isFirst) await staging.assertOpen();
      const { seen, loaded } = await loadSeen(operation, graph, attempt, touchedBy(path, "write"));
      if (loaded === undefined) throw gone(graph);
      if (loaded.head.expires !== staging.expires) throw gone(graph);
      const { value, baseline } = assemble(loaded, operation.engine.codecs, true);
      const { table, hasShards } = fragmentAt(loaded.body, loaded.places, streamTarget(path));
      // Where others gave the place another table, or another kind of stored form, the parts are those of no place.
      if (hasShards || tableText(table, "") !== tableText(staging.table, "") || isWithinWhole(path, value))
        throw gone(graph);
      const extended = baseline && withEntries(baseline, stream.entries);
      if (writeValue(path, value, placeholder(stream, baseline, as)) === 0) return keepDraft(graph, seen, false);
      const { expires } = loaded.head;
      const split = splitRootData(operation.engine, value);
      const kept = { baseline: extended, expires, streamed: staging.version };
      return replaceDraft(operation, attempt, loaded, split, kept, () => true);
    },
  };
}

/** What stands for the staged parts until it is planned: as if they had not been read. */
function placeholder({ parts }: PartStream, baseline: Baseline | undefined, as: StreamKind): unknown {
  const first = baseline?.entries.length ?? 0;
  if (as === "list") {
    return parts.flatMap(({ entry, count }) => new Array<UnreadPart>(count).fill(new UnreadPart(first + entry)));
  }
  const entries = parts.map(({ entry }) => first + entry);
  const empty = as === "text" ? "" : new Uint8Array();
  return entries.length === 0 ? empty : new Unopened(empty, undefined, entries);
}

function gone({ table, key }: GraphAddress): DyStoreError {
  const message =
    "the graph was deleted, or got another expiry or layout, while the stream was written; nothing was changed";
  return new DyStoreError("CONFLICT", message, { table: table.name, key });
}
