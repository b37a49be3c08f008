import { spawn } from "node:child_process";
import { pathToFileURL } from "node:url";
import { tsc } from "./project.ts";

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: { readonly items?: readonly unknown[] };
  readonly result?: unknown;
  readonly error?: unknown;
}

/** TypeScript's language server, as far as tests ask it something. */
export interface LanguageServer {
  /** Opens a file, as an editor would. */
  open(file: string, text: string): void;
  /** What it offers at a place. Lines and characters count from 0. */
  complete(file: string, line: number, character: number): Promise<readonly string[]>;
  /** What it finds wrong, by lines. */
  errors(file: string): Promise<readonly { readonly line: number; readonly message: string }[]>;
  close(): Promise<void>;
}

interface Labels {
  readonly items: readonly { readonly label: string }[];
}

interface Diagnostics {
  readonly items: readonly {
    readonly message: string;
    readonly range: { readonly start: { readonly line: number } };
  }[];
}

const named = (file: string) => ({ uri: pathToFileURL(file).href });

export async function startLanguageServer(): Promise<LanguageServer> {
  const server = spawn(process.execPath, [tsc, "--lsp", "--stdio"], { stdio: ["pipe", "pipe", "ignore"] });
  const waiting = new Map<number, (message: Message) => void>();

  const send = (message: object): void => {
    const body = JSON.stringify({ jsonrpc: "2.0", ...message });
    server.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  };
  const request = async <Result>(method: string, params?: object): Promise<Result> => {
    const id = waiting.size + 1;
    const { promise, resolve } = Promise.withResolvers<Message>();
    waiting.set(id, resolve);
    send({ id, method, params });
    const { error, result } = await promise;
    if (error !== undefined) throw new Error(`${method}: ${JSON.stringify(error)}`);
    return result as Result;
  };
  const receive = (message: Message): void => {
    if (message.method === undefined) waiting.get(message.id ?? 0)?.(message);
    // The server asks, too: for settings, of which there are none.
    else if (message.id !== undefined) send({ id: message.id, result: message.params?.items?.map(() => null) ?? null });
  };
  let buffer = Buffer.alloc(0);
  server.stdout.on("data", (chunk: Buffer) => {
    buffer = Buffer.concat([buffer, chunk]);
    for (;;) {
      const head = buffer.indexOf("\r\n\r\n");
      const length = Number(/Content-Length: (\d+)/.exec(buffer.toString("latin1", 0, Math.max(head, 0)))?.[1]);
      const end = head + 4 + length;
      if (head === -1 || buffer.length < end) return;
      receive(JSON.parse(buffer.toString("utf8", head + 4, end)) as Message);
      buffer = buffer.subarray(end);
    }
  });

  await request("initialize", { processId: process.pid, rootUri: null, capabilities: {} });
  send({ method: "initialized", params: {} });
  return {
    open(file, text) {
      const textDocument = { ...named(file), languageId: "typescript", version: 1, text };
      send({ method: "textDocument/didOpen", params: { textDocument } });
    },
    async complete(file, line, character) {
      const params = { textDocument: named(file), position: { line, character } };
      const answer = await request<Labels | null>("textDocument/completion", params);
      return answer?.items.map(({ label }) => label) ?? [];
    },
    async errors(file) {
      const { items } = await request<Diagnostics>("textDocument/diagnostic", { textDocument: named(file) });
      return items.map(({ message, range }) => ({ line: range.start.line, message }));
    },
    async close() {
      const closed = new Promise((resolve) => server.once("close", resolve));
      await request("shutdown");
      send({ method: "exit" });
      server.stdin.end();
      await closed;
    },
  };
}
