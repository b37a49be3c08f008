import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../../..", import.meta.url));

/** The compiler's program, for Node. */
export const tsc: string = join(root, "node_modules/typescript/bin/tsc");

/** What the files of a project import core's sources as. */
export const core: string = join(root, "packages/core/src");

/** A folder of its own for programs that are only looked at by the compiler. */
export interface Project {
  /** Writes a file. @returns Its path. */
  write(name: string, code: string): string;
  /** Compiles one file. @returns Errors, as `line: message`, and how often a type was instantiated. */
  compile(file: string): Promise<{ errors: readonly string[]; instantiations: number }>;
  remove(): void;
}

export function makeProject(): Project {
  const folder = mkdtempSync(join(tmpdir(), "dystore-types-"));
  const compilerOptions = {
    composite: false,
    noEmit: true,
    rootDir: "/",
    typeRoots: [join(root, "node_modules/@types")],
    isolatedDeclarations: false,
    rewriteRelativeImportExtensions: false,
    allowImportingTsExtensions: true,
  };
  const settings = { extends: join(root, "tsconfig.base.json"), compilerOptions };
  const write = (name: string, content: string): string => {
    const file = join(folder, name);
    writeFileSync(file, content);
    return file;
  };
  write("package.json", '{ "type": "module" }');
  write("tsconfig.json", JSON.stringify({ ...settings, include: ["*.ts"] }));
  return {
    write,
    async compile(file) {
      const config = write(`${file.split("/").at(-1)}.json`, JSON.stringify({ ...settings, files: [file] }));
      const args = [tsc, "-p", config, "--pretty", "false", "--singleThreaded", "--extendedDiagnostics"];
      const output = await text(spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] }).stdout);
      const errors = [...output.matchAll(/\((\d+),\d+\): error TS\d+: (.*)/g)].map(
        (found) => `${found[1]}: ${found[2]}`,
      );
      return { errors, instantiations: Number(/Instantiations: +(\d+)/.exec(output)?.[1]) };
    },
    remove: () => rmSync(folder, { recursive: true }),
  };
}
