import assert from "node:assert/strict";
import { DyObject, type DyStore, isDyStoreError, type KeyDeclaration } from "@dystore/core";
import { refused } from "../adapter/refusal.ts";
import type { EngineScene } from "./scene.ts";
import type { EngineSuite } from "./suite.ts";

/** Classes whose tables are those of a test, the tables created, and a plain store of the roots. */
async function opened(scene: EngineScene) {
  const bare = await scene.open({ shards: [{ path: "$.unused", table: "Places", primaryKey: "IDX" }] });
  const isCollected = scene.layout === "collection";

  class Point extends DyObject {
    static override typeName = "Point";
    longitude = 0;
    latitude = 0;
  }

  class Place extends DyObject {
    static override typeName = "Place";
    static override tableName = scene.tableName(isCollected ? "Root" : "Places");
    static override primaryKeyName = isCollected ? "ID" : "IDX";
    city = "";
    point = new Point();

    label(): string {
      return `${this.city} at ${this.point.longitude}`;
    }
  }

  class Person extends DyObject {
    static override typeName = "Person";
    static override tableName = scene.tableName("Root");
    static override primaryKeyName = "ID";
    static override sortKeyName: KeyDeclaration | undefined = scene.sortKey.sortKey;
    static override adapter = scene.adapter;
    static override classes = () => [Place];
    firstname = "";
    born = new Date(0);
    home = new Place();
    visited: unknown[] = [];
    friends: Person[] = [];
  }

  const place = (city: string): Place => Object.assign(new Place(), { city });
  return { bare: bare as DyStore, Person, Place, Point, place };
}

export function objectsGroup({ group, test }: EngineSuite): void {
  group("DyObject", () => {
    test("saves instances with all instances in them, and loads them as what they were", async (scene) => {
      const { bare, Person, Place, Point, place } = await opened(scene);
      const friend = Object.assign(new Person(), { firstname: "Grace", visited: [place("Berlin")] });
      const person = Object.assign(new Person(), {
        firstname: "Ada",
        born: new Date("1815-12-10"),
        home: place("London"),
        visited: [
          place("Paris"),
          { plain: place("Turin") },
          5,
          null,
          [],
          new Point(),
          Object.assign(new Point(), { latitude: undefined }),
          new Map([["x", place("Rome")]]),
        ],
        friends: [friend],
      });
      const key = await person.save();
      // The root, her home, three visited places, the friend, and both of hers.
      assert.equal(await scene.count(), 8);
      const back = await Person.load(key);
      assert.deepEqual(back, person);
      assert.equal(back.home.label(), "London at 0");
      assert.ok(back.friends[0] instanceof Person && back.friends[0].visited[0] instanceof Place);
      const plain = (await bare.read(key)) as unknown as { home: object; visited: { plain: object }[] };
      assert.deepEqual(plain.home, { city: "London", point: { longitude: 0, latitude: 0 } });
      assert.deepEqual(plain.visited[1], { plain: { city: "Turin", point: { longitude: 0, latitude: 0 } } });
      assert.equal((await Person.store().verify(key)).status, "sound");
      assert.equal(await back.delete(), true);
      assert.equal(await Person.delete(key), false);
      assert.equal(await scene.count(), 0);
      await refused(Person.load(key), "NOT_FOUND");
    });

    test("rewrites what changed, and keeps the classes of what others change", async (scene) => {
      const { bare, Person, Place, place } = await opened(scene);
      const person = Object.assign(new Person(), { home: place("London"), visited: [place("Paris"), place("Turin")] });
      const key = await person.save();
      const before = new Set(await scene.contents());
      person.visited.unshift(place("Rome"));
      person.home.city = "Ockham";
      await person.save();
      const kept = (await scene.contents()).filter((item) => before.has(item));
      assert.deepEqual([kept.length, await scene.count()], [2, 5]);
      await bare.writePath(key, "$.visited[1].city", "Lutetia");
      await bare.deletePath(key, "$.visited[0]");
      const back = await Person.load(key);
      assert.ok(back.visited.every((each) => each instanceof Place));
      assert.deepEqual(
        back.visited.map((each) => (each as { city: string }).city),
        ["Lutetia", "Turin"],
      );
      await refused(person.save(), "CONFLICT");
      await person.save({ overwrite: true });
      await refused(back.save(), "CONFLICT");
      assert.equal(await scene.count(), 5);
    });

    test("of several that save what they loaded at once one succeeds, and the graph is never torn", async (scene) => {
      const { Person, place } = await opened(scene);
      const key = await Object.assign(new Person(), { visited: [place("0"), place("0")] }).save();
      for (let round = 0; round < 3; round++) {
        const loaded = await Promise.all([Person.load(key), Person.load(key), Person.load(key)]);
        const results = await Promise.allSettled(
          loaded.map((each, index) => {
            each.visited = [place(String(index)), place(String(index))];
            return each.save();
          }),
        );
        const failures = results.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
        assert.equal(failures.length, 2);
        assert.ok(failures.every((error) => isDyStoreError(error, "CONFLICT")));
        const [one, two] = (await Person.load(key)).visited as { city: string }[];
        assert.equal(one?.city, two?.city);
      }
      assert.equal(await scene.count(), 4);
    });

    test("instances of any number and size come back", async (scene) => {
      const { Person, Place, place } = await opened(scene);
      const visited = Array.from({ length: 120 }, (_, n) => Object.assign(place(`${n}`), { n }));
      const person = Object.assign(new Person(), { visited, home: place("x".repeat(500_000)) });
      const key = await person.save();
      const back = await Person.load(key);
      assert.deepEqual(back, person);
      assert.ok(back.home instanceof Place);
      await back.delete();
      assert.equal(await scene.count(), 0);
    });
  });
}
