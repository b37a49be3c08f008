import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type Answer, errorAnswer, jsonAnswer } from "./answer.ts";
import type { Fault, FaultRule, ProxiedRequest } from "./fault.ts";
import { asJson, holdBack } from "./hold-back.ts";
import { startUpstream } from "./upstream.ts";

/** A fault that waits for its requests. */
export interface InjectedFault {
  /** Fulfilled when it befalls its first request; of `hold`, `loseAnswer` and the like once that one was delivered. */
  readonly struck: Promise<void>;
  /** How many requests it has befallen. */
  readonly strikes: number;
  /** Lets the requests go on that `hold` stopped, and any that it would stop. */
  release(): void;
}

/** A small proxy before DynamoDB (Local) that passes on requests unless told otherwise, and counts them. */
export interface FaultProxy {
  /** For `dynamodbAdapter({ endpoint })`. */
  readonly endpoint: string;
  /** All requests that reached it since it was started or cleared, in order of arrival. */
  readonly requests: readonly ProxiedRequest[];
  /** How many there were, of one operation or of all. */
  count(operation?: string): number;
  /** Has a fault befall coming requests: of several that fit one, the first injected. */
  inject(fault: Fault, rule?: FaultRule): InjectedFault;
  /** Forgets all requests and faults. */
  clear(): void;
  close(): Promise<void>;
}

/** One injected fault and how much of its rule is used up. */
interface Rule {
  readonly fault: Fault;
  readonly rule: FaultRule;
  passed: number;
  strikes: number;
  strike(): void;
  readonly released: Promise<void>;
}

/**
 * Starts a proxy before the DynamoDB at `target`. It tampers with requests without signing them anew, so the target must
 * be one that checks no signatures, such as DynamoDB Local.
 *
 * @example
 * ```ts
 * const proxy = await faultProxy({ target: local.endpoint });
 * proxy.inject({ kind: "loseAnswer" }, { operation: "PutItem" });
 * ```
 */
export async function faultProxy({ target }: { readonly target: string }): Promise<FaultProxy> {
  const upstream = startUpstream(target);
  const requests: ProxiedRequest[] = [];
  let rules: Rule[] = [];
  let count = 0;

  async function serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const text = await bodyOf(incoming);
    const request = proxied(incoming, text);
    requests.push(request);
    const requestId = `fault-proxy-${++count}`;
    const rule = rules.find((candidate) => applies(candidate, request));
    const deliver = (body: string = text): Promise<Answer> => upstream.send(incoming.headers, body);
    if (!rule) return reply(outgoing, await deliver());

    rule.strikes++;
    const { fault } = rule;
    switch (fault.kind) {
      case "error":
        rule.strike();
        return reply(outgoing, errorAnswer(fault.status ?? 400, fault.name, requestId));
      case "errorAfter":
        await deliver();
        rule.strike();
        return reply(outgoing, errorAnswer(fault.status ?? 500, fault.name, requestId));
      case "cancel": {
        const CancellationReasons = fault.reasons.map((Code) => ({ Code }));
        rule.strike();
        return reply(outgoing, errorAnswer(400, "TransactionCanceledException", requestId, { CancellationReasons }));
      }
      case "answer":
        rule.strike();
        return reply(outgoing, jsonAnswer(fault.status ?? 200, fault.body, requestId));
      case "clockSkew": {
        const itsTime = new Date(Date.now() + fault.seconds * 1000);
        rule.strike();
        return reply(outgoing, errorAnswer(400, "InvalidSignatureException", requestId, {}, itsTime));
      }
      case "drop":
        rule.strike();
        incoming.socket.resetAndDestroy();
        return;
      case "loseAnswer":
        await deliver();
        rule.strike();
        incoming.socket.resetAndDestroy();
        return;
      case "cutAnswer": {
        const answer = await deliver();
        rule.strike();
        outgoing.writeHead(answer.status, { ...answer.headers, "content-length": answer.body.length });
        outgoing.write(half(answer.body), () => incoming.socket.resetAndDestroy());
        return;
      }
      case "halveAnswer": {
        const answer = await deliver();
        rule.strike();
        return reply(outgoing, { ...answer, body: half(answer.body) });
      }
      case "hold": {
        const early = fault.undelivered ? undefined : await deliver();
        rule.strike();
        await rule.released;
        if (!fault.thenLose) return reply(outgoing, early ?? (await deliver()));
        incoming.socket.resetAndDestroy();
        return;
      }
      case "holdBack": {
        const held = holdBack(request.operation, request.body, fault.count);
        rule.strike();
        const answer = held.request && (await deliver(JSON.stringify(held.request)));
        if (answer && answer.status !== 200) return reply(outgoing, answer);
        const done = asJson(answer ? JSON.parse(answer.body.toString()) : undefined);
        return reply(outgoing, jsonAnswer(200, { ...done, ...held.answer }, requestId));
      }
      case "shortPage":
        rule.strike();
        return reply(outgoing, await deliver(JSON.stringify({ ...request.body, Limit: fault.items })));
    }
  }

  const server = createServer((incoming, outgoing) => {
    serve(incoming, outgoing).catch((error: unknown) => {
      // A fault that does not fit, or a target that does not answer: neither may look like one of DynamoDB's errors.
      outgoing.writeHead(502).end(error instanceof Error ? error.message : String(error));
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new TypeError("The proxy has no port.");

  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    get requests() {
      return [...requests];
    },
    count: (operation) => requests.filter((one) => operation === undefined || one.operation === operation).length,
    inject(fault, rule = {}) {
      const struck = Promise.withResolvers<void>();
      const released = Promise.withResolvers<void>();
      const one: Rule = { fault, rule, passed: 0, strikes: 0, strike: struck.resolve, released: released.promise };
      rules.push(one);
      return {
        struck: struck.promise,
        release: released.resolve,
        get strikes() {
          return one.strikes;
        },
      };
    },
    clear() {
      requests.length = 0;
      rules = [];
    },
    async close() {
      upstream.close();
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** Whether a rule's fault befalls this request; a request that is let through is counted. */
function applies(candidate: Rule, request: ProxiedRequest): boolean {
  const { operation, where, after = 0, times = 1 } = candidate.rule;
  if (candidate.strikes >= times) return false;
  if (operation !== undefined && operation !== request.operation) return false;
  if (where && !where(request)) return false;
  return candidate.passed++ >= after;
}

function proxied({ headers, socket }: IncomingMessage, text: string): ProxiedRequest {
  const operation = String(headers["x-amz-target"]).split(".")[1] ?? "";
  const region = /Credential=[^/]*\/\d*\/([^/]*)\//.exec(headers.authorization ?? "")?.[1] ?? "";
  return { operation, region, headers, port: socket.remotePort ?? 0, body: asJson(JSON.parse(text)) };
}

async function bodyOf(incoming: IncomingMessage): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of incoming) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

function reply(outgoing: ServerResponse, { status, headers, body }: Answer): void {
  outgoing.writeHead(status, { ...headers, "content-length": body.length }).end(body);
}

function half(body: Buffer): Buffer {
  return body.subarray(0, Math.floor(body.length / 2));
}
