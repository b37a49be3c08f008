import { once } from "node:events";
import { Agent, request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from "node:http";
import type { Answer } from "./answer.ts";

/** The DynamoDB behind a proxy. */
export interface Upstream {
  /** Sends a request on, with the client's headers, and waits for the whole answer. */
  send(headers: IncomingHttpHeaders, body: string): Promise<Answer>;
  close(): void;
}

/** Connections to `target` are kept alive until closed. */
export function startUpstream(target: string): Upstream {
  const agent = new Agent({ keepAlive: true });
  return {
    async send(headers, body) {
      const outgoing = httpRequest(target, {
        agent,
        method: "POST",
        headers: { ...endToEnd(headers), "content-length": Buffer.byteLength(body) },
      });
      outgoing.end(body);
      const [answer]: IncomingMessage[] = await once(outgoing, "response");
      if (!answer) throw new TypeError("An answer is missing.");
      const pieces: Uint8Array[] = [];
      for await (const piece of answer) pieces.push(piece);
      return { status: answer.statusCode ?? 502, headers: endToEnd(answer.headers), body: Buffer.concat(pieces) };
    },
    close: () => agent.destroy(),
  };
}

/** Headers without those of one connection, and those of a body that may have been changed since. */
function endToEnd(headers: IncomingHttpHeaders): Answer["headers"] {
  const own = new Set(["connection", "content-length", "host", "keep-alive", "transfer-encoding", "x-amz-crc32"]);
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !own.has(name)));
}
