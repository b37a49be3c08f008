import { type Condition, type Item, metadataAttribute, type Step, type Value } from "@dystore/core/adapter";
import { conflictAt, refused } from "./refusal.ts";
import { assertSame } from "./same-value.ts";
import { hostileNames, named } from "./samples.ts";
import type { Suite } from "./suite.ts";
import { absent, versionIs } from "./table-client.ts";

type Path = readonly [string, ...string[]];

const equals = (path: Path, value: string): Condition => ({ kind: "equals", path, value });
const version = (value: Value): Item => ({ [metadataAttribute]: { version: value } });
const reach = (...names: readonly string[]): Path => [metadataAttribute, ...names];

/** What stands there (`undefined`: nothing), the condition, and whether it holds. */
const table: readonly (readonly [name: string, stands: Item | undefined, condition: Condition, holds: boolean])[] = [
  ["absent, and no item is there", undefined, absent, true],
  ["absent, and an item is there", version("1"), absent, false],
  ["absent, and an item of nothing but its key is there", {}, absent, false],
  ["equals, and no item is there", undefined, versionIs("1"), false],
  ["equals, and it is", version("1"), versionIs("1"), true],
  ["equals, and it is another string", version("2"), versionIs("1"), false],
  ["equals, and it is longer", version("12"), versionIs("1"), false],
  ["equals, and it is shorter", version("1"), versionIs("12"), false],
  ["equals, and it differs by case", version("a"), versionIs("A"), false],
  ["equals, and it differs by a space at the end", version("a "), versionIs("a"), false],
  ["equals, and it differs behind a NUL", version("a\u0000b"), versionIs("a\u0000c"), false],
  ["equals, and it ends at a NUL", version("a\u0000b"), versionIs("a"), false],
  ["equals with a NUL in it, and it is", version("a\u0000b"), versionIs("a\u0000b"), true],
  ["equals, and it differs by Unicode form", version("é"), versionIs("e\u0301"), false],
  ["equals beyond ASCII, and it is", version("é\u{1f600}"), versionIs("é\u{1f600}"), true],
  ["equals the empty string, and it is", version(""), versionIs(""), true],
  ["equals the empty string, and the path is missing", { [metadataAttribute]: {} }, versionIs(""), false],
  ["equals a pattern, and it would match", version("abc"), versionIs("a%"), false],
  ["equals 'undefined', and the path is missing", { [metadataAttribute]: {} }, versionIs("undefined"), false],
  ["equals, and the last name is missing", { [metadataAttribute]: { other: "1" } }, versionIs("1"), false],
  ["equals, and the attribute is missing", { other: { version: "1" } }, versionIs("1"), false],
  ["equals, and a name in the middle is missing", version("1"), equals(reach("none", "version"), "1"), false],
  ["equals, and the path leads through a string", version("1"), equals(reach("version", "length"), "1"), false],
  ["equals, and the path leads through a list", version(["1"]), equals(reach("version", "0"), "1"), false],
  ["equals, and the path leads through null", version(null), equals(reach("version", "x"), "1"), false],
  ["equals at the top level, and it is", { [metadataAttribute]: "1" }, equals([metadataAttribute], "1"), true],
  ["equals at the top level, and it is a map", version("1"), equals([metadataAttribute], "1"), false],
  [
    "equals deep down, and it is",
    { [metadataAttribute]: { a: { b: { c: { d: "1" } } } } },
    equals(reach("a", "b", "c", "d"), "1"),
    true,
  ],
  ["equals the number's text, and it is the number", version(1), versionIs("1"), false],
  ["equals 'null', and it is null", version(null), versionIs("null"), false],
  ["equals 'true', and it is true", version(true), versionIs("true"), false],
  ["equals, and it is a list of it", version(["1"]), versionIs("1"), false],
  ["equals, and it is a set of it", version(new Set(["1"])), versionIs("1"), false],
  ["equals, and it is the binary of it", version(Uint8Array.of(0x31)), versionIs("1"), false],
  ["equals the base64 text, and it is the binary", version(Uint8Array.of(0x31)), versionIs("MQ=="), false],
  [
    "equals, and the name is inherited by every object",
    { [metadataAttribute]: {} },
    equals(reach("constructor", "name"), "Object"),
    false,
  ],
];

export function conditionsGroup({ group, test }: Suite): void {
  group("conditions", () => {
    for (const [name, stands, condition, holds] of table) {
      test(`${holds ? "hold" : "refuse"}: ${name}`, async (scene) => {
        const client = await scene.open("simple");
        for (const kind of ["check", "put", "delete"] as const) {
          const key = client.fresh(kind);
          const before = stands && client.item(key, stands);
          if (before !== undefined) await client.put(before);
          const put = client.item(key, { new: 1 });
          const { step, after }: { step: Step; after: Item | undefined } = {
            check: { step: { kind: "check", key, if: condition } as const, after: before },
            put: { step: client.putStep(put, condition), after: put },
            delete: { step: client.deleteStep(key, condition), after: undefined },
          }[kind];
          const call = scene.adapter.write([step], { atomic: false }, {});
          if (holds) await call;
          else await conflictAt(call, [0], kind);
          assertSame(await client.get(key), holds ? after : before, `after the ${kind}`);
        }
      });
    }

    test("reach members of hostile names, and no other than the one named", async (scene) => {
      const client = await scene.open("simple");
      const key = client.fresh("hostile");
      const item = client.item(key, {
        [metadataAttribute]: named(hostileNames.map((name, index) => [name, `value ${index}`])),
      });
      await client.put(item);
      for (const [index, name] of hostileNames.entries()) {
        await client.put(item, equals(reach(name), `value ${index}`));
        await conflictAt(client.put(item, equals(reach(name), `value ${index + 1}`)), [0], JSON.stringify(name));
      }
    });

    test("have paths within the limits of items: longer ones, and longer names, are INVALID", async (scene) => {
      const client = await scene.open("sorted");
      const { depth, nameBytes } = scene.capabilities.limits;
      const key = client.key(scene.unique("paths"), "a");
      await client.put(client.versioned(key, "1"));
      const inside = reach(...Array.from({ length: depth - 1 }, () => "a"));
      await conflictAt(client.delete(key, equals(inside, "1")), [0], "a path as long as the limit");
      const refusals: readonly (readonly [string, Path])[] = [
        ["a path longer than the limit", [...inside, "a"]],
        ["a name longer than the limit", ["n".repeat(nameBytes + 1)]],
        ["a name beyond ASCII longer than the limit", reach("é".repeat(Math.floor(nameBytes / 2) + 1))],
        ["a path into the partition key", ["ID", "a"]],
        ["a path into the sort key", ["SK", "a"]],
      ];
      for (const [what, path] of refusals) {
        const condition = equals(path, "1");
        await refused(client.delete(key, condition), "INVALID", `a delete by ${what}`);
        await refused(client.put(client.versioned(key, "2"), condition), "INVALID", `a put by ${what}`);
        const check: Step = { kind: "check", key, if: condition };
        await refused(scene.adapter.write([check], { atomic: false }, {}), "INVALID", `a check by ${what}`);
      }
      assertSame(await client.get(key), client.versioned(key, "1"));
    });

    test("may be about a key attribute itself", async (scene) => {
      const client = await scene.open("sorted");
      const key = client.key(scene.unique("key"), "a");
      await client.put(client.versioned(key, "1"));
      await conflictAt(client.delete(key, equals(["SK"], "b")), [0]);
      await client.delete(key, equals(["SK"], "a"));
      assertSame(await client.get(key), undefined);
    });

    test("hold or not by what the last write left", async (scene) => {
      const client = await scene.open("simple");
      const key = client.fresh("chain");
      await client.put(client.versioned(key, "1"), absent);
      await client.put(client.versioned(key, "2"), versionIs("1"));
      await conflictAt(client.put(client.versioned(key, "3"), versionIs("1")), [0]);
      await client.delete(key, versionIs("2"));
      await conflictAt(client.delete(key, versionIs("2")), [0]);
      await client.put(client.versioned(key, "4"), absent);
      assertSame(await client.get(key), client.versioned(key, "4"));
    });

    test("are about the whole key: another sort key is another item", async (scene) => {
      const client = await scene.open("sorted");
      const partition = scene.unique("siblings");
      await client.put(client.versioned(client.key(partition, "a"), "1"));
      await client.put(client.versioned(client.key(partition, "b"), "1"), absent);
      await conflictAt(client.delete(client.key(partition, "c"), versionIs("1")), [0]);
    });
  });
}
