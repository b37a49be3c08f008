import type { StandardSchemaV1 } from "@standard-schema/spec";
import { expect, test } from "vitest";
import { DyObject, DyStore, type DyStoreError, transact } from "../../src/index.ts";
import { intercept } from "../engine/intercept.ts";
import { memoryAdapter } from "../engine/memory.ts";
import { ada, GeoLocation, Location, Person } from "./people.ts";

async function open(): Promise<ReturnType<typeof memoryAdapter>> {
  const adapter = memoryAdapter();
  await Person.store({ adapter }).createTables();
  return adapter;
}

/** What a call is refused with. */
async function refusal(work: () => unknown): Promise<Pick<DyStoreError, "code" | "message" | "path" | "issues">> {
  try {
    await work();
  } catch (error) {
    return error as DyStoreError;
  }
  throw new Error("not refused");
}

/** A schema as any library's would be seen; what it makes of data is something else. */
function schemaOf<T>(fieldsThatAreWrong: (data: T) => readonly (string | false)[]): StandardSchemaV1 {
  return {
    "~standard": {
      version: 1,
      vendor: "test",
      validate(data) {
        const issues = fieldsThatAreWrong(data as T).flatMap((field) =>
          field === false ? [] : [{ message: "is wrong", path: [field] }],
        );
        return issues.length > 0 ? { issues } : { value: "discarded" };
      },
    },
  };
}

class Castle extends Location {
  static override typeName = "Castle";
  static override tableName = "Shard2";
  towers = 4;
}

test("what cannot be stored is refused with class, path and reason, and nothing is written", async () => {
  const adapter = await open();
  const itself = ada();
  itself.friends.push(itself);
  const cases: readonly (readonly [Person, string, RegExp])[] = [
    [itself, "$.friends[0]", /^Person: .*contains itself/],
    [Object.assign(ada(), { call: () => 1 }), "$.call", /^Person: .*function/],
    [
      Object.assign(ada(), { location: Object.assign(new Location(), { at: [Number.NaN] }) }),
      "$.location.at[0]",
      /^Location: .*NaN/,
    ],
    [Object.assign(ada(), { location: new Castle() }), "$.location", /^Person: .*Castle.*Person\.classes/],
    [Object.assign(ada(), { x: new WeakMap() }), "$.x", /^Person: .*WeakMap/],
    [Object.assign(ada(), { "": 1 }), "$", /^Person: .*empty name/],
  ];
  for (const [person, path, message] of cases) {
    const error = await refusal(() => person.save({ adapter, primaryKey: "refused" }));
    expect([error.code, error.path]).toEqual(["INVALID", path]);
    expect(error.message).toMatch(message);
    expect(await Person.store({ adapter }).exists("refused")).toBe(false);
  }
});

test("a subclass comes back as itself in a field of its base class where a class names it", async () => {
  class Traveller extends Person {
    static override typeName = "Traveller";
    static override classes = () => [Castle];
  }
  const adapter = await open();
  const traveller = new Traveller();
  traveller.location = new Castle();
  const key = await traveller.save({ adapter });
  const back = await Traveller.load(key, { adapter });
  expect(back.location).toBeInstanceOf(Castle);
  expect((await Traveller.store({ adapter }).metadata(key))?.shards).toBe(1);
});

test("only reached classes are made: an unknown stored name is an error that names it", async () => {
  class Stranger extends Person {
    static override typeName = "Stranger";
  }
  const adapter = await open();
  const key = await new Stranger().save({ adapter });
  const root = await refusal(() => Person.load(key, { adapter }));
  expect([root.code, root.path]).toEqual(["INTEGRITY", "$"]);
  expect(root.message).toContain('"Stranger"');
  const other = await ada().save({ adapter });
  class Narrow extends DyObject {
    static override typeName = "Person";
    static override tableName = "Root";
    static override primaryKeyName = "ID";
  }
  const inner = await refusal(() => Narrow.load(other, { adapter }));
  expect([inner.code, inner.path]).toEqual(["INTEGRITY", "$.visited[0]"]);
  expect(inner.message).toContain('"Location"');
});

test("a graph of another class, and no graph, are told apart", async () => {
  class Place extends Location {
    static override tableName = "Root";
    static override primaryKeyName = "ID";
    static override typeName = "Place";
    static override classes = () => [Person];
  }
  const adapter = await open();
  const key = await ada().save({ adapter });
  const other = await refusal(() => Place.load(key, { adapter }));
  expect([other.code, other.path]).toEqual(["INTEGRITY", "$"]);
  expect(other.message).toMatch(/Person.*no Place/);
  const none = await refusal(() => Person.load("nobody", { adapter }));
  expect(none.code).toBe("NOT_FOUND");
  expect(none.message).toMatch(/Person.*Root/);
});

test("statics that cannot work are refused with the class and what to mend", async () => {
  const adapter = memoryAdapter();
  class NoTable extends DyObject {}
  class NoKey extends DyObject {
    static override tableName = "Root";
  }
  class Same extends Person {
    static override classes = () => [Twin];
  }
  class Twin extends Location {
    static override typeName = "Person";
  }
  class SortedPlace extends Location {
    static override typeName = "SortedPlace";
    static override sortKeyName = "SK";
  }
  class HasSorted extends Person {
    static override typeName = "HasSorted";
    static override classes = () => [SortedPlace];
  }
  class NoClass extends Person {
    static override typeName = "NoClass";
    static override classes = () => [Date as never];
  }
  class Throws extends Person {
    static override typeName = "Throws";
    constructor() {
      super();
      throw new TypeError("no");
    }
  }
  class Frozen extends Person {
    static override typeName = "Frozen";
    constructor() {
      super();
      Object.freeze(this);
    }
  }
  class Fraction extends Person {
    static override typeName = "Fraction";
    static override version = 1.5;
  }
  for (const [of, message] of [
    [NoTable, /NoTable.*tableName/],
    [NoKey, /NoKey.*primaryKeyName/],
    [Same, /Same and Twin.*"Person".*typeName/],
    [HasSorted, /SortedPlace.*HasSorted.*sort key/],
    [NoClass, /NoClass\.classes\(\)\[0\]/],
    [Throws, /Throws.*\$/],
    [Frozen, /Frozen.*"firstname".*freeze/],
  ] as const) {
    const error = await refusal(() => of.store({ adapter }));
    expect([error.code, error.message]).toEqual(["INVALID", expect.stringMatching(message)]);
  }
  expect((await refusal(() => new Fraction().save({ adapter }))).message).toMatch(/Fraction\.version/);
  expect((await refusal(() => ada().save())).message).toMatch(/Person has no adapter/);
});

test("schemas of all classes are checked on save and load, all issues at once, and their output is discarded", async () => {
  class Point extends DyObject {
    static override typeName = "Point";
    static override schema = schemaOf<{ x: number; y: number }>(({ x, y }) => [x < 0 && "x", y < 0 && "y"]);
    x = 0;
    y = 0;
  }
  class Shape extends DyObject {
    static override typeName = "Shape";
    static override tableName = "Root";
    static override primaryKeyName = "ID";
    static override classes = () => [Point];
    static override schema = schemaOf<{ name: string; points: object[] }>(({ name, points }) => [
      name === "" && "name",
      points.some((point) => point instanceof DyObject) && "points",
    ]);
    name = "";
    points: Point[] = [];
  }
  const adapter = await open();
  const shape = new Shape();
  shape.points = [new Point(), Object.assign(new Point(), { x: -1, y: -2 })];
  const error = await refusal(() => shape.save({ adapter }));
  expect(error.code).toBe("VALIDATION");
  expect(error.issues?.map(({ path }) => path)).toEqual(["$.name", "$.points[1].x", "$.points[1].y"]);
  expect(error.issues?.map(({ message }) => message.split(":")[0])).toEqual(["Shape", "Point", "Point"]);
  const key = await shape.save({ adapter, validate: false });
  expect((await refusal(() => Shape.load(key, { adapter }))).issues).toHaveLength(3);
  const bad = await Shape.load(key, { adapter, validate: false });
  bad.name = "lower";
  bad.points.pop();
  await bad.save({ adapter });
  expect((await Shape.load(key, { adapter })).name).toBe("lower");
  const store = Shape.store({ adapter });
  const update = () => store.update(key, (current) => Object.assign(current, { name: "" }));
  expect((await refusal(update)).code).toBe("VALIDATION");
});

test("a stored name that is a method of the class is refused, and that of a getter left out", async () => {
  const adapter = await open();
  const bare = new DyStore({ adapter, table: "Root", primaryKey: "ID" });
  const key = await ada().save({ adapter });
  await bare.writePath(key, "$.location.label", "x");
  const error = await refusal(() => Person.load(key, { adapter }));
  expect([error.code, error.path]).toEqual(["INVALID", "$.location.label"]);
  expect(error.message).toMatch(/^Location.*method/);
  await bare.deletePath(key, "$.location.label");
  await bare.writePath(key, "$.secret", "x");
  const back = await Person.load(key, { adapter });
  expect(back.secret).toBe("never stored");
});

test("dictToClass chooses classes of what plain stores wrote, of those that are reached", async () => {
  const adapter = await open();
  const bare = new DyStore({ adapter, table: "Root", primaryKey: "ID" });
  const place = { city: "Paris", geolocation: { longitude: 2 } };
  const key = await bare.write({ firstname: "Ada", location: place, visited: [place], plain: { a: 1 } });
  const asked: string[] = [];
  const dictToClass = ({ key: at, value }: { key: string; value: Readonly<Record<string, unknown>> }) => {
    asked.push(at);
    if ("city" in value) return Location;
    return at.endsWith("geolocation") ? GeoLocation : undefined;
  };
  const back = await Person.load(key, { adapter, configLoader: { dictToClass } });
  expect(back.location).toBeInstanceOf(Location);
  expect(back.visited[0]?.geolocation).toBeInstanceOf(GeoLocation);
  expect(back.visited[0]?.label()).toBe("Paris, ");
  expect((back as unknown as { plain: object }).plain).toEqual({ a: 1 });
  expect(asked).toEqual(["location", "location.geolocation", "visited[0]", "visited[0].geolocation", "plain"]);
  expect((await Person.load(key, { adapter })).location).toEqual(place);
  const [found] = await Person.store({ adapter, configLoader: { dictToClass } }).readPath(key, "$.visited[0]");
  expect(found).toBeInstanceOf(Location);
  const wrong = () => Person.load(key, { adapter, configLoader: { dictToClass: () => Castle } });
  expect((await refusal(wrong)).message).toMatch(/location: .*Castle.*Person\.classes/);
  await back.save({ adapter });
  expect((await Person.load(key, { adapter })).location).toBeInstanceOf(Location);
});

test("each class migrates what its older versions stored, and saving stores it new", async () => {
  class OldPoint extends DyObject {
    static override typeName = "Point";
    static override version = 1;
    lng = 0;
  }
  class OldShape extends DyObject {
    static override typeName = "Shape";
    static override tableName = "Root";
    static override primaryKeyName = "ID";
    static override classes = () => [OldPoint];
    points: OldPoint[] = [];
    label = "x";
  }
  class Point extends DyObject {
    static override typeName = "Point";
    static override version = 3;
    static override migrate({ lng, ...rest }: Record<string, unknown>, from: number): object | undefined {
      return from <= 2 ? { ...rest, longitude: lng, from } : undefined;
    }
    longitude = 0;
    from = 0;
  }
  class Shape extends DyObject {
    static override typeName = "Shape";
    static override tableName = "Root";
    static override primaryKeyName = "ID";
    static override version = 1;
    static override classes = () => [Point];
    static override migrate({ label, ...rest }: Record<string, unknown>): object {
      return { ...rest, name: label };
    }
    points: Point[] = [];
    name = "";
  }
  const adapter = await open();
  const old = Object.assign(new OldShape(), { points: [Object.assign(new OldPoint(), { lng: 5 })] });
  const key = await old.save({ adapter });
  const shape = await Shape.load(key, { adapter });
  expect(shape).toEqual(
    Object.assign(new Shape(), { name: "x", points: [Object.assign(new Point(), { longitude: 5, from: 1 })] }),
  );
  await shape.save({ adapter });
  expect((await Shape.load(key, { adapter })).points[0]?.from).toBe(1);
  const bare = await new DyStore({ adapter, table: "Root", primaryKey: "ID" }).read(key);
  expect(bare).toEqual({ name: "x", points: [{ longitude: 5, from: 1 }] });
  const newer = await refusal(() => OldShape.load(key, { adapter }));
  expect([newer.code, newer.path]).toEqual(["NOT_SUPPORTED", "$"]);
  expect(newer.message).toMatch(/^Shape at \$: .*version 1.*version 0/);
});

test("a newer version is taken where migrate takes it", async () => {
  class Newer extends Person {
    static override version = 7;
  }
  class Older extends Person {
    static override migrate(old: Record<string, unknown>, from: number): object {
      return { ...old, firstname: `from ${from}` };
    }
  }
  const adapter = await open();
  const key = await new Newer().save({ adapter });
  expect((await Older.load(key, { adapter })).firstname).toBe("from 7");
});

test("what encryption is to leave alone goes to the adapter as paths of the plain object", async () => {
  class Point extends GeoLocation {
    static override typeName = "Point";
    static override cryptoIgnorePaths = [/^long/];
  }
  class Place extends Location {
    static override typeName = "Place";
    static override cryptoIgnorePaths = ["country", "city"];
    override geolocation: GeoLocation = new Point();
  }
  class Walker extends Person {
    static override typeName = "Walker";
    static override classes = () => [Place];
    mixed: unknown[] = [new Place(), { city: "sealed" }];
  }
  const memory = await open();
  let seen: readonly (string | RegExp)[] | undefined;
  let seenOfPlain: readonly (string | RegExp)[] | undefined;
  const adapter = intercept(memory, {
    write({ context }, proceed) {
      seen = context.ignorePaths?.({ table: "Root", key });
      seenOfPlain = context.ignorePaths?.({ table: "Plain", key: "p" });
      return proceed();
    },
  });
  const walker = new Walker();
  walker.location = new Place();
  const key = "w";
  await walker.save({ adapter, primaryKey: key });
  expect(seen?.map(String)).toEqual([
    "location.city",
    "location.country",
    "location.geolocation.longitude",
    "mixed[*].country",
    "mixed[*].geolocation.longitude",
  ]);
  // A field called like a position is none, and a wildcard would fit the names of a map as well.
  walker.mixed = [{ "[0]": new Place() }, { rows: [[new Place()], new Map([["country", "sealed"]])] }];
  await walker.save({ adapter });
  expect(seen).toContain("mixed[*]['[0]'].country");
  expect(seen?.map(String).filter((path) => path.includes("rows"))).toEqual([]);
  await Walker.store({ adapter }).writePath(key, "$.location.city", "x");
  expect(seen).toContain("location.city");

  const plain = new DyStore({ adapter, table: "Plain", primaryKey: "ID" });
  await plain.createTables();
  await transact([
    Walker.store({ adapter }).operation({ kind: "writePath", key, path: "$.location.city", value: "y" }),
    plain.operation({ kind: "write", data: { location: { city: "sealed" } }, primaryKey: "p" }),
  ]);
  expect(seen).toContain("location.city");
  expect(seenOfPlain).toEqual([]);
});

test("what a Map holds under the name of an ignored field is not ignored with it", async () => {
  class Place extends Location {
    static override typeName = "Place";
    static override cryptoIgnorePaths = ["country"];
  }
  class Walker extends Person {
    static override typeName = "Walker";
    static override classes = () => [Place];
    mixed: unknown[] = [new Place(), new Map([["country", "sealed"]])];
  }
  let seen: readonly (string | RegExp)[] | undefined;
  const adapter = intercept(await open(), {
    write({ context }, proceed) {
      seen = context.ignorePaths?.({ table: "Root", key: "w" });
      return proceed();
    },
  });
  await new Walker().save({ adapter });
  expect(seen?.map(String).filter((path) => path.includes("mixed"))).toEqual([]);
});

test("what load refuses names class, path and reason: by schemas, migrate and dictToClass", async () => {
  class Checked extends Person {
    static override typeName = "Checked";
    static override schema = schemaOf<Person>(({ firstname }) => [firstname === "" && "firstname"]);
  }
  const adapter = await open();
  const key = await new Checked().save({ adapter, validate: false });
  const unchecked = await refusal(() => Checked.load(key, { adapter }));
  expect([unchecked.code, unchecked.path]).toEqual(["VALIDATION", "$.firstname"]);
  expect(unchecked.message).toMatch(/^Checked: .*what is stored at \$\.firstname.*validate: false/);
  for (const migrated of [null, undefined, [], 5, Promise.resolve({})]) {
    class Migrating extends Checked {
      static override version = 1;
      static override migrate = () => migrated as object;
    }
    const { code, path, message } = await refusal(() => Migrating.load(key, { adapter }));
    expect([code, path, message]).toEqual([
      "INVALID",
      "$",
      expect.stringMatching(/^Checked at \$: migrate returns no/),
    ]);
  }
  await new DyStore({ adapter, table: "Root", primaryKey: "ID" }).writePath(key, "$.visited[0]", { city: "x" });
  const dictToClass = () => Castle;
  const chosen = await refusal(() => Person.load(key, { adapter, configLoader: { dictToClass } }));
  expect([chosen.code, chosen.path]).toEqual(["INVALID", "$.visited[0]"]);
  expect(chosen.message).toMatch(/^Person: \$\.visited\[0\]: .*Castle.*Person\.classes/);
});
