import { randomUUID } from "node:crypto";
import { dynamodbAdapter } from "@dystore/adapter-dynamodb";
import { faultProxy } from "@dystore/conformance";
import { DyStore, transact } from "@dystore/core";
import { fromMarkdown } from "mdast-util-from-markdown";
import { describe, expect, inject, onTestFinished, test } from "vitest";
import { read } from "./find-examples.ts";

const endpoint = inject("dynamodbEndpoint");

interface Policy {
  readonly Statement: readonly {
    readonly Sid: string;
    readonly Action: string | readonly string[];
    readonly Resource: string | readonly string[];
  }[];
}

/** What a policy of docs/dynamodb.md allows, as `action table`. The policy is the one that has a statement of this name. */
function allowed(sid: string): string[] {
  const policies = fromMarkdown(read("docs/dynamodb.md")).children.flatMap((node): Policy[] =>
    node.type === "code" && node.lang === "json" ? [JSON.parse(node.value)] : [],
  );
  const policy = policies.find(({ Statement }) => Statement.some((statement) => statement.Sid === sid));
  const pairs = policy?.Statement.flatMap(({ Action, Resource }) =>
    [Action].flat().flatMap((action) => [Resource].flat().map((arn) => `${action} ${arn.split("/")[1]}`)),
  );
  return (pairs ?? []).sort();
}

interface Body {
  readonly TableName?: string;
  readonly RequestItems?: Record<string, unknown>;
  readonly TransactItems?: Record<string, { readonly TableName: string }>[];
}

/** What a request needs to be allowed: of transactions, what each of their steps does. */
function needed(operation: string, { TableName, RequestItems = {}, TransactItems = [] }: Body): string[] {
  if (operation === "TransactWriteItems") {
    const actions: Record<string, string> = {
      Put: "PutItem",
      Delete: "DeleteItem",
      ConditionCheck: "ConditionCheckItem",
    };
    return TransactItems.flatMap((step) =>
      Object.entries(step).map(([kind, { TableName }]) => `dynamodb:${actions[kind]} ${TableName}`),
    );
  }
  const tables = TableName === undefined ? Object.keys(RequestItems) : [TableName];
  return tables.map((table) => `dynamodb:${operation} ${table}`);
}

interface Shelf {
  name: string;
  location: Record<string, string>;
}

/** The stores of the page: one in the tables layout, the other in the collection layout. */
const layouts = {
  tables: { table: "Root", shards: [{ path: "$.location.*", table: "Shard2", primaryKey: "IDX" }] },
  collection: { table: "Books", sortKey: "part", shards: [{ path: "$.location.*" }] },
};

/** A store of the page, and the permissions that everything done through it since `clear` needed. */
async function stage(layout: keyof typeof layouts) {
  const proxy = await faultProxy({ target: endpoint ?? "" });
  // DynamoDB Local keeps a database for each access key.
  const credentials = { accessKeyId: `policies${randomUUID().replaceAll("-", "")}`, secretAccessKey: "none" };
  const adapter = dynamodbAdapter({ endpoint: proxy.endpoint, credentials, tables: { timeToLive: true } });
  onTestFinished(async () => {
    await adapter.close();
    await proxy.close();
  });
  const store = new DyStore<Shelf>({ adapter, primaryKey: "ID", ...layouts[layout] });
  const used = (): string[] =>
    [...new Set(proxy.requests.flatMap(({ operation, body }) => needed(operation, body as Body)))].sort();
  return { store, proxy, used };
}

const shelf = (count: number): Shelf => ({
  name: "shelf",
  location: Object.fromEntries(Array.from({ length: count }, (_, index) => [`place ${index}`, "here"])),
});

async function readAll(store: DyStore<Shelf>, keys: readonly string[]): Promise<void> {
  const key = keys[0] ?? "";
  await store.readMany(keys);
  await store.read(key);
  await store.readPath(key, "$.location['place 0']");
  await store.exists(key);
  await store.metadata(key);
  await store.explain({ kind: "read", key });
  for await (const _ of store.keys());
}

describe.skipIf(endpoint === undefined)("docs/dynamodb.md gives permissions for all that is sent, and no other", () => {
  test("by programs that create tables", async () => {
    const { store, used } = await stage("tables");
    await store.createTables();
    await store.createTables();
    expect(used()).toEqual(allowed("CreateTables"));
  });

  test.each([
    ["tables", "ReadGraphs"],
    ["collection", "ReadCollections"],
  ] as const)("by programs that read, in the layout of %s", async (layout, sid) => {
    const { store, proxy, used } = await stage(layout);
    await store.createTables();
    await store.write(shelf(1), { primaryKey: "one" });
    await store.write(shelf(2), { primaryKey: "two" });
    proxy.clear();
    await readAll(store, ["two", "one"]);
    expect(used()).toEqual(allowed(sid));
  });

  test.each([
    ["tables", "ReadAndWriteGraphs"],
    ["collection", "ReadAndWriteCollections"],
  ] as const)("by programs that read and write, in the layout of %s", async (layout, sid) => {
    const { store, proxy, used } = await stage(layout);
    await store.createTables();
    proxy.clear();
    // Larger than what one transaction holds, and smaller.
    for (const count of [0, 1, 3, 150]) {
      const key = `${count}`;
      await store.write(shelf(count));
      await store.write(shelf(count), { primaryKey: key });
      await store.write(shelf(count), { primaryKey: key });
      await store.writePath(key, "$.location['place 0']", "there");
      await store.update(key, (current) => ({ ...current, name: "changed" }));
      await readAll(store, [key, "1"]);
      await store.deletePath(key, "$.location['place 0']");
      await store.delete(key);
    }
    // A write that stored its shards and was refused then: it takes them away again.
    await store.write(shelf(0), { primaryKey: "there" });
    await expect(store.write(shelf(150), { primaryKey: "there", ifAbsent: true })).rejects.toMatchObject({
      code: "CONFLICT",
    });
    // Several graphs at once, one of which stays as it is.
    await transact([
      store.operation({ kind: "write", data: shelf(1), primaryKey: "more" }),
      store.operation({ kind: "deletePath", key: "there", path: "$.none" as string }),
    ]);
    expect(used()).toEqual(allowed(sid));
  });
});
