import { afterAll, expect, test } from "vitest";
import { core, makeProject } from "./project.ts";

// How much work paths make for the compiler, in instantiations of types: those of a program with the paths less those of the same without.

const project = makeProject();
afterAll(() => project.remove());

/** Six levels of as many fields: objects, lists of them, optional and null ones. */
function types(fields: number): string {
  const levels = [1, 2, 3, 4, 5, 6].map((level) => {
    const inner = level === 6 ? "string" : `L${level + 1}`;
    const members = Array.from(
      { length: fields },
      (_, n) =>
        [`a${n}: ${inner};`, `b${n}?: ${inner}[] | null;`, `c${n}: Map<string, ${inner}>;`, `d${n}: Date;`][n % 4],
    );
    return `interface L${level} { ${members.join(" ")} greet(): void }`;
  });
  return `import type { CheckedPath, PathValue } from "${core}/path/typed-path.ts";
${levels.join("\n")}
declare function read<P extends string>(path: CheckedPath<L1, P>): PathValue<L1, P>;\n`;
}

/** Paths of six names, all different. */
const paths = Array.from({ length: 32 }, (_, n) => {
  const a = `a${4 * (n % 5)}`;
  return `$.${a}.b${1 + 4 * (n % 3)}[${n}].c${2 + 4 * (n % 2)}.x${n}['${a}'].a${4 * (n % 4)}.a0`;
});
const right = paths.map((path) => `export const s${path.replace(/\W/g, "")}: string = read("${path}");`).join("\n");
const wrong = paths.map((path) => `// @ts-expect-error\nread("${path}.x");`).join("\n");

async function instantiations(name: string, fields: number, calls: string): Promise<number> {
  const compiled = await project.compile(project.write(`${name}${fields}.ts`, types(fields) + calls));
  expect(compiled.errors).toEqual([]);
  return compiled.instantiations;
}

// A little more than each of them takes.
const perPath = 800;
const perMistakeAndField = 20;

test("a path costs the same however many fields there are, a mistake little for each", async () => {
  const none = await instantiations("none", 200, "export {};");
  const few = await instantiations("right", 20, right);
  const many = await instantiations("right", 200, right);
  const mistaken = await instantiations("wrong", 200, wrong);
  expect(many).toBe(few);
  expect(many - none).toBeGreaterThan(perPath * paths.length * 0.5);
  expect(many - none).toBeLessThan(perPath * paths.length);
  expect(mistaken - none).toBeLessThan((perPath + 200 * perMistakeAndField) * paths.length);
});
