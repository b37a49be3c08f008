import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { fromMarkdown } from "mdast-util-from-markdown";
import { parseSync } from "oxc-parser";

/** The repository's root. */
export const root: string = fileURLToPath(new URL("../..", import.meta.url));

/** One `ts` block of a page or a doc comment. */
export interface Example {
  /** `README.md:12`: the file from the root, and the line that opens the block. */
  readonly name: string;
  readonly code: string;
}

const pages = ["README.md", "packages/*/README.md", "docs/*.md", "tests/docs/README.md"];
const sources = ["packages/*/src/**/*.ts"];

/** Every example of the documentation, in order of files. */
export function findExamples(): Example[] {
  const ofPages = files(pages).flatMap((file) => blocks(file, 0, read(file)));
  const ofSources = files(sources).flatMap((file) =>
    docComments(file).flatMap(({ line, text }) => blocks(file, line, text)),
  );
  return [...ofPages, ...ofSources];
}

/** Files that fit patterns, from the root and sorted. */
export function files(patterns: readonly string[]): string[] {
  return globSync(patterns, { cwd: root }).sort();
}

/** The text of a file. */
export function read(file: string): string {
  return readFileSync(join(root, file), "utf8");
}

function blocks(file: string, before: number, markdown: string): Example[] {
  return fromMarkdown(markdown).children.flatMap((node) =>
    node.type === "code" && node.lang === "ts"
      ? [{ name: `${file}:${before + (node.position?.start.line ?? 0)}`, code: node.value }]
      : [],
  );
}

function docComments(file: string): { readonly line: number; readonly text: string }[] {
  const source = read(file);
  return parseSync(file, source)
    .comments.filter(({ type, value }) => type === "Block" && value.startsWith("*"))
    .map(({ start, value }) => ({
      line: source.slice(0, start).split("\n").length - 1,
      text: value.replace(/^\*/, "").replaceAll(/^[ \t]*\* ?/gm, ""),
    }));
}
