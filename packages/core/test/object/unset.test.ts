import { expect, test } from "vitest";
import { DyObject, DyStore } from "../../src/index.ts";
import { memoryAdapter } from "../engine/memory.ts";

class Pet extends DyObject {
  static override typeName = "Pet";
  static override tableName = "Pets";
  static override primaryKeyName = "IDX";
  name: string | undefined = "nameless";
  age: number | undefined;
}

class Collar extends DyObject {
  static override typeName = "Collar";
  color: string | undefined = "red";
}

class Owner extends DyObject {
  static override typeName = "Owner";
  static override tableName = "Owners";
  static override primaryKeyName = "ID";
  title: string | undefined = "Dr";
  pet: Pet | undefined = new Pet();
  collar = new Collar();
  pets: Pet[] = [];
}

async function open(): Promise<{ adapter: ReturnType<typeof memoryAdapter>; bare: DyStore }> {
  const adapter = memoryAdapter();
  await Owner.store({ adapter }).createTables();
  return { adapter, bare: new DyStore({ adapter, table: "Owners", primaryKey: "ID" }) };
}

test("a field that is undefined although its class has a default comes back so, wherever its instance stands", async () => {
  const { adapter, bare } = await open();
  const owner = new Owner();
  Object.assign(owner, { title: undefined, pet: undefined });
  owner.collar.color = undefined;
  const anonymous = Object.assign(new Pet(), { name: undefined });
  owner.pets = [new Pet(), anonymous, Object.assign(new Pet(), { name: undefined, age: 3 })];
  Reflect.deleteProperty(owner.pets[2] as Pet, "name");
  const key = await owner.save({ adapter });
  for (const dictToClass of [undefined, () => undefined]) {
    const back = await Owner.load(key, { adapter, configLoader: { dictToClass } as object });
    expect([back.title, back.pet, back.collar.color]).toEqual([undefined, undefined, undefined]);
    expect(back.pets.map(({ name, age }) => [name, age])).toEqual([
      ["nameless", undefined],
      [undefined, undefined],
      [undefined, 3],
    ]);
  }
  const { pets, collar, ...rest } = (await bare.read(key)) as unknown as Owner;
  expect([rest, collar, pets[1]]).toEqual([{}, {}, {}]);
});

test("what is set again, by its class or a plain store, has the value that it was set to", async () => {
  const { adapter, bare } = await open();
  const owner = Object.assign(new Owner(), { title: undefined, pet: undefined });
  const key = await owner.save({ adapter });
  const plain = (await bare.read(key)) as Record<string, unknown>;
  await bare.write({ ...plain, title: "spread" }, { primaryKey: key });
  expect(await bare.readPath(key, "title")).toEqual(["spread"]);
  await owner.save({ adapter, overwrite: true });
  await bare.writePath(key, "title", "Prof");
  const back = await Owner.load(key, { adapter });
  expect([back.title, back.pet]).toEqual(["Prof", undefined]);
  back.pet = new Pet();
  await back.save({ adapter });
  expect((await Owner.load(key, { adapter })).pet?.name).toBe("nameless");
});

test("a field that becomes undefined, or is so no longer, is a change of the shard that it is in", async () => {
  const { adapter } = await open();
  const owner = Object.assign(new Owner(), { pets: [new Pet(), new Pet()] });
  const key = await owner.save({ adapter });
  const [first, second] = owner.pets as [Pet, Pet];
  first.name = undefined;
  await owner.save({ adapter });
  expect((await Owner.load(key, { adapter })).pets.map(({ name }) => name)).toEqual([undefined, "nameless"]);
  first.name = "Rex";
  second.name = undefined;
  await owner.save({ adapter });
  expect((await Owner.load(key, { adapter })).pets.map(({ name }) => name)).toEqual(["Rex", undefined]);
});

test("migrate sees what was undefined as that, and a default that was added later stays", async () => {
  const { adapter } = await open();
  const key = await Object.assign(new Owner(), { title: undefined }).save({ adapter });
  const seen: object[] = [];
  class Renamed extends DyObject {
    static override typeName = "Owner";
    static override tableName = "Owners";
    static override primaryKeyName = "ID";
    static override version = 1;
    static override classes = () => [Pet, Collar];
    static override migrate({ title, ...old }: Record<string, unknown>): object {
      seen.push(old["pet"] as object, old["collar"] as object);
      return { ...old, salutation: title };
    }
    salutation: string | undefined = "Sir";
    later = "later";
  }
  const back = await Renamed.load(key, { adapter });
  expect([back.salutation, back.later, "title" in back]).toEqual([undefined, "later", false]);
  // As they are stored, with nothing of ours in sight.
  expect(seen.map((inner) => [inner.constructor, Reflect.ownKeys(inner)])).toEqual([
    [Object, ["name"]],
    [Object, ["color"]],
  ]);
});
