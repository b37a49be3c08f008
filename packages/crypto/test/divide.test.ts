import { DyObject } from "@dystore/core";
import { expect, test } from "vitest";
import { open, stored, storedText } from "./scene.ts";

const inShards = (path: string) => ({ shards: [{ path, table: "Shards", primaryKey: "IDX" }] });
const long = (text: string): string => text.repeat(40_000);

test("positions count in a list whose elements were partly taken out as shards: any may be meant", async () => {
  for (const path of ["$.items[0]", "$.items[*]"]) {
    const { store, bare } = await open({ paths: ["items[1]"] }, inShards(path));
    const data = { items: [{ text: "first" }, "hidden-1"], others: ["shown"] };
    const key = await store.write(data);
    expect(await storedText(bare), path).not.toContain("hidden");
    expect(await storedText(bare)).toContain("shown");
    expect(await store.read(key)).toEqual(data);
  }
  const { store, bare } = await open({ ignorePaths: ["items[0]", /^items\[0\]/] }, inShards("$.items[0]"));
  await store.write({ items: [{}, "hidden-2"] });
  expect(await storedText(bare)).not.toContain("hidden");
});

test("positions in a shard's lists may be any, since its own shards are taken out of them", async () => {
  const { store, bare } = await open({ paths: ["notes[*].rows[1]"], ignorePaths: ["notes[*].rows[0]"] });
  await store.write({ notes: [{ rows: ["hidden-0", "hidden-1"], other: "shown" }] });
  expect(await storedText(bare)).not.toContain("hidden");
  expect(await storedText(bare)).toContain("shown");
});

test("a path that leads on by a name into a list, or by a position into a map, hides shards whole", async () => {
  const byName = await open({ paths: ["notes.text"] });
  await byName.store.write({ notes: [{ text: "hidden-1" }] });
  const byPosition = await open({ paths: ["m[0]"] }, inShards("$.m.*"));
  await byPosition.store.write({ m: { a: { text: "hidden-2" } } });
  const within = await open({ paths: ["notes[*][0]"] });
  await within.store.write({ notes: [{ text: "hidden-3" }] });
  for (const { bare } of [byName, byPosition, within]) expect(await storedText(bare)).not.toContain("hidden");
});

class Box {
  readonly content: string;
  constructor(content: string) {
    this.content = content;
  }
}
const codec = {
  name: "box",
  test: (value: unknown): value is Box => value instanceof Box,
  encode: ({ content }: Box) => ({ stored: content }),
  decode: (value: unknown) => new Box((value as { stored: string }).stored),
};

test("a path that leads into a typed value hides it, although it was cut into parts, or is a shard", async () => {
  const { store, bare } = await open({ paths: ["m.1", "box.content", "notes[*].content"] }, { codecs: [codec] });
  const data = { m: new Map([[1, long("hidden-1 ")]]), box: new Box(long("hidden-2 ")), notes: [new Box("hidden-3")] };
  const key = await store.write(data);
  expect(await storedText(bare)).not.toContain("hidden");
  expect(await store.read(key)).toEqual(data);
});

test("a typed value that is a shard is one leaf, for paths, a loader, an ignored path and an expression", async () => {
  class Sum extends Map<string, string> {}
  const sums = {
    name: "sum",
    test: (value: unknown): value is Sum => value instanceof Sum,
    encode: (sum: Sum) => ({ stored: sum.get("amount") ?? "" }),
    decode: (value: unknown) => new Sum([["amount", (value as { stored: string }).stored]]),
  };
  const data = { notes: [new Sum([["amount", "hidden"]])] };
  const asked: string[] = [];
  const configLoader = {
    loadKey: ({ path }: { path: string }) => {
      asked.push(path);
      return path === "notes[*]" ? "alice" : undefined;
    },
  };
  const ignorePaths = ["notes[*].stored", /\.stored$/];
  for (const [options, setup] of [
    [{ paths: "loader" }, { configLoader }],
    [{ ignorePaths }, {}],
    [{ paths: ["notes[*].amount"] }, {}],
  ] as const) {
    const { store, bare } = await open(options, { codecs: [sums], ...setup });
    const key = await store.write(data);
    expect((await stored(bare)).map(({ table }) => table.name)).toContain("Shards");
    expect(await storedText(bare)).not.toMatch(/hidden|"stored"/);
    expect(await store.read(key)).toEqual(data);
  }
  expect(new Set(asked)).toEqual(new Set(["notes[*]"]));
  const shown = await open({ ignorePaths: [/^notes\[\*\]$/] }, { codecs: [sums] });
  await shown.store.write(data);
  expect(await storedText(shown.bare)).toContain("hidden");
});

test("a loader that names a key for a typed value has its parts sealed", async () => {
  const configLoader = { loadKey: ({ path }: { path: string }) => (path === "m" ? "2026" : undefined) };
  const { store, bare } = await open({ paths: "loader" }, { configLoader });
  await store.write({ m: new Map([[1, long("hidden ")]]), other: long("shown ") });
  const text = await storedText(bare);
  expect(text).not.toContain("hidden");
  expect(text).toContain("shown");
  const key = await store.write({ "": 1, "a b": [[long("shown ")]] });
  expect((await store.read(key))?.[""]).toBe(1);
});

test("an expression shows no names and no structure of what holds nothing that it matches", async () => {
  const { store, bare } = await open({ ignorePaths: [/^status$/, /\.shown$/] });
  const data = { status: "visible", contacts: { "hidden@x.org": { phones: [{}, 1] } }, mixed: { shown: 1, b: [[2]] } };
  const key = await store.write(data);
  const text = await storedText(bare);
  expect(text).not.toMatch(/hidden|phones|contacts/);
  for (const shown of ["visible", "mixed", "shown"]) expect(text).toContain(shown);
  expect(await store.read(key)).toEqual(data);
});

test("expressions and positions leave nothing alone in parts, where positions are not known", async () => {
  const ignorePaths = [/\[0\]$/, /^notes\[\*\]\.texts\[\d\]$/, "notes[*].texts[0]"];
  const { store, bare } = await open({ ignorePaths });
  await store.write({ notes: [{ texts: Array.from({ length: 5000 }, (_, n) => `hidden-${n}`.padEnd(200)) }] });
  expect(await storedText(bare)).not.toContain("hidden");
});

test("fields that a class leaves alone are left alone, objects in lists among them, and nothing else", async () => {
  class Contact extends DyObject {
    static override typeName = "Contact";
    static override cryptoIgnorePaths = ["address"];
    address = { city: "visible-city", zips: ["visible-zip"] };
    phone = "hidden-phone";
  }
  class Person extends DyObject {
    static override typeName = "Person";
    static override tableName = "Root";
    static override primaryKeyName = "ID";
    static override classes = () => [Contact];
    friends = [new Contact()];
    other = [{ "[0]": { address: "hidden-address" } }];
  }
  const { bare, sealed } = await open();
  const key = await new Person().save({ adapter: sealed });
  const text = await storedText(bare);
  expect(text).not.toContain("hidden");
  for (const shown of ["visible-city", "visible-zip"]) expect(text).toContain(shown);
  expect((await Person.load(key, { adapter: sealed })).friends[0]?.phone).toBe("hidden-phone");
});
