type Json = Readonly<Record<string, unknown>>;

/** A batch request without its last keys or items, and these in the form in which they come back as unprocessed. */
export interface HeldBack {
  /** What is left of the request; `undefined` where that is nothing. */
  readonly request: Json | undefined;
  /** The part of the answer that tells what was not processed, or that of an answer where nothing was. */
  readonly answer: Json;
}

/** Takes the last `count` keys or items out of a `BatchGetItem` or `BatchWriteItem`. */
export function holdBack(operation: string, body: Json, count: number): HeldBack {
  if (operation !== "BatchGetItem" && operation !== "BatchWriteItem") {
    throw new TypeError(`Nothing of a ${operation} can be held back; restrict the fault to batches.`);
  }
  const kept: [string, unknown][] = [];
  const held: [string, unknown][] = [];
  let left = count;
  for (const [table, part] of Object.entries(asJson(body.RequestItems)).reverse()) {
    // A table's part is a list of writes, or keys with the options by which they are read.
    const list = asList(Array.isArray(part) ? part : asJson(part).Keys);
    const again = (some: readonly unknown[]): unknown => (Array.isArray(part) ? some : { ...asJson(part), Keys: some });
    const from = Math.max(0, list.length - left);
    left -= list.length - from;
    if (from > 0) kept.unshift([table, again(list.slice(0, from))]);
    if (from < list.length) held.unshift([table, again(list.slice(from))]);
  }
  const request = kept.length > 0 ? { ...body, RequestItems: Object.fromEntries(kept) } : undefined;
  const unprocessed = Object.fromEntries(held);
  if (operation === "BatchWriteItem") return { request, answer: { UnprocessedItems: unprocessed } };
  return { request, answer: { ...(request ? {} : { Responses: {} }), UnprocessedKeys: unprocessed } };
}

/** What JSON is read as where it is an object; a malformed request reads as an empty one. */
export function asJson(value: unknown): Json {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
