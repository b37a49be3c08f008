import { expect, test } from "vitest";
import { DyObject, DyStore } from "../../src/index.ts";
import { memoryAdapter } from "../engine/memory.ts";
import { ada, Location, Person } from "./people.ts";

async function open(): Promise<{ adapter: ReturnType<typeof memoryAdapter>; bare: DyStore }> {
  const adapter = memoryAdapter();
  await Person.store({ adapter }).createTables();
  return { adapter, bare: new DyStore({ adapter, table: "Root", primaryKey: "ID" }) };
}

test("plain objects that a plain store read keep their classes in what is saved", async () => {
  const { adapter, bare } = await open();
  const raw = await bare.read(await ada().save({ adapter }));
  const place = raw?.["location"] as Record<string, unknown>;
  place["inner"] = Location.in("in it");
  const key = await Object.assign(new Person(), { extra: [place] }).save({ adapter });
  const back = (await Person.load(key, { adapter })) as Person & { readonly extra: readonly Location[] };
  expect(back.extra[0]?.label()).toBe("London, England");
  expect((back.extra[0] as unknown as { readonly inner: Location }).inner.label()).toBe("in it, ");
});

test("plain objects of a class that is not reached are refused by save, not by load", async () => {
  class Stranger extends DyObject {
    static override typeName = "Stranger";
    static override tableName = "Root";
    static override primaryKeyName = "ID";
    n = 1;
  }
  const { adapter, bare } = await open();
  const raw = await bare.read(await new Stranger().save({ adapter }));
  const saving = Object.assign(ada(), { extra: { in: [raw] } }).save({ adapter, primaryKey: "refused" });
  const message = expect.stringMatching(/^Person: .*"Stranger".*Person\.classes/);
  await expect(saving).rejects.toMatchObject({ code: "INVALID", path: "$.extra.in[0]", message });
  const store = Person.store({ adapter });
  expect(await store.exists("refused")).toBe(false);
  const key = await ada().save({ adapter });
  await expect(store.writePath(key, "$.extra" as string, raw)).rejects.toMatchObject({ code: "INVALID" });
});

test("a place on the way to a stored shard that the data leaves out is made again with its class", async () => {
  class Home extends DyObject {
    static override typeName = "Home";
    location = new Location();
  }
  class Owner extends DyObject {
    static override typeName = "Owner";
    static override tableName = "Root";
    static override primaryKeyName = "ID";
    static override classes = () => [Home];
    home: Home | undefined = new Home();
  }
  const { adapter } = await open();
  const owner = new Owner();
  const key = await owner.save({ adapter });
  owner.home = undefined;
  await owner.save({ adapter, saveShards: false });
  const back = await Owner.load(key, { adapter });
  expect(back.home).toBeInstanceOf(Home);
  expect(back.home?.location).toBeInstanceOf(Location);
});

test("every match of a path is an instance of its own class, also what other matches hold, and migrates once", async () => {
  class OldNode extends DyObject {
    static override typeName = "Node";
    static override tableName = "Root";
    static override primaryKeyName = "ID";
    n = 1;
    nodes: OldNode[] = [];
  }
  class Node extends DyObject {
    static override typeName = "Node";
    static override tableName = "Root";
    static override primaryKeyName = "ID";
    static override version = 1;
    static override migrate(old: Record<string, unknown>): object {
      old["n"] = Number(old["n"]) * 2;
      return old;
    }
    n = 0;
    nodes: Node[] = [];
  }
  const { adapter } = await open();
  const outer = new OldNode();
  outer.nodes = [Object.assign(new OldNode(), { nodes: [new OldNode()] })];
  const key = await outer.save({ adapter });
  const path: string = "$..nodes[*]";
  const found = (await Node.store({ adapter }).readPath(key, path)) as Node[];
  expect(found.map((node) => [node instanceof Node, node.n])).toEqual([
    [true, 2],
    [true, 2],
  ]);
  expect(found[0]?.nodes[0]).toBeInstanceOf(Node);
  expect(found[0]?.nodes[0]?.n).toBe(2);
});
