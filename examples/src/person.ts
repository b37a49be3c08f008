import { DyStore, formatPlan } from "@dystore/core";
import type { CountingAdapter } from "./counting.ts";
import { cost, countItems, expectEqual, heading, list, step, summary } from "./report.ts";

interface Person {
  firstname: string;
  lastname: string;
  birth_details: { hospital: string; dob: Date };
  location: { city: string; country: string; geolocation?: { longitude: number; latitude: number } };
}

const person: Person = {
  firstname: "john",
  lastname: "smith",
  birth_details: { hospital: "Saint Mary", dob: new Date("1992-02-12") },
  location: { city: "Osaka", country: "Japan", geolocation: { longitude: 135.4391, latitude: 34.4383 } },
};

const tables = { Root: "ID", Shard1: "IDX", Shard2: "IDX", Shard3: "ShardID" };

/** A small object whose parts are kept in four tables, through every operation. */
export async function personDemo(adapter: CountingAdapter): Promise<void> {
  heading("A person, kept in four tables");
  const store = new DyStore<Person>({
    adapter,
    table: "Root",
    primaryKey: "ID",
    shards: [
      { path: "$.birth_details", table: "Shard1", primaryKey: "IDX" },
      {
        path: "$.location",
        table: "Shard2",
        primaryKey: "IDX",
        shards: [{ path: "$.geolocation", table: "Shard3", primaryKey: "ShardID" }],
      },
    ],
  });
  await store.createTables();

  const plan = await store.explain({ kind: "write", data: person });
  step("The plan of writing it", summary(plan));
  console.log(formatPlan(plan).replaceAll(/^(?=.)/gm, "    "));

  adapter.takeCount();
  const key = await store.write(person);
  step(`Written under the key ${key}`, cost(adapter.takeCount()));
  step("Items per table", list(await countItems(adapter, tables)));

  adapter.takeCount();
  const read = await store.read(key);
  const readCost = cost(adapter.takeCount());
  expectEqual(read, person, "the person read back");
  step("Read back, deeply equal, its Date a Date again", readCost);

  const cities = await store.readPath(key, "$.location.city");
  expectEqual(cities, ["Osaka"], "$.location.city");
  step("readPath $.location.city", `${JSON.stringify(cities)}; ${cost(adapter.takeCount())}`);

  expectEqual(await store.writePath(key, "location.city", "New York"), true, "writePath");
  step("writePath location.city New York", cost(adapter.takeCount()));

  expectEqual(await store.deletePath(key, "$.location.geolocation"), true, "deletePath");
  step("deletePath $.location.geolocation", cost(adapter.takeCount()));
  step("Items per table", list(await countItems(adapter, tables)));

  adapter.takeCount();
  await store.update(key, (current) => ({ ...current, firstname: "jo" }));
  step("update of the first name", cost(adapter.takeCount()));

  const { geolocation: _, ...location } = person.location;
  const expected = { ...person, firstname: "jo", location: { ...location, city: "New York" } };
  expectEqual(await store.read(key), expected, "the person after three changes");
  step("Read again", "the three changes, and nothing else");

  adapter.takeCount();
  expectEqual(await store.delete(key), true, "delete");
  step("Deleted", cost(adapter.takeCount()));
  const left = await countItems(adapter, tables);
  step("Items per table", list(left));
  expectEqual(left, { Root: 0, Shard1: 0, Shard2: 0, Shard3: 0 }, "what delete left");
}
