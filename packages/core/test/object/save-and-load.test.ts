import { expect, test } from "vitest";
import { DyObject, DyStore, metadata } from "../../src/index.ts";
import { memoryAdapter } from "../engine/memory.ts";
import { ada, GeoLocation, Location, Person } from "./people.ts";

async function open(): Promise<{ adapter: ReturnType<typeof memoryAdapter>; bare: DyStore }> {
  const adapter = memoryAdapter();
  await Person.store({ adapter }).createTables();
  return { adapter, bare: new DyStore({ adapter, table: "Root", primaryKey: "ID" }) };
}

test("instances come back as instances of their classes, methods and all", async () => {
  const { adapter } = await open();
  const key = await ada().save({ adapter });
  const back = await Person.load(key, { adapter });
  expect(back).toBeInstanceOf(Person);
  expect(back.location.label()).toBe("London, England");
  expect(back.location.geolocation).toBeInstanceOf(GeoLocation);
  expect(back.visited.map((each) => each.label())).toEqual(["Paris, ", "Turin, "]);
  expect(back.born).toEqual(new Date("1815-12-10"));
  expect(back.secret).toBe("never stored");
});

test("what is stored is plain: class names stand in the metadata alone", async () => {
  const { adapter, bare } = await open();
  const key = await ada().save({ adapter });
  const geolocation = { longitude: 0, latitude: 0 };
  expect(await bare.read(key)).toEqual({
    firstname: "Ada",
    born: new Date("1815-12-10"),
    location: { city: "London", country: "England", geolocation },
    visited: [
      { city: "Paris", country: "", geolocation },
      { city: "Turin", country: "", geolocation },
    ],
    friends: [],
    nickname: null,
  });
  expect((await bare.metadata(key))?.shards).toBe(3);
});

test("what plain stores change keeps its classes", async () => {
  const { adapter, bare } = await open();
  const key = await ada().save({ adapter });
  await bare.writePath(key, "$.location.city", "Ockham");
  await bare.deletePath(key, "$.visited[0]");
  await bare.update(key, (person) => ({ ...person, firstname: "A. A." }));
  const read = await bare.read(key);
  await bare.writePath(key, "$.copy", read?.["location"]);
  await bare.write({ ...read, firstname: "Lovelace" }, { primaryKey: key, saveShards: false });
  const back = await Person.load(key, { adapter });
  expect([back.firstname, back.location.label(), back.visited.length]).toEqual(["Lovelace", "Ockham, England", 1]);
  expect(back.visited[0]).toBeInstanceOf(Location);
});

test("a class with a table is a shard in shards, lists, maps and plain objects, to any depth", async () => {
  const { adapter, bare } = await open();
  const inner = ada();
  const outer = Object.assign(ada(), {
    friends: [inner, Object.assign(new Person(), { friends: [ada()] })],
    mixed: [Location.in("a"), { plain: Location.in("b") }, 5, null, [], new Map([["c", Location.in("c")]])],
    set: new Set([Location.in("inline")]),
  });
  const key = await outer.save({ adapter });
  // Itself has 3; the first friend 1 + 3, the second 1 + 1, hers 1 + 3; mixed 3.
  expect((await bare.metadata(key))?.shards).toBe(3 + 4 + 2 + 4 + 3);
  const back = (await Person.load(key, { adapter })) as typeof outer;
  expect(back.friends[1]?.friends[0]?.visited[1]?.label()).toBe("Turin, ");
  const [a, b, five, nothing, list, map] = back.mixed as unknown[];
  expect(a).toBeInstanceOf(Location);
  expect((b as { plain: Location }).plain.label()).toBe("b, ");
  expect([five, nothing, list]).toEqual([5, null, []]);
  expect((map as Map<string, Location>).get("c")?.label()).toBe("c, ");
  expect([...back.set][0]?.label()).toBe("inline, ");
});

test("a change rewrites the shard that it is in and no other, whatever moves in lists", async () => {
  const { adapter } = await open();
  const key = await ada().save({ adapter });
  const items = async (): Promise<string[]> => {
    const table = { name: "Shard2", partitionKey: { name: "IDX", type: "string" } } as const;
    const found: string[] = [];
    for await (const page of adapter.scan({ table, consistent: true }, {})) {
      for (const item of page) found.push(String(item["IDX"]));
    }
    return found.sort();
  };
  const before = await items();
  const back = await Person.load(key, { adapter });
  back.location.city = "Ockham";
  await back.save({ adapter });
  const after = await items();
  expect(after.filter((item) => before.includes(item)).length).toBe(2);
  expect(after.length).toBe(3);
  back.visited.unshift(Location.in("Rome"));
  await back.save({ adapter });
  const last = await items();
  expect(last.filter((item) => after.includes(item)).length).toBe(3);
  expect(last.length).toBe(4);
  expect((await Person.load(key, { adapter })).visited.map(({ city }) => city)).toEqual(["Rome", "Paris", "Turin"]);
});

test("of two that were loaded only one is saved, unless overwrite is said", async () => {
  const { adapter } = await open();
  const key = await ada().save({ adapter });
  const [one, two] = await Promise.all([Person.load(key, { adapter }), Person.load(key, { adapter })]);
  one.firstname = "one";
  two.firstname = "two";
  await one.save({ adapter });
  await expect(two.save({ adapter })).rejects.toMatchObject({ code: "CONFLICT" });
  one.firstname = "one again";
  await one.save({ adapter });
  await two.save({ adapter, overwrite: true });
  await two.save({ adapter });
  expect((await Person.load(key, { adapter })).firstname).toBe("two");
  await expect(one.save({ adapter })).rejects.toMatchObject({ code: "CONFLICT" });
  await two.delete({ adapter });
  await expect(one.save({ adapter })).rejects.toMatchObject({ code: "CONFLICT" });
  expect(await two.save({ adapter })).toBe(key);
});

test("keys: argument, own field, the one it was saved with, the loader's, a random one", async () => {
  const { adapter } = await open();
  const configLoader = { generatePrimaryKey: () => "from the loader" };
  expect(await ada().save({ adapter, primaryKey: "given", configLoader })).toBe("given");
  expect(await Object.assign(ada(), { ID: "own" }).save({ adapter, configLoader })).toBe("own");
  const person = ada();
  expect(await person.save({ adapter, configLoader })).toBe("from the loader");
  expect(await person.save({ adapter, configLoader: { generatePrimaryKey: () => "another" } })).toBe("from the loader");
  expect(await ada().save({ adapter })).toMatch(/^[\da-f-]{36}$/);
  const copy = await Person.load("given", { adapter });
  expect(await copy.save({ adapter, primaryKey: "copy" })).toBe("copy");
  expect(await copy.save({ adapter })).toBe("copy");
  expect(await (await Person.load("own", { adapter })).delete({ adapter })).toBe(true);
  expect(await Person.delete("own", { adapter })).toBe(false);
  expect(await copy.delete({ adapter, primaryKey: "given" })).toBe(true);
  expect(await copy.delete({ adapter })).toBe(true);
  await expect(ada().delete({ adapter })).rejects.toMatchObject({ code: "INVALID" });
});

test("takes the store's options", async () => {
  const { adapter } = await open();
  await ada().save({ adapter, primaryKey: "ada", expiresAt: new Date(4_000_000_000_000) });
  await expect(ada().save({ adapter, primaryKey: "ada", ifAbsent: true })).rejects.toMatchObject({ code: "CONFLICT" });
  const back = await Person.load("ada", { adapter, consistent: false });
  back.firstname = "still expires";
  await back.save({ adapter });
  const store = Person.store({ adapter });
  expect((await store.metadata("ada"))?.expiresAt).toEqual(new Date(4_000_000_000_000));
  const refs = await Person.load("ada", { adapter, resolveShards: false });
  refs.firstname = "root alone";
  await refs.save({ adapter });
  const last = await Person.load("ada", { adapter });
  expect([last.firstname, last.location.label()]).toEqual(["root alone", "London, England"]);
  last.location.city = "not written";
  await last.save({ adapter, saveShards: false });
  expect((await Person.load("ada", { adapter })).location.city).toBe("London");
});

test("a class may bring its adapter; that of a call goes over it", async () => {
  const { adapter } = await open();
  class Own extends Person {
    static override adapter = memoryAdapter();
  }
  await Own.store().createTables();
  const key = await new Own().save();
  expect(await Own.load(key)).toBeInstanceOf(Own);
  await expect(Own.load(key, { adapter })).rejects.toMatchObject({ code: "NOT_FOUND", table: "Root", key });
});

test("the store of a class reads and takes instances", async () => {
  const { adapter } = await open();
  const store = Person.store({ adapter });
  const key = await store.write(ada());
  const person = await store.read(key);
  expect(person?.location.label()).toBe("London, England");
  expect((await store.readPath(key, "$.visited[*]")).every((found) => found instanceof Location)).toBe(true);
  await store.writePath(key, "$.visited[2]", Location.in("Rome"));
  expect((await store.metadata(key))?.shards).toBe(4);
  const updated = await store.update(key, (current) => {
    current.visited.pop();
    current.firstname = current.location.label();
    return current;
  });
  expect(updated).toBeInstanceOf(Person);
  if (updated) expect(await updated.save({ adapter })).toBe(key);
  const streamed: unknown[] = [];
  for await (const place of store.readStream(key, "$.visited")) streamed.push(place);
  expect(streamed.map((place) => place instanceof Location)).toEqual([true, true]);
  await expect(store.writeStream(key, "$.visited", [Location.in("x")])).rejects.toMatchObject({ code: "INVALID" });
  const list: string = "$.location.notes";
  await store.writeStream(key, list, ["plain", new GeoLocation()]);
  const [notes] = await store.readPath(key, list);
  expect(notes).toEqual(["plain", new GeoLocation()]);
  expect((await store.verify(key)).status).toBe("sound");
  expect((await store.explain({ kind: "write", data: ada(), ifAbsent: true, primaryKey: "x" })).requests).toBe(1);
});

test("what is read knows its version", async () => {
  const { adapter } = await open();
  const key = await ada().save({ adapter });
  const person = await Person.store({ adapter }).read(key);
  if (person === undefined) throw new Error("gone");
  await Person.store({ adapter }).writePath(key, "firstname", "changed");
  expect(person[metadata].key).toBe(key);
  await expect(person.save({ adapter })).rejects.toMatchObject({ code: "CONFLICT" });
});

test("fields that are absent keep their defaults, also those that the class got later", async () => {
  const { adapter, bare } = await open();
  const person = ada();
  person.nickname = null;
  const key = await person.save({ adapter });
  class Later extends DyObject {
    static override typeName = "Person";
    static override tableName = "Root";
    static override primaryKeyName = "ID";
    static override classes = () => [Location];
    firstname = "default";
    nickname: string | null = "default";
    added = "default";
  }
  const later = await Later.load(key, { adapter });
  expect([later.firstname, later.nickname, later.added]).toEqual(["Ada", null, "default"]);
  // A name that the class does not know is kept, too.
  expect((later as unknown as Person).location.label()).toBe("London, England");
  await later.save({ adapter });
  expect(await bare.readPath(key, "added")).toEqual(["default"]);
  await bare.deletePath(key, "firstname");
  expect((await Later.load(key, { adapter })).firstname).toBe("default");
});

test("an ignored field is not stored and not set, private ones and underscores neither, computed ones stay computed", async () => {
  const { adapter, bare } = await open();
  const person = ada();
  Object.defineProperty(person, "computed", { get: () => 1, enumerable: true });
  person._cache = "changed";
  const key = await person.save({ adapter });
  for (const name of ["address", "_cache", "secret", "computed"]) expect(await bare.readPath(key, name)).toEqual([]);
  for (const name of ["address", "_cache", "secret"]) await bare.writePath(key, name, "foreign");
  const back = await Person.load(key, { adapter });
  expect([back.address, back._cache, back.secret]).toEqual([undefined, "neither", "never stored"]);
});

test("instances are made once each", async () => {
  const { adapter } = await open();
  let made = 0;
  class Counted extends Person {
    constructor() {
      super();
      made++;
    }
  }
  const key = await new Counted().save({ adapter });
  made = 0;
  await Counted.load(key, { adapter });
  expect(made).toBe(1);
});

test("a graph of instances too large for an item is cut into parts and keeps its classes", async () => {
  const { adapter } = await open();
  const person = Object.assign(ada(), {
    places: Array.from({ length: 300 }, (_, n) => Object.assign(new GeoLocation(), { n, text: "x".repeat(2000) })),
  });
  person.location = Object.assign(Location.in("London"), { text: "y".repeat(500_000), list: person.places });
  const key = await person.save({ adapter });
  const back = (await Person.load(key, { adapter })) as typeof person;
  expect(back.places.every((place, n) => place instanceof GeoLocation && place.n === n)).toBe(true);
  expect(back.location.label()).toBe("London, ");
  await new DyStore({ adapter, table: "Root", primaryKey: "ID" }).writePath(key, "$.places[7].n", -1);
  const again = (await Person.load(key, { adapter })) as typeof person;
  expect([again.places[7] instanceof GeoLocation, again.places[7]?.n]).toEqual([true, -1]);
});

test("a number-keyed, sorted or two-table layout follows from the statics", async () => {
  class Sorted extends DyObject {
    static override tableName = "Sorted";
    static override primaryKeyName = { name: "N", type: "number" } as const;
    static override sortKeyName = "SK";
    location = new Location();
    inner: Sorted[] = [];
  }
  const adapter = memoryAdapter();
  await Sorted.store({ adapter }).createTables();
  const outer = new Sorted();
  outer.inner.push(new Sorted());
  await outer.save({ adapter, primaryKey: 5 });
  expect((await Sorted.load(5, { adapter })).inner[0]).toBeInstanceOf(Sorted);
  expect((await Sorted.store({ adapter }).metadata(5))?.shards).toBe(3);
});
