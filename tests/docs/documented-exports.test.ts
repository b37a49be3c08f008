import { dirname, join, posix } from "node:path";
import { type Comment, parseSync } from "oxc-parser";
import { describe, expect, test } from "vitest";
import { files, read } from "./find-examples.ts";

const packages = files(["packages/*/package.json"]);

describe("every export is documented", () => {
  for (const manifest of packages) {
    const { name, exports } = JSON.parse(read(manifest)) as {
      name: string;
      exports: Record<string, Record<string, string>>;
    };
    for (const [path, { "@dystore/source": source }] of Object.entries(exports)) {
      if (source === undefined) continue;
      test(posix.join(name, path), () => {
        const found = exportsOf(join(dirname(manifest), source));
        expect(found.length).toBeGreaterThan(0);
        expect(found.filter(({ documented }) => !documented).map(({ text }) => text)).toEqual([]);
      });
    }
  }
});

interface Export {
  readonly name: string;
  /** Where it is declared. */
  readonly text: string;
  readonly documented: boolean;
}

/** What a module exports, followed to where it is declared. */
function exportsOf(file: string): Export[] {
  const source = read(file);
  const { module, program, comments } = parseSync(file, source);
  return module.staticExports.flatMap(({ start, entries }) =>
    entries.flatMap(({ moduleRequest, importName, exportName, localName }): Export[] => {
      const name = exportName.name ?? "*";
      if (moduleRequest !== null) {
        const { value } = moduleRequest;
        // What belongs to another package is documented there.
        if (!value.startsWith(".")) return [];
        const there = exportsOf(join(dirname(file), value));
        if (importName.name === null) return there;
        return there.filter((candidate) => candidate.name === importName.name).map((found) => ({ ...found, name }));
      }
      const declaration = program.body.find(
        (node) =>
          node.start === start ||
          ("id" in node && node.id?.type === "Identifier" && node.id.name === localName.name) ||
          (node.type === "VariableDeclaration" &&
            node.declarations.some(({ id }) => id.type === "Identifier" && id.name === localName.name)),
      );
      const from = declaration?.start ?? start;
      return [{ name, text: `${file}: ${localName.name ?? name}`, documented: hasDoc(source, from, comments) }];
    }),
  );
}

/** Whether a doc comment stands right before a position, with nothing but line comments between. */
function hasDoc(source: string, position: number, comments: readonly Comment[]): boolean {
  const before = comments.findLast(({ end }) => end <= position);
  if (before === undefined || source.slice(before.end, position).trim() !== "") return false;
  return before.type === "Block" ? before.value.startsWith("*") : hasDoc(source, before.start, comments);
}
