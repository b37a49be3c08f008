/**
 * A Lambda function behind an HTTP API of API Gateway (payload format 2.0) that keeps notebooks on DynamoDB. A notebook is one
 * graph, and each of its pages an item of its own: reading or changing one page leaves all others alone.
 *
 *   PUT  /notebooks/{id}               creates a notebook of the title in the body
 *   GET  /notebooks/{id}               reads it whole
 *   GET  /notebooks/{id}/pages/{page}  reads one page
 *   PUT  /notebooks/{id}/pages/{page}  changes one page, or adds the one behind the last
 *
 * `npm run bundle --workspace examples` makes it one file.
 */
import { dynamodbAdapter } from "@dystore/adapter-dynamodb";
import { DyStore, type ErrorCode, isDyStoreError } from "@dystore/core";

interface Notebook {
  title: string;
  pages: { text: string; changed: Date }[];
}

/** Made once for each instance of the function: its connections outlive the request. */
export const store: DyStore<Notebook> = new DyStore({
  // Less than the 30 seconds for which API Gateway waits: a client should hear what became of its request.
  adapter: dynamodbAdapter({ timeoutMs: 10_000, attemptTimeoutMs: 3_000 }),
  table: process.env["NOTEBOOKS_TABLE"] ?? "Notebooks",
  primaryKey: "ID",
  shards: [{ path: "$.pages[*]", table: process.env["PAGES_TABLE"] ?? "Pages", primaryKey: "IDX" }],
});

/** What the function reads of API Gateway's event. */
interface Event {
  readonly routeKey: string;
  readonly pathParameters?: { readonly [name: string]: string };
  readonly body?: string;
  readonly isBase64Encoded?: boolean;
}

interface Answer {
  readonly statusCode: number;
  readonly headers: { readonly "content-type": "application/json" };
  readonly body: string;
}

/** What Lambda calls. */
export async function handler(event: Event): Promise<Answer> {
  try {
    return await route(event);
  } catch (error) {
    if (!isDyStoreError(error)) throw error;
    const status = statuses[error.code];
    // What the client has no part in is for the log; API Gateway answers 500.
    if (status === undefined) throw error;
    return answer(status, { error: error.code });
  }
}

async function route({ routeKey, pathParameters = {}, body = "", isBase64Encoded }: Event): Promise<Answer> {
  const { id = "", page = "" } = pathParameters;
  const text = isBase64Encoded ? Buffer.from(body, "base64").toString() : body;
  // A number, so that nobody sends a path of their own.
  const path = `$.pages[${Number(page)}]`;
  switch (routeKey) {
    case "PUT /notebooks/{id}":
      await store.write({ title: text, pages: [] }, { primaryKey: id, ifAbsent: true });
      return answer(201, { id });
    case "GET /notebooks/{id}":
      return found(await store.read(id));
    case "GET /notebooks/{id}/pages/{page}":
      return found((await store.readPath(id, path))[0]);
    case "PUT /notebooks/{id}/pages/{page}":
      return found((await store.writePath(id, path, { text, changed: new Date() })) || undefined);
    default:
      return answer(404, { error: "NO_SUCH_ROUTE" });
  }
}

const statuses: { readonly [code in ErrorCode]?: number } = {
  CONFLICT: 409,
  INVALID: 400,
  ITEM_TOO_LARGE: 413,
  THROTTLED: 503,
  UNAVAILABLE: 503,
};

function found(value: unknown): Answer {
  return value === undefined ? answer(404, { error: "NOT_FOUND" }) : answer(200, value);
}

function answer(statusCode: number, value: unknown): Answer {
  return { statusCode, headers: { "content-type": "application/json" }, body: JSON.stringify(value) };
}
