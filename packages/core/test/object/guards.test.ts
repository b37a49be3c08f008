import { expect, test } from "vitest";
import { failure, intercept, roleOf } from "../engine/intercept.ts";
import { losing } from "../engine/losing.ts";
import { memoryAdapter } from "../engine/memory.ts";
import { ada, Person } from "./people.ts";

async function open(): Promise<ReturnType<typeof memoryAdapter>> {
  const adapter = memoryAdapter();
  await Person.store({ adapter }).createTables();
  return adapter;
}

test("what somebody else wrote after a delete is not overwritten by saving again", async () => {
  const adapter = await open();
  const person = ada();
  const key = await person.save({ adapter });
  await person.delete({ adapter });
  const store = Person.store({ adapter });
  await store.write(Object.assign(new Person(), { firstname: "theirs" }), { primaryKey: key });
  for (const saveShards of [true, false]) {
    const saving = person.save({ adapter, saveShards });
    await expect(saving).rejects.toMatchObject({ code: "CONFLICT", message: expect.stringContaining("overwrite") });
  }
  expect((await Person.load(key, { adapter })).firstname).toBe("theirs");
  await person.save({ adapter, overwrite: true });
  expect((await Person.load(key, { adapter })).firstname).toBe("Ada");
});

test("a save to another store than it was loaded from overwrites nothing there, unless overwrite is said", async () => {
  const [from, to] = [await open(), await open()];
  const key = await ada().save({ adapter: from });
  const theirs = Object.assign(new Person(), { firstname: "theirs" });
  await theirs.save({ adapter: to, primaryKey: key });
  const person = await Person.load(key, { adapter: from });
  const message = expect.stringContaining("another store");
  await expect(person.save({ adapter: to })).rejects.toMatchObject({ code: "CONFLICT", message });
  await Person.delete(key, { adapter: to });
  await expect(person.save({ adapter: to })).rejects.toMatchObject({ code: "CONFLICT", message });
  expect(await person.save({ adapter: to, overwrite: true })).toBe(key);
  expect((await Person.load(key, { adapter: to })).firstname).toBe("Ada");
});

test("a delete in another store does not take the guard from what was loaded", async () => {
  const [from, other] = [await open(), await open()];
  const key = await ada().save({ adapter: from });
  const person = await Person.load(key, { adapter: from });
  await Person.store({ adapter: from }).writePath(key, "firstname", "theirs");
  expect(await person.delete({ adapter: other })).toBe(false);
  await expect(person.save({ adapter: from })).rejects.toMatchObject({ code: "CONFLICT" });
  expect((await Person.load(key, { adapter: from })).firstname).toBe("theirs");
});

test("a delete in another store does not keep the first from being saved to", async () => {
  const [from, other] = [await open(), await open()];
  const key = await ada().save({ adapter: from });
  for (const isThere of [true, false]) {
    const person = await Person.load(key, { adapter: from });
    if (isThere) await person.save({ adapter: other, overwrite: true });
    const back = isThere ? await Person.load(key, { adapter: from }) : person;
    expect(await back.delete({ adapter: other })).toBe(isThere);
    await expect(back.save({ adapter: from, ifAbsent: true })).rejects.toMatchObject({ code: "CONFLICT" });
    back.firstname = `deleted elsewhere: ${isThere}`;
    expect(await back.save({ adapter: from })).toBe(key);
    expect((await Person.load(key, { adapter: from })).firstname).toBe(back.firstname);
    await back.delete({ adapter: from });
    expect(await back.save({ adapter: from })).toBe(key);
    await expect(back.save({ adapter: from, ifAbsent: true })).rejects.toMatchObject({ code: "CONFLICT" });
  }
});

test("a first save of which nobody can tell is repeated under the same key, and overwrites nothing", async () => {
  for (const happened of [true, false]) {
    const beneath = await open();
    const person = ada();
    const lossy = losing(beneath, { happened, times: Number.POSITIVE_INFINITY });
    let lost = false;
    const adapter = intercept(lossy, {
      get: (_, proceed) => (lost ? Promise.reject(failure("UNAVAILABLE")) : proceed()),
      write({ steps }, proceed) {
        lost ||= roleOf(steps) === "commit";
        return proceed();
      },
    });
    const error = await person.save({ adapter }).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: "UNKNOWN_OUTCOME", key: expect.any(String) });
    const { key } = error as { readonly key: string };
    if (happened) {
      await expect(person.save({ adapter: beneath })).rejects.toMatchObject({ code: "CONFLICT", key });
    } else expect(await person.save({ adapter: beneath })).toBe(key);
    expect((await Person.load(key, { adapter: beneath })).firstname).toBe("Ada");
    expect(await person.save({ adapter: beneath, overwrite: true })).toBe(key);
  }
});

test("an instance that an update wrote is of the version that the update made", async () => {
  const adapter = await open();
  const person = ada();
  const key = await person.save({ adapter });
  await Person.store({ adapter }).update(key, () => Object.assign(person, { firstname: "updated" }));
  person.firstname = "saved";
  await person.save({ adapter });
  expect((await Person.load(key, { adapter })).firstname).toBe("saved");
});

test("a key of its own that is none is INVALID, also where it was saved before", async () => {
  const adapter = await open();
  for (const ID of [null, {}, Number.NaN, 7]) {
    const person = ada();
    await person.save({ adapter });
    Object.assign(person, { ID });
    const refused = { code: "INVALID", path: "$.ID", message: expect.stringMatching(/^Person: .*ID/) };
    await expect(person.save({ adapter }), String(ID)).rejects.toMatchObject(refused);
    await expect(person.delete({ adapter }), String(ID)).rejects.toMatchObject({ code: "INVALID" });
  }
});

test("a key of its own that is not stored is refused, by save and delete, unless the call names one", async () => {
  class Underscored extends Person {
    static override typeName = "Underscored";
    static override tableName = "Underscored";
    static override primaryKeyName = "_id";
    _id: string | undefined;
  }
  class Ignored extends Person {
    static override typeName = "Ignored";
    static override ignoreList = ["ID"];
    ID: string | undefined;
  }
  const adapter = await open();
  await Underscored.store({ adapter }).createTables();
  for (const [made, name] of [
    [() => Object.assign(new Underscored(), { _id: "x" }), "_id"],
    [() => Object.assign(new Ignored(), { ID: "x" }), "ID"],
    [() => Object.defineProperty(new Person(), "ID", { get: () => "x", enumerable: true }), "ID"],
  ] as const) {
    const refused = { code: "INVALID", path: `$.${name}`, message: expect.stringMatching(/not stored.*primaryKey/) };
    await expect(made().save({ adapter })).rejects.toMatchObject(refused);
    await expect(made().delete({ adapter })).rejects.toMatchObject(refused);
    const person = made();
    expect(await person.save({ adapter, primaryKey: "x" })).toBe("x");
    expect(await person.delete({ adapter, primaryKey: "x" })).toBe(true);
  }
  expect(await new Underscored().save({ adapter, primaryKey: "y" })).toBe("y");
  const back = await Underscored.load("y", { adapter });
  expect(await back.save({ adapter })).toBe("y");
});

test("an instance that an update could not write stays of the version that it had", async () => {
  const adapter = await open();
  const person = ada();
  const key = await person.save({ adapter });
  const failing = intercept(adapter, {
    write: ({ steps }, proceed) => (roleOf(steps) === "commit" ? Promise.reject(failure("UNAVAILABLE")) : proceed()),
  });
  const updating = Person.store({ adapter: failing }).update(key, () =>
    Object.assign(person, { firstname: "updated" }),
  );
  await expect(updating).rejects.toMatchObject({ code: "UNAVAILABLE" });
  await person.save({ adapter });
  expect((await Person.load(key, { adapter })).firstname).toBe("updated");
});
