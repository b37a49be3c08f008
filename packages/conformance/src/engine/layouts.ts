import assert from "node:assert/strict";
import { DyStore, Metadata, metadata } from "@dystore/core";
import { examplePerson, exampleSetup } from "./example.ts";
import { assertMatches, pathGraph, pathMatches, pathSetup } from "./path-example.ts";
import { assertSameGraph } from "./same-graph.ts";
import type { Graph } from "./scene.ts";
import type { EngineSuite } from "./suite.ts";

export function layoutsGroup({ group, test }: EngineSuite): void {
  group("metadata and layouts", () => {
    test("metadata tells key, version, times and number of shards, out of sight of copies and JSON", async (scene) => {
      const store = await scene.open(exampleSetup);
      const start = Date.now();
      const key = await store.write(examplePerson());
      const read = await store.read(key);
      const first = read?.[metadata];
      assert.ok(first instanceof Metadata);
      assert.deepEqual([first.key, first.shards, first.expiresAt, first.ownKey], [key, 3, undefined, false]);
      assert.ok(first.createdAt.getTime() >= start && first.createdAt.getTime() <= Date.now());
      assert.deepEqual(first.updatedAt, first.createdAt);
      assert.deepEqual(await store.metadata(key), first);
      assert.equal(JSON.stringify(read).includes(first.version), false);
      assert.equal(Object.getOwnPropertySymbols({ ...read }).length, 0);
      await store.write({ n: 1 }, { primaryKey: key });
      await store.writePath(key, "n", 2);
      const last = await store.metadata(key);
      assert.deepEqual(last?.createdAt, first.createdAt);
      assert.ok((last?.updatedAt.getTime() ?? 0) >= first.updatedAt.getTime());
      assert.equal(last?.shards, 0);
      assert.notEqual(last?.version, first.version);
      assert.equal(await store.metadata("none"), undefined);
    });

    test("a store made from stored metadata writes as the first did", async (scene) => {
      for (const type of ["string", "binary"] as const) {
        const setup = { ...exampleSetup, table: `Root-${type}`, primaryKey: { name: "ID", type } };
        const key = type === "binary" ? Uint8Array.of(1) : "k";
        await (await scene.open(setup)).write(examplePerson(), { primaryKey: key });
        const layout = (await scene.store({ table: setup.table, primaryKey: setup.primaryKey }).metadata(key))?.layout;
        assert.ok(layout);
        const copy = new DyStore<Graph>({ adapter: scene.adapter, ...JSON.parse(JSON.stringify(layout)) });
        await copy.createTables();
        await copy.write({ ...examplePerson(), n: 1 }, { primaryKey: key });
        assert.equal(await scene.count("Shard3"), 1);
        assertSameGraph(await copy.read(key), { ...examplePerson(), n: 1 });
        assert.deepEqual((await copy.metadata(key))?.layout, layout);
        await copy.delete(key);
        assert.equal(await scene.count(), 0);
      }
    });

    test("a bare store reads, changes and deletes graphs of any layout", async (scene) => {
      const store = await scene.open(pathSetup);
      const key = await store.write(pathGraph());
      const bare = scene.store();
      assertSameGraph(await bare.read(key), pathGraph());
      for (const [path, matches] of pathMatches) assertMatches(await bare.readPath(key, path), matches, path);
      const before = await scene.count();
      await bare.writePath(key, "$.users[0].posts[1].n", 20);
      await bare.writePath(key, "$.users[5]", { name: "new" });
      await bare.update(key, (graph) => ({ ...graph, name: "bare", index: {} }));
      await bare.deletePath(key, "$.box.blob");
      assert.equal(await scene.count(), before + 1 - 2 - 1, "what it writes is cut as stored");
      const expected = pathGraph() as { users: unknown[]; box: { blob?: unknown } } & Graph;
      expected.users[0] = { name: "ann", posts: [{ n: 1, tags: ["a", "b"] }, { n: 20, tags: [] }, 3] };
      expected.users.push({ name: "new" });
      delete expected.box.blob;
      assertSameGraph(await store.read(key), { ...expected, name: "bare", index: {} });
      assert.deepEqual((await bare.metadata(key))?.layout.shards, (await store.metadata(key))?.layout.shards);
      assert.equal(await bare.delete(key), true);
      assert.equal(await scene.count(), 0);
    });

    test("write takes a store's own layout, everything else keeps the stored one", async (scene) => {
      scene.needTables();
      const store = await scene.open(exampleSetup);
      const other = await scene.open({
        shards: [{ path: "$.location.geolocation", table: "Other", primaryKey: "OID" }],
      });
      const key = await store.write(examplePerson());
      await other.writePath(key, "$.location.city", "x");
      await other.update(key, (person) => ({ ...person, n: 1 }));
      assert.deepEqual([await scene.count("Shard2"), await scene.count("Other")], [1, 0]);
      await other.write(examplePerson(), { primaryKey: key });
      assert.deepEqual(
        [await scene.count("Shard1"), await scene.count("Shard2"), await scene.count("Other")],
        [0, 0, 1],
      );
      await store.writePath(key, "$.location.geolocation.latitude", 1);
      assert.deepEqual([await scene.count("Shard3"), await scene.count("Other")], [0, 1]);
      const { location } = examplePerson();
      const expected = {
        ...examplePerson(),
        location: { ...location, geolocation: { ...location.geolocation, latitude: 1 } },
      };
      assertSameGraph(await store.read(key), expected);
    });

    test("a layout handed in or read may be changed by the caller without effect", async (scene) => {
      const shards = [{ path: "$.a", table: "A" }];
      const store = await scene.open({ shards });
      const declared = structuredClone(shards);
      const layout = {
        table: scene.tableName("Root"),
        primaryKey: "ID",
        ...scene.sortKey,
        shards: scene.layout === "collection" ? [{ path: "$.a" }] : [{ path: "$.a", table: scene.tableName("A") }],
      };
      const mine = new DyStore<Graph>({ adapter: scene.adapter, ...layout });
      const [shard] = layout.shards;
      if (shard !== undefined) Object.assign(shard, { path: "$.changed", table: "nowhere" });
      const key = await mine.write({ a: [1], changed: [2] });
      assertSameGraph(await store.read(key), { a: [1], changed: [2] });
      const read = (await store.metadata(key))?.layout.shards;
      try {
        Object.assign(read?.[0] ?? {}, { path: "$.other", table: "nowhere" });
        (read as unknown[]).length = 0;
      } catch {
        // Frozen is as good as copied.
      }
      await store.writePath(key, "$.a[0]", 2);
      assert.deepEqual(
        (await store.metadata(key))?.layout.shards?.map((shard) => ("path" in shard ? shard.path : undefined)),
        declared.map(({ path }) => path),
      );
      assertSameGraph(await scene.store().read(key), { a: [2], changed: [2] });
    });
  });
}
