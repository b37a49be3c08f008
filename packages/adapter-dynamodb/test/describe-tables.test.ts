import { randomUUID } from "node:crypto";
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DynamoDBClient,
  UpdateTimeToLiveCommand,
  type UpdateTimeToLiveCommandInput,
} from "@aws-sdk/client-dynamodb";
import { DyStore } from "@dystore/core";
import { describe, expect, onTestFinished, test } from "vitest";
import { type DescribeTablesOptions, describeTables, dynamodbAdapter } from "../src/index.ts";
import { localEndpoint, onDynamodb } from "./stage.ts";

type Layout = Omit<ConstructorParameters<typeof DyStore>[0], "adapter">;

const readme: Layout = {
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
};

const regions: Layout = {
  table: "2026-my_app.sensors",
  primaryKey: { name: 'the "\u0024{number} %{key}"\n', type: "number" },
  shards: [
    { path: "$.readings[*]", table: "readings", primaryKey: { name: "IDX", type: "binary" } },
    { path: "$.pictures[*]", table: "pictures", primaryKey: "IDX", region: "us-west-2" },
    // Tables that are listed already: once under the adapter's own Region, once under the other.
    { path: "$.log[*]", table: "readings", primaryKey: { name: "IDX", type: "binary" }, region: "eu-central-1" },
    { path: "$.films[*]", table: "pictures", primaryKey: "IDX", region: "us-west-2" },
    { path: "$.sounds[*]", table: "readings", primaryKey: "IDX", region: "us-west-2" },
  ],
};

const stores: readonly [string, Layout, Omit<DescribeTablesOptions, "format">][] = [
  ["readme", readme, {}],
  ["regions", regions, { pointInTimeRecovery: false, deletionProtection: false }],
];
const formats = ["cloudformation", "cdk", "terraform"] as const;

function storeOf(layout: Layout, endpoint?: string) {
  // DynamoDB Local keeps a database for each access key.
  const credentials = { accessKeyId: `tables${randomUUID().replaceAll("-", "")}`, secretAccessKey: "none" };
  const adapter = dynamodbAdapter({ region: "eu-central-1", endpoint, credentials, tables: { timeToLive: true } });
  onTestFinished(() => adapter.close());
  return { store: new DyStore({ adapter, ...layout }), credentials };
}

interface Template {
  readonly Resources: {
    readonly [id: string]: {
      readonly Properties: CreateTableCommandInput &
        Pick<UpdateTimeToLiveCommandInput, "TimeToLiveSpecification"> & {
          readonly PointInTimeRecoverySpecification: object;
        };
    };
  };
}

describe("table definitions", () => {
  describe.each(stores)("of the store %s", (name, layout, options) => {
    test.each(formats)("are written out for %s", async (format) => {
      const described = describeTables(storeOf(layout).store, { format, ...options });
      const text = [...described].map(([region, part]) => `==> ${region}\n${part}`).join("");
      await expect(text).toMatchFileSnapshot(`described/${name}.${format}.txt`);
    });
  });

  test.each(formats)("have sort keys where tables do: %s", async (format) => {
    const key = (name: string) => ({ name, type: "binary" }) as const;
    const table = { name: "sorted", region: "eu-west-1", partitionKey: key("p"), sortKey: key("s") };
    const text = describeTables({ tables: [table] }, { format }).get("eu-west-1");
    await expect(text).toMatchFileSnapshot(`described/sorted.${format}.txt`);
  });

  test("have names that every tool takes, and no two the same", () => {
    const names = ["a-b", "a_b", "a.b", "aX2Db", "abX", "constructor", "__proto__", "2026", "z".repeat(255)];
    names.push("-".repeat(255), `${"-".repeat(254)}_`);
    const shards = names.map((table) => ({ path: `$["${table}"]`, table, primaryKey: "IDX" }));
    const { store } = storeOf({ table: "Root", primaryKey: "ID", shards });
    const [text = ""] = describeTables(store, { format: "cloudformation" }).values();
    const ids = Object.keys((JSON.parse(text) as Template).Resources);
    expect(ids).toHaveLength(names.length + 1);
    for (const id of ids) expect(id).toMatch(/^Table[A-Za-z0-9]{1,250}$/);
    const [source = ""] = describeTables(store, { format: "terraform" }).values();
    expect(new Set(source.match(/"Table\w+"/g)).size).toBe(names.length + 1);
  });

  test.each([
    ["a table", { table: "no such table!" }],
    ["a Region", { region: "Frankfurt am Main" }],
  ])("are not written for what DynamoDB refuses: %s", (_, wrong) => {
    const { store } = storeOf({ ...readme, ...wrong });
    expect(() => describeTables(store, { format: "cdk" })).toThrow(expect.objectContaining({ code: "INVALID" }));
  });
});

onDynamodb("a CloudFormation template's tables", () => {
  test.each(stores)("are those that the store %s creates", async (_, layout, options) => {
    const { store, credentials } = storeOf(layout, localEndpoint());
    const made: string[] = [];
    for (const [region, text] of describeTables(store, { format: "cloudformation", ...options })) {
      const client = new DynamoDBClient({ region, endpoint: localEndpoint(), credentials });
      onTestFinished(() => client.destroy());
      for (const { Properties } of Object.values((JSON.parse(text) as Template).Resources)) {
        const { TimeToLiveSpecification, PointInTimeRecoverySpecification, ...input } = Properties;
        await client.send(new CreateTableCommand(input));
        await client.send(new UpdateTimeToLiveCommand({ TableName: input.TableName, TimeToLiveSpecification }));
        made.push(`${region} ${input.TableName}`);
      }
    }
    // What stands is checked, key by key, and so is what items expire by.
    await store.createTables();
    expect(made).toEqual(store.tables.map(({ region, name }) => `${region} ${name}`));
  });
});
