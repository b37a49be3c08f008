import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire, stripTypeScriptTypes } from "node:module";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { temporaryFile } from "./temporary-folder.ts";

const packages = fileURLToPath(new URL("../..", import.meta.url));

/** A Node of this machine that is too old for better-sqlite3, in the PATH behind the repository's own. */
function findOldNode(): string | undefined {
  for (const folder of (process.env["PATH"] ?? "").split(delimiter)) {
    const node = join(folder, "node");
    try {
      if (Number(execFileSync(node, ["-p", "process.versions.napi"], { stdio: "pipe" })) < 10) return node;
    } catch {
      // No Node here.
    }
  }
  return undefined;
}

/** A folder of TypeScript as JavaScript, which is all that an old Node understands. */
function stripFolder(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(from)) {
    if (statSync(join(from, name)).isDirectory()) stripFolder(join(from, name), join(to, name));
    else {
      const code = stripTypeScriptTypes(readFileSync(join(from, name), "utf8"));
      writeFileSync(join(to, name.replace(/\.ts$/, ".js")), code.replace(/(from "\.[^"]*)\.ts"/g, '$1.js"'));
    }
  }
}

/** Both packages as JavaScript, and what they depend on as it is installed. */
function stripPackages(folder: string): string {
  const modules = join(folder, "node_modules");
  stripFolder(join(packages, "core/src"), join(modules, "@dystore/core/src"));
  stripFolder(join(packages, "adapter-sqlite/src"), join(modules, "@dystore/adapter-sqlite/src"));
  const core = { type: "module", exports: { "./adapter": "./src/adapter.js" } };
  writeFileSync(join(modules, "@dystore/core/package.json"), JSON.stringify(core));
  writeFileSync(join(modules, "@dystore/adapter-sqlite/package.json"), JSON.stringify({ type: "module" }));
  const { resolve } = createRequire(import.meta.url);
  for (const name of ["better-sqlite3", "jsonpath-plus"]) {
    symlinkSync(dirname(resolve(`${name}/package.json`)), join(modules, name));
  }
  return join(modules, "@dystore/adapter-sqlite/src/index.js");
}

test("On a Node whose Node-API is too old the adapter says so, and loads no native code", { timeout: 60_000 }, () => {
  const program = fileURLToPath(new URL("programs/open.ts", import.meta.url));
  const output = execFileSync(process.execPath, ["--conditions=@dystore/source", program], { encoding: "utf8" });
  expect(output.split("\n")).toEqual([
    `NOT_SUPPORTED: SQLite needs Node 22.18 or newer, and this is ${process.version}; update Node or use another adapter.`,
    "not loaded",
    "",
  ]);
});

const oldNode = findOldNode();

test.skipIf(oldNode === undefined)(
  "On an old Node of this machine, where it has one, the adapter says so too",
  { timeout: 60_000 },
  () => {
    const entry = pathToFileURL(stripPackages(temporaryFile("stripped")));
    const program = `
    const { sqliteAdapter } = await import(${JSON.stringify(entry)});
    try { sqliteAdapter({ file: ":memory:" }); } catch ({ code, message }) { console.log(code + ": " + message); }`;
    const output = execFileSync(oldNode ?? "", ["--input-type=module", "--eval", program], { encoding: "utf8" });
    expect(output).toMatch(
      /^NOT_SUPPORTED: SQLite needs Node 22\.18 or newer, and this is v\d+\.\d+\.\d+; update Node/,
    );
  },
);
