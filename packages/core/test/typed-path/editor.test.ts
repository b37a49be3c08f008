import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type LanguageServer, startLanguageServer } from "./language-server.ts";
import { core, makeProject } from "./project.ts";

const inLocation = ["location.city", "location.country", "location['post code']"];
const names = Array.from({ length: 200 }, (_, n) => `f${n}`);

// What editors offer while a path is typed; `|` is the cursor.
const cases: readonly (readonly [call: string, offered: readonly string[]])[] = [
  [`store.readPath("k", "|")`, ["firstname", "friends", "location"]],
  [`store.readPath("k", "loc|")`, ["firstname", "friends", "location"]],
  [`store.readPath("k", "$.|")`, ["$.firstname", "$.friends", "$.location"]],
  [`store.readPath("k", "$.location.|")`, ["$.location.city", "$.location.country", "$.location['post code']"]],
  [`store.readPath("k", "location['|")`, ["location['city']", "location['country']", "location['post code']"]],
  [
    `store.readPath("k", "location['city', '|")`,
    ["location['city','city']", "location['city','country']", "location['city','post code']"],
  ],
  [`store.readPath("k", "friends[|")`, ["friends[*]", "friends[-1]", "friends[0]"]],
  [
    `store.readPath("k", "friends[0].friends[*].location.ci|")`,
    inLocation.map((path) => `friends[0].friends[*].${path}`),
  ],
  [`store.writePath("k", "location.|", "")`, inLocation],
  [`store.deletePath("k", "location.|")`, inLocation],
  [`store.readStream("k", "location.|")`, inLocation],
  [`store.operation({ kind: "deletePath", key: "k", path: "location.|" })`, inLocation],
  [`store.operation({ kind: "writePath", key: "k", path: "location.|", value: "" })`, inLocation],
  [`store.explain({ kind: "readPath", key: "k", path: "location.|" })`, inLocation],
  [`wide.readPath("k", "f1.f1.f1.f1.f1.|")`, names.map((name) => `f1.f1.f1.f1.f1.${name}`)],
];

// What it says of a wrong call.
const mistakes: readonly (readonly [call: string, says: string])[] = [
  [
    `store.readPath("k", "$.location.ctiy")`,
    `Argument of type '"$.location.ctiy"' is not assignable to parameter of type '"$.location.city" | "$.location.country" | "$.location['post code']"'.`,
  ],
  [
    `store.deletePath("k", "location.city.length")`,
    `Argument of type '"location.city.length"' is not assignable to parameter of type '"location.city"'.`,
  ],
  [
    `store.readPath("k", "location.city[0]")`,
    `Argument of type '"location.city[0]"' is not assignable to parameter of type '"location.city"'.`,
  ],
  [
    `store.readPath("k", "friends.city")`,
    `Argument of type '"friends.city"' is not assignable to parameter of type '"friends[*]" | "friends[-1]" | "friends[0]"'.`,
  ],
  [
    `store.readPath("k", "greet")`,
    `Argument of type '"greet"' is not assignable to parameter of type '"firstname" | "friends" | "location"'.`,
  ],
  [
    `store.writePath("k", "location.city", 5)`,
    `Argument of type 'number' is not assignable to parameter of type 'string'.`,
  ],
  [
    `store.operation({ kind: "writePath", key: "k", path: "location.ctiy", value: "Rome" })`,
    `Type '"location.ctiy"' is not assignable to type '"location.city" | "location.country" | "location['post code']"'. Did you mean '"location.city"'?`,
  ],
  [
    `store.explain({ kind: "readPath", key: "k", path: "location.ctiy" })`,
    `Type '"location.ctiy"' is not assignable to type '"location.city" | "location.country" | "location['post code']"'. Did you mean '"location.city"'?`,
  ],
];

const calls = [...cases, ...mistakes].map(([call]) => call);
const head = `import type { DyStore } from "${core}/index.ts";
interface Person {
  firstname: string;
  location: { city: string; country: string; "post code": string };
  friends: Person[];
  greet(): string;
}
type Level<Next> = { [Name in "${names.join('" | "')}"]: Next };
declare const store: DyStore<Person>;
declare const wide: DyStore<Level<Level<Level<Level<Level<Level<string>>>>>>>;
`;

const project = makeProject();
const code = head + calls.map((call) => `${call.replace("|", "")};\n`).join("");
const file = project.write("editor.ts", code);
const lineOf = (call: string): number => head.split("\n").length - 1 + calls.indexOf(call);
let server: LanguageServer;
beforeAll(async () => {
  server = await startLanguageServer();
  server.open(file, code);
}, 30_000);
afterAll(async () => {
  await server.close();
  project.remove();
});

describe("editors offer the next names", () => {
  test.each(cases)("%s", async (call, offered) => {
    const items = await server.complete(file, lineOf(call), call.indexOf("|"));
    expect([...items].sort()).toEqual([...offered].sort());
  });
});

describe("errors say what is wrong", () => {
  test.each(mistakes)("%s", async (call, says) => {
    const errors = await server.errors(file);
    expect(errors.filter(({ line }) => line === lineOf(call)).map(({ message }) => message)).toEqual([says]);
  });
});
