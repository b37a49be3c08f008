import { dirname, join, posix } from "node:path";
import { type Comment, parseSync } from "oxc-parser";
import { describe, expect, test } from "vitest";
import { files, read } from "./find-examples.ts";

const packages = files(["packages/*/package.json"]);

describe("every export is documented, functions and classes by an example too", () => {
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
        expect(found.filter(({ doc }) => doc === undefined).map(({ text }) => text)).toEqual([]);
        const undemonstrated = found.filter(({ doc, runs }) => runs && !doc?.includes("@example"));
        expect(undemonstrated.map(({ text }) => text)).toEqual([]);
      });
    }
  }
});

interface Export {
  readonly name: string;
  /** Where it is declared. */
  readonly text: string;
  readonly doc: string | undefined;
  /** Whether it is a function or class. */
  readonly runs: boolean;
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
      const text = `${file}: ${localName.name ?? name}`;
      const runs = /^export (async )?(abstract )?(function|class) /.test(source.slice(from));
      return [{ name, text, doc: docBefore(source, from, comments), runs }];
    }),
  );
}

/** The doc comment that stands right before a position, with nothing but line comments between. */
function docBefore(source: string, position: number, comments: readonly Comment[]): string | undefined {
  const before = comments.findLast(({ end }) => end <= position);
  if (before === undefined || source.slice(before.end, position).trim() !== "") return undefined;
  if (before.type !== "Block") return docBefore(source, before.start, comments);
  return before.value.startsWith("*") ? before.value : undefined;
}
