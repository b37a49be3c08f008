/** What a handler of the SDK's gives: the HTTP response and, once it was read, the command's output. */
interface Handled {
  readonly response: unknown;
  readonly output?: object;
}

type Handler<Args extends unknown[], Answer> = (...args: Args) => Promise<Answer>;

/** What a client or command of the SDK's has for middleware around its answers. */
export interface Readable {
  readonly middlewareStack: {
    add(
      middleware: <Args extends unknown[], Answer extends Handled>(
        next: Handler<Args, Answer>,
      ) => Handler<Args, Answer>,
      options: { readonly name: string; readonly step: "deserialize"; readonly priority: "high" | "low" },
    ): void;
  };
}

/** The members of answers that hold items or keys. */
const members = ["Item", "Items", "Responses", "LastEvaluatedKey", "UnprocessedKeys", "UnprocessedItems"] as const;

/**
 * Has items keep an attribute named `__proto__`, whose value the SDK loses (client-dynamodb 3.1164). An answer's bytes are
 * kept beside what the SDK makes of them; where the name stands in them, items are taken from there.
 */
export function wholeItems(of: Readable): void {
  of.middlewareStack.add(
    (next) =>
      async (...args) => {
        const handled = await next(...args);
        await readBody(handled.response);
        return handled;
      },
    { name: "dystoreBytes", step: "deserialize", priority: "low" },
  );
  of.middlewareStack.add(
    (next) =>
      async (...args) => {
        const handled = await next(...args);
        if (handled.output) restore(handled.output, handled.response);
        return handled;
      },
    { name: "dystoreWholeItems", step: "deserialize", priority: "high" },
  );
}

/** Reads a response's body to its end. The bytes take the place of the stream that brought them. */
async function readBody(response: unknown): Promise<void> {
  if (!hasBody(response) || !isStream(response.body)) return;
  const pieces: Uint8Array[] = [];
  for await (const piece of response.body) pieces.push(piece);
  response.body = Buffer.concat(pieces);
}

function restore(output: object, response: unknown): void {
  if (!hasBody(response) || !(response.body instanceof Uint8Array)) return;
  const { buffer, byteOffset, length } = response.body;
  const bytes = Buffer.from(buffer, byteOffset, length);
  if (!bytes.includes("__proto__")) return;
  const whole: Readonly<Record<string, unknown>> = JSON.parse(bytes.toString(), withBytes);
  for (const member of members) if (member in output) Object.assign(output, { [member]: whole[member] });
}

/** Makes binaries of base64 text. Only values of an attribute of that type are text under this name: all others are objects. */
function withBytes(name: string, value: unknown): unknown {
  if (name === "B" && typeof value === "string") return fromBase64(value);
  if (name === "BS" && Array.isArray(value)) return value.map(fromBase64);
  return value;
}

function fromBase64(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, "base64"));
}

function hasBody(response: unknown): response is { body: unknown } {
  return typeof response === "object" && response !== null && "body" in response;
}

function isStream(body: unknown): body is AsyncIterable<Uint8Array> {
  return typeof body === "object" && body !== null && Symbol.asyncIterator in body;
}
