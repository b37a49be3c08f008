import { spawn } from "node:child_process";
import { mkdtemp } from "node:fs/promises";
import { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A program that runs until it is told to stop, or until this process has ended, however it ended. */
export interface KeptProcess {
  /** Whether it has ended by itself. */
  ended(): boolean;
  /** What it has written so far, the last 10,000 characters of it. */
  output(): string;
  stop(): Promise<void>;
}

// Runs in a small process of its own between this one and the program. Its standard input is a pipe from this process,
// which closes even when this process is killed; then it ends the program and removes the directory they ran in.
// Arguments: the program and its arguments.
const keeper = `
const { spawn } = require("node:child_process");
const child = spawn(process.argv[1], process.argv.slice(2), { stdio: ["ignore", "inherit", "inherit"] });
const directory = process.cwd();
const leave = (code) => {
  process.chdir(require("node:os").tmpdir());
  require("node:fs").rmSync(directory, { recursive: true, force: true });
  process.exit(code);
};
child.on("error", (error) => { console.error(error.message); leave(1); });
child.on("exit", (code) => leave(code ?? 1));
process.stdin.on("close", () => child.kill("SIGKILL")).resume();
`;

/** Starts a program in an empty directory of its own. It does not keep this process alive. */
export async function startKept(program: string, args: readonly string[]): Promise<KeptProcess> {
  const directory = await mkdtemp(join(tmpdir(), "dystore-"));
  // In a process group of its own: a Ctrl-C at the terminal reaches this process only, and the closing pipe does the rest.
  const child = spawn(process.execPath, ["-e", keeper, program, ...args], {
    cwd: directory,
    detached: true,
    env: withoutNodeOptions(),
    stdio: ["pipe", "pipe", "pipe"],
  });
  let text = "";
  const hear = (chunk: Buffer): void => {
    text = (text + chunk.toString()).slice(-10_000);
  };
  child.stdout.on("data", hear);
  child.stderr.on("data", hear);
  const exit = new Promise<void>((resolve) => {
    child.once("exit", () => resolve()).once("error", () => resolve());
  });
  child.stdin.on("error", () => {});
  for (const stream of [child.stdin, child.stdout, child.stderr]) if (stream instanceof Socket) stream.unref();
  child.unref();
  return {
    ended: () => child.exitCode !== null || child.pid === undefined,
    output: () => text,
    async stop() {
      child.ref();
      child.stdin.destroy();
      await exit;
    },
  };
}

/** Options such as `--inspect` or `--import` are meant for this process, not for the keeper. */
function withoutNodeOptions(): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _, ...rest } = process.env;
  return rest;
}
