import { fork } from "node:child_process";
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";

/** A stand-in for DynamoDB, in a process of its own, whose work is not the client's. */
export interface Stub {
  readonly endpoint: string;
  readonly stop: () => void;
}

export async function startStub(): Promise<Stub> {
  const child = fork(fileURLToPath(import.meta.url), ["serve"]);
  const [endpoint]: unknown[] = await once(child, "message");
  return { endpoint: String(endpoint), stop: () => void child.kill() };
}

type Json = Readonly<Record<string, unknown>>;

/** Items as JSON text, by table and key. */
const items = new Map<string, string>();

function keyOf(table: string, attributes: Json): string {
  return `${table} ${JSON.stringify(attributes[table === "Items" ? "IDX" : "ID"])}`;
}

/** Answers at once: no condition is checked, nothing is limited, and any table stands. */
function answer(operation: string, body: Json): string {
  switch (operation) {
    case "GetItem": {
      const item = items.get(keyOf(String(body["TableName"]), body["Key"] as Json));
      return item === undefined ? "{}" : `{"Item":${item}}`;
    }
    case "BatchGetItem": {
      const tables = Object.entries(body["RequestItems"] as Record<string, { Keys: Json[] }>).map(
        ([table, { Keys }]) => {
          const found = Keys.map((key) => items.get(keyOf(table, key))).filter((item) => item !== undefined);
          return `${JSON.stringify(table)}:[${found}]`;
        },
      );
      return `{"Responses":{${tables}},"UnprocessedKeys":{}}`;
    }
    case "PutItem":
      put(body);
      return "{}";
    case "TransactWriteItems":
      for (const { Put } of body["TransactItems"] as { Put: Json }[]) put(Put);
      return "{}";
    default:
      throw new TypeError(`The stub knows no ${operation}.`);
  }
}

function put({ TableName, Item }: Json): void {
  items.set(keyOf(String(TableName), Item as Json), JSON.stringify(Item));
}

async function serve(): Promise<void> {
  const server = createServer(async (request, response) => {
    const operation = String(request.headers["x-amz-target"]).split(".")[1] ?? "";
    const text = answer(operation, JSON.parse(await bodyOf(request)));
    response.setHeader("content-type", "application/x-amz-json-1.0").end(text);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  process.send?.(`http://127.0.0.1:${port}`);
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of request) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

if (process.argv[2] === "serve") await serve();
