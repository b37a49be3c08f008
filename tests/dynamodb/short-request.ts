import type { ProxiedRequest } from "@dystore/conformance";

/** Waves of requests as text: `get → get 100 + get 50 → transact 2 put 1 delete`; an arrow for each time that answers are waited for. */
export function shortWaves(waves: readonly (readonly ProxiedRequest[])[]): string {
  return waves.map((wave) => tallied(wave.map(shortRequest), "× ", " + ")).join(" → ");
}

/** What a request asks for: `get 11`, `transact 2 put 1 delete`. Without a number: by the request for single items. */
function shortRequest({ operation, body }: ProxiedRequest): string {
  switch (operation) {
    case "GetItem":
      return "get";
    case "PutItem":
      return "put";
    case "DeleteItem":
      return "delete";
    case "BatchGetItem":
      return `get ${tables(body).flatMap((table) => list(members(table)["Keys"])).length}`;
    case "BatchWriteItem":
      return tallied(tables(body).flatMap(list).map(kind), " ", " ");
    case "TransactWriteItems":
      return `transact ${tallied(list(body["TransactItems"]).map(kind), " ", " ")}`;
    default:
      return operation;
  }
}

/** Each word once, with how often it stands there before it; alone where it is one request. */
function tallied(words: readonly string[], times: string, and: string): string {
  const groups = [...Map.groupBy(words, (word) => word)];
  return groups
    .map(([word, { length }]) => (times === "× " && length === 1 ? word : `${length}${times}${word}`))
    .join(and);
}

/** `Put` of a transaction, `PutRequest` of a batch. */
function kind(step: unknown): string {
  return Object.keys(members(step)).join().replace("Request", "").toLowerCase();
}

function tables(body: ProxiedRequest["body"]): unknown[] {
  return Object.values(members(body["RequestItems"]));
}

function members(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
