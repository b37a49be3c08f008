import { expect, test } from "vitest";
import { type ConfigLoader, DyStore } from "../../src/index.ts";
import { memoryAdapter } from "../engine/memory.ts";
import { GeoLocation, Location, Person } from "./people.ts";

// Instances of items that nothing was cut out of are made while these are decoded, all others by a walk from the outside in. A loader
// that may choose classes makes the walk do all.
const ways: readonly ConfigLoader[] = [{}, { dictToClass: () => undefined }];

async function open(): Promise<{ adapter: ReturnType<typeof memoryAdapter>; places: DyStore }> {
  const adapter = memoryAdapter();
  await Person.store({ adapter }).createTables();
  return { adapter, places: new DyStore({ adapter, table: "Shard2", primaryKey: "IDX" }) };
}

class Odd extends Location {
  static override typeName = "Odd";
  static override ignoreList = ["ignored"];
  ignored: unknown = "default";
  inner: unknown = null;

  get computed(): number {
    return 1;
  }
}

class Holder extends Person {
  static override typeName = "Holder";
  static override classes = () => [Odd, Location, GeoLocation];
}

test("both ways of loading make the same", async () => {
  const { adapter } = await open();
  const geo = Object.assign(new GeoLocation(), {
    latitude: 1,
    extra: [new GeoLocation(), 5, { in: new GeoLocation() }],
  });
  const odd = Object.assign(new Odd(), { inner: geo, map: new Map([["a", new GeoLocation()]]), set: new Set([1n]) });
  const holder = Object.assign(new Holder(), {
    visited: [Location.in("x"), odd],
    location: odd,
    friends: [new Holder()],
  });
  const key = await holder.save({ adapter });
  for (const configLoader of ways) {
    const back = await Holder.load(key, { adapter, configLoader });
    expect(back).toEqual(Object.assign(holder, { address: undefined }));
    expect(back.location).toBeInstanceOf(Odd);
    expect((back.location as Odd).inner).toBeInstanceOf(GeoLocation);
    expect(Reflect.ownKeys(back.location)).toEqual(Reflect.ownKeys(odd));
  }
});

test("what a class ignores, computes or does not make is the same both ways, and errors name class and path", async () => {
  const { adapter } = await open();
  let isBroken = false;
  class Fragile extends GeoLocation {
    static override typeName = "Fragile";
    constructor() {
      super();
      if (isBroken) throw new Error("broken");
    }
  }
  class Fussy extends Holder {
    static override typeName = "Holder";
    static override classes = () => [Odd, Fragile];
  }
  const odd = Object.assign(new Odd(), { inner: { list: [0, new Fragile()] } });
  const key = await Object.assign(new Fussy(), { visited: [odd] }).save({ adapter });
  const bare = new DyStore({ adapter, table: "Root", primaryKey: "ID" });
  for (const name of ["ignored", "computed", "_hidden", "__proto__"]) {
    await bare.writePath(key, `$.visited[0]['${name}']`, { stored: true });
  }
  for (const configLoader of ways) {
    const back = (await Fussy.load(key, { adapter, configLoader })).visited[0] as Odd;
    expect([back.ignored, back.computed, "_hidden" in back, "stored" in back]).toEqual(["default", 1, false, false]);
    isBroken = true;
    const loading = Fussy.load(key, { adapter, configLoader });
    const message = expect.stringMatching(/^Fragile at \$\.visited\[0\]\.inner\.list\[1\]: new Fragile\(\) throws/);
    await expect(loading).rejects.toMatchObject({ code: "INVALID", path: "$.visited[0].inner.list[1]", message });
    isBroken = false;
  }
  await bare.writePath(key, "$.visited[0].inner.list[1].label", "fine");
  await bare.writePath(key, "$.visited[0].label", "not fine");
  for (const configLoader of ways) {
    const loading = Fussy.load(key, { adapter, configLoader });
    await expect(loading).rejects.toMatchObject({ code: "INVALID", path: "$.visited[0].label" });
  }
  await bare.deletePath(key, "$.visited[0].label");
  class Sealed extends GeoLocation {
    static override typeName = "Fragile";
    constructor() {
      super();
      Object.seal(this);
    }
  }
  class Strict extends Holder {
    static override typeName = "Holder";
    static override classes = () => [Odd, Sealed];
  }
  for (const configLoader of ways) {
    const message = expect.stringMatching(/^Fragile at .*cannot be set/);
    const refused = { code: "INVALID", path: "$.visited[0].inner.list[1].label", message };
    await expect(Strict.load(key, { adapter, configLoader })).rejects.toMatchObject(refused);
  }
  class Narrow extends Holder {
    static override typeName = "Holder";
    static override classes = () => [Odd];
  }
  for (const configLoader of ways) {
    const message = expect.stringMatching(/"Fragile".*Holder\.classes/);
    const refused = { code: "INTEGRITY", path: "$.visited[0].inner.list[1]", message };
    await expect(Narrow.load(key, { adapter, configLoader })).rejects.toMatchObject(refused);
  }
});
