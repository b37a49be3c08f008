import { beforeAll, describe, expect, expectTypeOf, test } from "vitest";
import { type CheckedPath, DyObject, DyStore, type PathValue, transact } from "../../src/index.ts";
import { memoryAdapter } from "../engine/memory.ts";

// `tsc` checks the types that are claimed here, and that what is marked as an error is one; the tests, that the engine finds such values.

interface Place {
  city: string;
  "post code": string | null;
  geo?: { latitude: number; longitude: number };
}
interface Person {
  name: string;
  age?: number;
  born: Date;
  home: Place;
  visited: readonly Place[];
  friends: Person[];
  point: [x: number, y: number, label?: string];
  tags: Set<string>;
  homepage: URL;
  byYear: Map<string, Place>;
  byNumber: Map<number, Place>;
  scores: Record<string, number>;
  contact: { kind: "mail"; mail: string } | { kind: "phone"; phone: { number: string } } | null;
  more: unknown;
  7: bigint;
}

const home: Place = { city: "London", "post code": "NW1", geo: { latitude: 51.5, longitude: -0.1 } };
const rome: Place = { city: "Rome", "post code": null };
const bob: Person = {
  name: "Bob",
  born: new Date(0),
  home: rome,
  visited: [],
  friends: [],
  point: [1, 2],
  tags: new Set(),
  homepage: new URL("https://example.com/bob"),
  byYear: new Map(),
  byNumber: new Map(),
  scores: {},
  contact: null,
  more: { deep: [1] },
  7: 7n,
};
const ada: Person = {
  ...bob,
  name: "Ada",
  age: 36,
  home,
  visited: [home, rome],
  friends: [bob],
  byYear: new Map([["1843", rome]]),
  scores: { chess: 5, go: 3 },
  contact: { kind: "phone", phone: { number: "1" } },
};

const options = { adapter: memoryAdapter(), table: "People", primaryKey: "ID" };
const store = new DyStore<Person>(options);
beforeAll(async () => {
  await store.createTables();
  await store.write(ada, { primaryKey: "ada" });
});

describe("readPath gives the type of what the path matches", () => {
  test("names, with and without $, in quotes", async () => {
    const city = await store.readPath("ada", "$.home.city");
    expectTypeOf(city).toEqualTypeOf<string[]>();
    expect(city).toEqual(["London"]);
    const same = await store.readPath("ada", "home.city");
    expectTypeOf(same).toEqualTypeOf<string[]>();
    expect(same).toEqual(["London"]);
    const code = await store.readPath("ada", "home['post code']");
    expectTypeOf(code).toEqualTypeOf<(string | null)[]>();
    expect(code).toEqual(["NW1"]);
    const quoted = await store.readPath("ada", `$["home"].geo['latitude']`);
    expectTypeOf(quoted).toEqualTypeOf<number[]>();
    expect(quoted).toEqual([51.5]);
    const seven = await store.readPath("ada", "7");
    expectTypeOf(seven).toEqualTypeOf<bigint[]>();
    expect(seven).toEqual([7n]);
    const whole = await store.readPath("ada", "$");
    expectTypeOf(whole).toEqualTypeOf<Person[]>();
    expect(whole).toEqual([ada]);
  });

  test("optional fields, null and unions", async () => {
    const age = await store.readPath("ada", "age");
    expectTypeOf(age).toEqualTypeOf<number[]>();
    expect(age).toEqual([36]);
    const kind = await store.readPath("ada", "contact.kind");
    expectTypeOf(kind).toEqualTypeOf<("mail" | "phone")[]>();
    expect(kind).toEqual(["phone"]);
    const number = await store.readPath("ada", "contact.phone.number");
    expectTypeOf(number).toEqualTypeOf<string[]>();
    expect(number).toEqual(["1"]);
    const contact = await store.readPath("ada", "contact");
    expectTypeOf(contact).toEqualTypeOf<Person["contact"][]>();
    expect(contact).toEqual([ada.contact]);
  });

  test("indexes, slices and wildcards of lists and tuples", async () => {
    const first = await store.readPath("ada", "visited[0].city");
    expectTypeOf(first).toEqualTypeOf<string[]>();
    expect(first).toEqual(["London"]);
    const last = await store.readPath("ada", "friends[-1].home.['city']");
    expectTypeOf(last).toEqualTypeOf<string[]>();
    expect(last).toEqual(["Rome"]);
    const all = await store.readPath("ada", "$.visited[*]['city']");
    expectTypeOf(all).toEqualTypeOf<string[]>();
    expect(all).toEqual(["London", "Rome"]);
    const some = await store.readPath("ada", "visited[1:].city");
    expectTypeOf(some).toEqualTypeOf<string[]>();
    expect(some).toEqual(["Rome"]);
    const x = await store.readPath("ada", "point[0]");
    expectTypeOf(x).toEqualTypeOf<number[]>();
    expect(x).toEqual([1]);
    const label = await store.readPath("ada", "point[2]");
    expectTypeOf(label).toEqualTypeOf<string[]>();
    expect(label).toEqual([]);
    const end = await store.readPath("ada", "point[-1]");
    expectTypeOf(end).toEqualTypeOf<(number | string)[]>();
    expect(end).toEqual([2]);
  });

  test("several selectors, and wildcards of maps", async () => {
    const both = await store.readPath("ada", "home[ 'city' , \"geo\" ]");
    expectTypeOf(both).toEqualTypeOf<(string | { latitude: number; longitude: number })[]>();
    expect(both).toEqual(["London", { latitude: 51.5, longitude: -0.1 }]);
    const cities = await store.readPath("ada", "visited[0,-1].city");
    expectTypeOf(cities).toEqualTypeOf<string[]>();
    expect(cities).toEqual(["London", "Rome"]);
    const degrees = await store.readPath("ada", "home.geo.*");
    expectTypeOf(degrees).toEqualTypeOf<number[]>();
    expect(degrees).toEqual([51.5, -0.1]);
    const scores = await store.readPath("ada", "scores.chess");
    expectTypeOf(scores).toEqualTypeOf<number[]>();
    expect(scores).toEqual([5]);
  });

  test("instances of Map, whose entries with text for a key count as members", async () => {
    const city = await store.readPath("ada", "byYear.1843.city");
    expectTypeOf(city).toEqualTypeOf<string[]>();
    expect(city).toEqual(["Rome"]);
    const all = await store.readPath("ada", "byYear.*.city");
    expectTypeOf(all).toEqualTypeOf<string[]>();
    expect(all).toEqual(["Rome"]);
    // @ts-expect-error: its keys are numbers
    expect(await store.readPath("ada", "byNumber.1")).toEqual([]);
  });

  test("unknown below what nothing is known of, descendants, filters and escapes", async () => {
    const deep = await store.readPath("ada", "more.deep[0].x");
    expectTypeOf(deep).toEqualTypeOf<unknown[]>();
    expect(deep).toEqual([]);
    const cities = await store.readPath("ada", "$.friends..city");
    expectTypeOf(cities).toEqualTypeOf<unknown[]>();
    expect(cities).toEqual(["Rome"]);
    const filtered = await store.readPath("ada", "visited[?(@['city'] == 'Rome')].city", { filters: true });
    expectTypeOf(filtered).toEqualTypeOf<unknown[]>();
    expect(filtered).toEqual(["Rome"]);
    const escaped = await store.readPath("ada", "home['\\u0063ity']");
    expectTypeOf(escaped).toEqualTypeOf<unknown[]>();
    expect(escaped).toEqual(["London"]);
  });

  test("strings that are known only when the program runs are not checked", async () => {
    const text: string = "home.city";
    const dynamic = await store.readPath("ada", text);
    expectTypeOf(dynamic).toEqualTypeOf<unknown[]>();
    expect(dynamic).toEqual(["London"]);
    const templates = await store.readPath("ada", `visited[${Number("1")}].${"city" as string}`);
    expectTypeOf(templates).toEqualTypeOf<unknown[]>();
    expect(templates).toEqual(["Rome"]);
    for (const path of ["home.city", "friends[0].home.city"] as const) {
      const city = await store.readPath("ada", path);
      expectTypeOf(city).toEqualTypeOf<string[]>();
      expect(city).toHaveLength(1);
    }
  });

  test("the longest path there can be", async () => {
    // biome-ignore format: 64 segments
    const names = await store.readPath("ada", "friends[0].friends[0].friends[0].friends[0].friends[0].friends[0].friends[0].friends[0].friends[0].friends[0].friends[0].friends[0].friends[0].friends[0].friends[0].friends[0].friends[0].friends[0].friends[0].friends[0].friends[0].friends[0].friends[0].friends[0].friends[0].friends[0].friends[0].friends[0].friends[0].friends[0].friends[0].name");
    expectTypeOf(names).toEqualTypeOf<string[]>();
    expect(names).toEqual([]);
  });
});

test("paths that can match nothing are errors", async () => {
  const store: DyStore<Person> = new DyStore(options);
  const nothing = [
    // @ts-expect-error: no such name
    store.readPath("ada", "home.ctiy"),
    // @ts-expect-error: no such name in any of the types
    store.readPath("ada", "contact.fax"),
    // @ts-expect-error: a member of the instance, not a field
    store.readPath("ada", "home.city.length"),
    // @ts-expect-error: a list has no names
    store.readPath("ada", "visited.length"),
    // @ts-expect-error: nor has an index that looks like one
    store.readPath("ada", "visited.0"),
    // @ts-expect-error: only lists have indexes
    store.readPath("ada", "scores[0]"),
    // @ts-expect-error: behind the tuple's end
    store.readPath("ada", "point[3]"),
    // @ts-expect-error: one of two is wrong
    store.readPath("ada", "home['city','ctiy']", {}).then(() => []),
    // @ts-expect-error: a date is a whole
    store.readPath("ada", "born.getTime"),
    // @ts-expect-error: so is a set
    store.readPath("ada", "tags.size"),
    // @ts-expect-error: and a URL
    store.readPath("ada", "homepage.href"),
  ];
  expect(await Promise.all(nothing)).toEqual(nothing.map(() => []));
  // @ts-expect-error: malformed, too
  await expect(store.readPath("ada", "home.")).rejects.toMatchObject({ code: "INVALID" });
  // @ts-expect-error: a name that needs quotes
  await expect(store.readPath("ada", "home.post code")).rejects.toMatchObject({ code: "INVALID" });
  // @ts-expect-error: brackets that are not closed
  await expect(store.readPath("ada", "visited[0")).rejects.toMatchObject({ code: "INVALID" });
});

test("writePath, deletePath and their operations take paths and values that fit", async () => {
  await store.write(ada, { primaryKey: "eve" });
  expect(await store.writePath("eve", "home.geo", { latitude: 1, longitude: 2 })).toBe(true);
  expect(await store.writePath("eve", "home['post code']", null)).toBe(true);
  expect(await store.writePath("eve", "home.geo" as string, "anything")).toBe(true);
  // @ts-expect-error: a number is no city
  await store.writePath("eve", "home.city", 5);
  // @ts-expect-error: half of a place
  await store.writePath("eve", "home.geo", { latitude: 1 });
  // @ts-expect-error: undefined is not stored
  await expect(store.writePath("eve", "age", undefined)).rejects.toMatchObject({ code: "INVALID" });
  // @ts-expect-error: no such name
  expect(await store.deletePath("eve", "home.ctiy")).toBe(false);
  expect(await store.deletePath("eve", "home.geo")).toBe(true);
  const [isSet, isGone] = await transact([
    store.operation({ kind: "writePath", key: "eve", path: "$.home.city", value: "Paris" }),
    new DyStore<Person>(options).operation({ kind: "deletePath", key: "ada", path: "$.visited[5]" }),
  ]);
  expect([isSet, isGone]).toEqual([true, false]);
  // @ts-expect-error: a number is no city
  store.operation({ kind: "writePath", key: "eve", path: "home.city", value: 5 });
  // @ts-expect-error: no such name
  store.operation({ kind: "deletePath", key: "eve", path: "home.ctiy" });
  // @ts-expect-error: no such name
  await store.explain({ kind: "deletePath", key: "eve", path: "home.ctiy" });
  expect((await store.explain({ kind: "readPath", key: "eve", path: "home.city" })).requests).toBe(1);
});

test("streams consist of elements or pieces", async () => {
  const files = new DyStore<{ lines: { n: number }[]; text?: string; scan?: Uint8Array }>(options);
  await files.write({ lines: [] }, { primaryKey: "file" });
  expect(await files.writeStream("file", "lines", [{ n: 1 }, { n: 2 }])).toBe(true);
  expect(await files.writeStream("file", "text", ["a", "b"], { as: "text" })).toBe(true);
  for await (const line of files.readStream("file", "lines")) expectTypeOf(line).toEqualTypeOf<{ n: number }>();
  for await (const piece of files.readStream("file", "text")) expectTypeOf(piece).toEqualTypeOf<string>();
  for await (const piece of files.readStream("file", "scan")) expectTypeOf(piece).toEqualTypeOf<Uint8Array>();
  for await (const piece of files.readStream("file", "lines" as string)) expectTypeOf(piece).toEqualTypeOf<unknown>();
  expect(await files.writeStream("file", "scan", [new Uint8Array(1)], { as: "binary" })).toBe(true);
  expect(await files.writeStream("file", "scan" as string, [new Uint8Array(1)], { as: "binary" })).toBe(true);
  // @ts-expect-error: no line
  await files.writeStream("file", "lines", [1]);
  // @ts-expect-error: pieces of a text are no list of them
  await files.writeStream("file", "text", ["a", "b"]);
  // @ts-expect-error: a list is no text
  await files.writeStream("file", "lines", ["a"], { as: "text" });
  // @ts-expect-error: nor is a binary
  await files.writeStream("file", "scan", ["a"], { as: "text" });
  // @ts-expect-error: what it consists of are no texts
  await expect(files.writeStream("file", "scan", ["a"], { as: "binary" })).rejects.toMatchObject({ code: "INVALID" });
  // @ts-expect-error: no such name
  expect(await files.writeStream("file", "line.s", [1])).toBe(false);
});

test("of an instance only data are fields", () => {
  class Account {
    readonly #secret = 1;
    owner = "";
    balance?: number;
    onChange?: () => void;
    greet(): string {
      return `${this.owner}${this.#secret}`;
    }
  }
  const accounts = new DyStore<Account>(options);
  expectTypeOf(accounts.readPath<"owner">).returns.resolves.toEqualTypeOf<string[]>();
  expectTypeOf<PathValue<Account, "$.balance">>().toEqualTypeOf<number>();
  expectTypeOf<CheckedPath<Account, "greet">>().toEqualTypeOf<"owner" | "balance">();
  expectTypeOf<CheckedPath<Account, "onChange">>().toEqualTypeOf<"owner" | "balance">();
  expectTypeOf<PathValue<Account, "*">>().toEqualTypeOf<string | number>();
});

test("of an instance of a DyObject class, what begins with _ is no field", () => {
  class Inner extends DyObject {
    _cache = 1;
    city = "";
    private readonly hidden = 1;
    protected label(): string {
      return `${this.city}${this.hidden}`;
    }
  }
  class Outer extends DyObject {
    static override tableName = "People";
    static override primaryKeyName = "ID";
    _cache = { x: 1 };
    inner = new Inner();
    plain = { _shown: true };
  }
  expectTypeOf<PathValue<Outer, "inner.city">>().toEqualTypeOf<string>();
  expectTypeOf<PathValue<Outer, "plain._shown">>().toEqualTypeOf<boolean>();
  expectTypeOf<CheckedPath<Outer, "_cache">>().toEqualTypeOf<"inner" | "plain">();
  expectTypeOf<CheckedPath<Outer, "_cache.x">>().toEqualTypeOf<"inner" | "plain">();
  expectTypeOf<CheckedPath<Outer, "inner._cache">>().toEqualTypeOf<"inner.city">();
  expectTypeOf<CheckedPath<Outer, "save">>().toEqualTypeOf<"inner" | "plain">();
  expectTypeOf<PathValue<Outer, "inner.*">>().toEqualTypeOf<string>();
  expectTypeOf<CheckedPath<{ _shown: number }, "_shown">>().toEqualTypeOf<"_shown">();
});

test("stores without a type take every path, functions for stores of any type strings, or paths that they check", async () => {
  const untyped = new DyStore(options);
  const some = await untyped.readPath("ada", "home.city.of[0]");
  expectTypeOf(some).toEqualTypeOf<unknown[]>();
  expect(await untyped.readPath("ada", "$[0]")).toEqual([]);
  expectTypeOf(new DyStore<object>(options).readPath<"a.b">).returns.resolves.toEqualTypeOf<unknown[]>();
  // biome-ignore lint/suspicious/noExplicitAny: users may have it
  expectTypeOf(new DyStore<any>(options).readPath<"a.b">).returns.resolves.toEqualTypeOf<unknown[]>();

  const first = async <T extends object>(of: DyStore<T>, path: string) => (await of.readPath("ada", path))[0];
  expect(await first(store, "name")).toBe("Ada");
  const checked = async <P extends string>(path: CheckedPath<Person, P>) => (await store.readPath("ada", path))[0];
  expectTypeOf(await checked("age")).toEqualTypeOf<number | undefined>();
  // @ts-expect-error: no such name
  expect(await checked("agee")).toBeUndefined();
});

test("of what has no member that must be there, members are checked as of all else", () => {
  interface Loose {
    a?: number;
    maybe?: { deep?: string } | null;
    any?: Record<string, unknown>;
    empty?: Record<never, never>;
  }
  expectTypeOf<PathValue<Loose, "a">>().toEqualTypeOf<number>();
  expectTypeOf<PathValue<Loose, "maybe.deep">>().toEqualTypeOf<string>();
  expectTypeOf<CheckedPath<Loose, "none">>().toEqualTypeOf<"a" | "maybe" | "any" | "empty">();
  expectTypeOf<CheckedPath<Loose, "maybe.none">>().toEqualTypeOf<"maybe.deep">();
  expectTypeOf<PathValue<Loose, "any.thing.at[0]">>().toEqualTypeOf<unknown>();
  expectTypeOf<PathValue<Loose, "empty.thing">>().toEqualTypeOf<unknown>();
  expectTypeOf<CheckedPath<Loose, "any.thing">>().toEqualTypeOf<"any.thing">();
});
