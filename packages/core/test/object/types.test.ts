import { expect, test } from "vitest";
import { DyObject, type DyStore } from "../../src/index.ts";
import { Location, Person } from "./people.ts";

class NeedsName extends DyObject {
  static override tableName = "Root";
  static override primaryKeyName = "ID";
  name: string;

  constructor(name: string) {
    super();
    this.name = name;
  }
}

/** Never called: what has to compile, and what must not. */
export async function compiled(): Promise<void> {
  const person: Person = await Person.load("key");
  const store: DyStore<Person> = Person.store();
  const [city]: string[] = await store.readPath("key", "$.location.city");
  await store.writePath("key", "$.visited[0]", new Location());
  // @ts-expect-error: instances are made without arguments
  await NeedsName.load("key");
  // @ts-expect-error: a store makes instances, too
  NeedsName.store();
  // @ts-expect-error: so does whoever reaches the class
  class Reaches extends DyObject {
    static override classes = () => [NeedsName];
  }
  // @ts-expect-error: a table's name is a text
  class WrongTable extends DyObject {
    static override tableName = 5;
  }
  // @ts-expect-error: the base class has no instances
  new DyObject();
  expect([person, city, Reaches, WrongTable]).toBeDefined();
}

test("classes whose constructors take arguments are refused by the compiler alone", () => {
  expect(new NeedsName("x")).toBeInstanceOf(DyObject);
});
