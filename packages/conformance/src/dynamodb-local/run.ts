import { spawn } from "node:child_process";

/** How a program is to be run. */
export interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Windows starts `npm.cmd` and the like only through a shell. */
  readonly shell?: boolean;
}

/** Runs a program to its end. Rejects with what it wrote where it does not end well. */
export function run(program: string, args: readonly string[], options: RunOptions = {}): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
    let text = "";
    const hear = (chunk: Buffer): void => {
      text = (text + chunk.toString()).slice(-2000);
    };
    child.stdout.on("data", hear);
    child.stderr.on("data", hear);
    child.once("error", reject);
    child.once("close", (code) =>
      code === 0 ? resolve() : reject(new Error(text.trim() || `It ended with ${code}.`)),
    );
  });
}
