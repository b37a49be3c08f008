import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, inject, test, vi } from "vitest";
import { exampleModule } from "./example-module.ts";
import { findExamples, root } from "./find-examples.ts";

const examples = findExamples();
const preludeCode = examples.find(({ name }) => name.startsWith("tests/docs/README.md"))?.code ?? "";
const endpoint = inject("dynamodbEndpoint");

// Modules resolve packages from where they lie: inside the workspace, in a folder that ignores itself.
const folder = join(root, "tests/docs/.examples");
const fileOf = (name: string) => join(folder, `${name.replaceAll(/[^A-Za-z0-9]+/g, "-")}.ts`);

const options = {
  composite: false,
  noEmit: true,
  declaration: false,
  declarationMap: false,
  isolatedDeclarations: false,
  erasableSyntaxOnly: false,
  rewriteRelativeImportExtensions: false,
  allowImportingTsExtensions: true,
  noUnusedLocals: false,
  noUnusedParameters: false,
};

beforeAll(() => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  writeFileSync(join(folder, ".gitignore"), "*\n");
  writeFileSync(
    join(folder, "tsconfig.json"),
    JSON.stringify({ extends: "../../../tsconfig.base.json", compilerOptions: options, include: ["*.ts"] }),
  );
  for (const { name, code } of examples) {
    writeFileSync(fileOf(name), exampleModule(code, name.startsWith("tests/docs/README.md") ? "" : preludeCode));
  }
});

describe("examples in documentation", () => {
  test("all have right types", { timeout: 60_000 }, () => {
    const tsc = join(root, "node_modules/typescript/bin/tsc");
    const { stdout, stderr } = spawnSync(process.execPath, [tsc, "-p", folder, "--pretty", "false"], {
      encoding: "utf8",
      cwd: folder,
    });
    expect(stderr).toBe("");
    // What the sources have wrong is another check's business.
    expect(stdout.split("\n").filter((line) => /^[^.\s]/.test(line))).toEqual([]);
  });

  describe("run", { timeout: 30_000 }, () => {
    const home = process.cwd();
    let empty: string;
    beforeEach(() => {
      empty = mkdtempSync(join(tmpdir(), "dystore-docs-"));
      process.chdir(empty);
      vi.spyOn(console, "log").mockImplementation(() => {});
    });
    afterEach(() => {
      vi.restoreAllMocks();
      vi.unstubAllEnvs();
      process.chdir(home);
      rmSync(empty, { recursive: true });
    });

    for (const { name, code } of examples) {
      const isPrelude = name.startsWith("tests/docs/README.md");
      const needsDynamodb = /dynamodb|faultProxy/i.test(code) && !isPrelude;
      const registersTests = /from "(vitest|node:test)"|\bdescribe\b/.test(code) && !isPrelude;
      if (registersTests) continue;
      test.skipIf(needsDynamodb && endpoint === undefined)(name, async () => {
        vi.stubEnv("AWS_ENDPOINT_URL_DYNAMODB", endpoint);
        vi.stubEnv("AWS_ACCESS_KEY_ID", "docs");
        vi.stubEnv("AWS_SECRET_ACCESS_KEY", "docs");
        await import(/* @vite-ignore */ fileOf(name));
      });
    }
  });
});
