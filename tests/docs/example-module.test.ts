import { expect, test } from "vitest";
import { exampleModule } from "./example-module.ts";

const claims: readonly [what: string, code: string, generated: string][] = [
  ["a literal behind an expression", "await f(1); // [1, { a: -2n }]", "claim(await f(1), [1, { a: -2n }]);"],
  ["a literal behind console.log", 'console.log(x); // "yes"', 'claim(x, "yes");'],
  ["a literal behind a declaration", "const x = f(); // true", "const x = f(); claim(x, true);"],
  ["a literal behind a list of one name", "const [x] = f(); // undefined", "const [x] = f(); claim(x, undefined);"],
];

test.each(claims)("checks %s", (_what, code, generated) => {
  expect(exampleModule(code, "")).toContain(generated);
});

test.each(["f(); // changed", "f(); // 8: two words", "f();\n// 8", "console.log(1, 2); // 3"])(
  "takes the comment of %j as prose",
  (code) => {
    expect(exampleModule(code, "")).toContain(code);
  },
);

test("puts the prelude before an example without imports, which may declare its names anew", () => {
  expect(exampleModule("const a = 2;", "const a = 1;")).toMatch(/const a = 1;\n\{\nconst a = 2;\n\}/);
});

test("passes over the export of an example in a block", () => {
  expect(exampleModule("export const a = 2;", "")).toContain("{\nconst a = 2;\n}");
});

test("leaves an example with imports alone", () => {
  expect(exampleModule('import a from "a";', "const b = 1;")).not.toContain("const b");
});
