import assert from "node:assert/strict";
import { refused } from "../adapter/refusal.ts";
import { assertMatches, pathGraph, pathMatches, pathSetup } from "./path-example.ts";
import { assertSameGraph } from "./same-graph.ts";
import type { EngineSuite } from "./suite.ts";

export function readPathsGroup({ group, test }: EngineSuite): void {
  group("reading by path", () => {
    test("finds what the path matches, through shards and nested shards", async (scene) => {
      const store = await scene.open(pathSetup);
      const key = await store.write(pathGraph());
      for (const [path, matches] of pathMatches) assertMatches(await store.readPath(key, path), matches, path);
    });

    test("finds the same where nothing is a shard", async (scene) => {
      const store = await scene.open();
      const key = await store.write(pathGraph());
      for (const [path, matches] of pathMatches) assertMatches(await store.readPath(key, path), matches, path);
    });

    test("gives the whole for $, and everything in it for $..*", async (scene) => {
      const store = await scene.open(pathSetup);
      const plain = await scene.open({ table: "Plain" });
      const key = await store.write(pathGraph());
      await plain.write(pathGraph(), { primaryKey: key });
      assertSameGraph(await store.readPath(key, "$"), [pathGraph()]);
      const all = await store.readPath(key, "$..*");
      assert.equal(all.length, (await plain.readPath(key, "$..*")).length);
      assert.ok(all.includes("a") && all.includes(9) && all.includes(10));
    });

    test("finds nothing where there is no graph, or no longer one", async (scene) => {
      const store = await scene.open(pathSetup);
      const key = await store.write(pathGraph());
      assert.deepEqual(await store.readPath("none", "$.name"), []);
      await store.delete(key);
      for (const [path] of pathMatches) assert.deepEqual(await store.readPath(key, path), []);
    });

    test("evaluates filters only when asked to, in shards too", async (scene) => {
      const store = await scene.open(pathSetup);
      const key = await store.write(pathGraph());
      const filter = "$.users[?(@.name == 'bob' || @.posts.length > 2)].name";
      const error = await refused(store.readPath(key, filter), "INVALID");
      assert.equal(error.path, filter);
      await refused(store.readPath(key, filter, { filters: false }), "INVALID");
      assert.deepEqual(await store.readPath(key, filter, { filters: true }), ["ann", "bob"]);
      assert.deepEqual(await store.readPath(key, "$..list[?(@.more)].n", { filters: true }), [7]);
      assert.deepEqual(await store.readPath(key, "$.users[0].posts[?(@.n > $.numbers[1])].n", { filters: true }), [2]);
      await refused(store.writePath(key, "$.numbers[?(@ > 2)]", 0), "INVALID");
      assert.equal(await store.writePath(key, "$.users[?(@.name == 'bob')].name", "rob", { filters: true }), true);
      assert.deepEqual(await store.readPath(key, "$.users[*].name"), ["ann", "rob", "cid"]);
      assert.equal(await store.deletePath(key, "$.box.list[?(@.n == 5)]", { filters: true }), true);
      assert.deepEqual(await store.readPath(key, "$.box.list[*].n"), [7]);
      await refused(store.deletePath(key, "$.numbers[?(@ > 2)]"), "INVALID");
    });

    test("gives copies: changing what was read changes nothing", async (scene) => {
      const store = await scene.open(pathSetup);
      const key = await store.write(pathGraph());
      const [user] = (await store.readPath(key, "$.users[0]")) as { posts: unknown[] }[];
      user?.posts.splice(0);
      assertSameGraph(await store.read(key), pathGraph());
    });

    test("reads what may be a little behind only when asked to", async (scene) => {
      const store = await scene.open(pathSetup);
      const key = await store.write(pathGraph());
      assert.deepEqual(await store.readPath(key, "$.users[0].name", { consistent: true }), ["ann"]);
      const [name] = await store.readPath(key, "$.users[0].name", { consistent: false });
      assert.ok(name === "ann" || name === undefined);
    });
  });
}
