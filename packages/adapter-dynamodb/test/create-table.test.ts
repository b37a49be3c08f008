import { randomUUID } from "node:crypto";
import { DescribeTableCommand, DescribeTimeToLiveCommand, UpdateTimeToLiveCommand } from "@aws-sdk/client-dynamodb";
import type { Table } from "@dystore/core/adapter";
import { expect, onTestFinished, test } from "vitest";
import { dynamodbAdapter, type TableOptions } from "../src/index.ts";
import { localEndpoint, onDynamodb, refusal, retryingClient, stage } from "./stage.ts";

const fresh = (): Table => ({
  name: `tables-${randomUUID()}`,
  partitionKey: { name: "ID", type: "number" },
  sortKey: { name: "part", type: "binary" },
});

function opened(tables?: TableOptions) {
  const client = retryingClient(localEndpoint());
  const adapter = dynamodbAdapter({ client, tables });
  onTestFinished(async () => {
    await adapter.close();
    client.destroy();
  });
  const described = async ({ name }: Table) => (await client.send(new DescribeTableCommand({ TableName: name }))).Table;
  const expiry = async ({ name }: Table) =>
    (await client.send(new DescribeTimeToLiveCommand({ TableName: name }))).TimeToLiveDescription;
  return { client, adapter, described, expiry };
}

onDynamodb("a table", () => {
  test("is made on demand, with the keys it should have", async () => {
    const { adapter, described, expiry } = opened();
    const table = fresh();
    await adapter.createTable(table, {});
    const made = await described(table);
    expect(made).toMatchObject({
      TableStatus: "ACTIVE",
      BillingModeSummary: { BillingMode: "PAY_PER_REQUEST" },
      KeySchema: [
        { AttributeName: "ID", KeyType: "HASH" },
        { AttributeName: "part", KeyType: "RANGE" },
      ],
    });
    expect(made?.AttributeDefinitions).toEqual(
      expect.arrayContaining([
        { AttributeName: "ID", AttributeType: "N" },
        { AttributeName: "part", AttributeType: "B" },
      ]),
    );
    expect(await expiry(table)).toEqual({ TimeToLiveStatus: "DISABLED" });
  });

  test("is made with provisioned capacity and expiry where options say so", async () => {
    const { adapter, described, expiry } = opened({ provisioned: { readUnits: 3, writeUnits: 4 }, timeToLive: true });
    const table = fresh();
    await adapter.createTable(table, {});
    const made = await described(table);
    expect(made?.ProvisionedThroughput).toMatchObject({ ReadCapacityUnits: 3, WriteCapacityUnits: 4 });
    expect(await expiry(table)).toEqual({ TimeToLiveStatus: "ENABLED", AttributeName: "__dystore_expires__" });
    await adapter.createTable(table, {});
  });

  test("is asked for with tags where options say so", async () => {
    // DynamoDB Local takes tags, and forgets them.
    const { adapter, proxy } = await stage({ tables: { tags: { team: "graphs" } } });
    await adapter.createTable(fresh(), {});
    const { body } = proxy.requests.find(({ operation }) => operation === "CreateTable") ?? {};
    expect(body?.Tags).toEqual([{ Key: "team", Value: "graphs" }]);
  });

  test("that stands gets its expiry later, but not in place of another", async () => {
    const { adapter, client, expiry } = opened({ timeToLive: true });
    const [plain, other] = [fresh(), fresh()];
    for (const table of [plain, other]) await opened().adapter.createTable(table, {});
    await adapter.createTable(plain, {});
    expect(await expiry(plain)).toMatchObject({ TimeToLiveStatus: "ENABLED" });
    const TimeToLiveSpecification = { Enabled: true, AttributeName: "ttl" };
    await client.send(new UpdateTimeToLiveCommand({ TableName: other.name, TimeToLiveSpecification }));
    expect((await refusal(adapter.createTable(other, {}))).code).toBe("INVALID");
  });

  test.each([
    ["another name of its partition key", { partitionKey: { name: "id", type: "number" } }],
    ["another type of its partition key", { partitionKey: { name: "ID", type: "string" } }],
    ["no sort key", { sortKey: undefined }],
    ["another type of its sort key", { sortKey: { name: "part", type: "string" } }],
  ] as const)("that stands with other keys is INVALID: %s", async (_, change) => {
    const { adapter } = opened();
    const table = fresh();
    await adapter.createTable(table, {});
    const error = await refusal(adapter.createTable({ ...table, ...change }, {}));
    expect(error).toMatchObject({ code: "INVALID", table: table.name });
  });

  test("that is missing is named, whatever else was asked for", async () => {
    const { adapter } = opened();
    const [stands, missing] = [fresh(), fresh()];
    await adapter.createTable(stands, {});
    const keys = [stands, missing].map((table) => ({ table, partition: 1, sort: new Uint8Array([1]) }));
    const steps = keys.map((key) => ({ kind: "delete", key }) as const);
    for (const call of [
      () => adapter.get(keys, {}, {}),
      () => adapter.write(steps, { atomic: true }, {}),
      () => adapter.write(steps, { atomic: false }, {}),
    ]) {
      expect(await refusal(call())).toMatchObject({ code: "TABLE_NOT_FOUND", table: missing.name });
    }
  });

  test("may be made by several at once", async () => {
    const { adapter, described } = opened();
    const table = fresh();
    await Promise.all([1, 2, 3, 4].map(() => adapter.createTable(table, {})));
    expect((await described(table))?.TableStatus).toBe("ACTIVE");
  });

  test("is made although DynamoDB does not see it at once, is throttled, or loses an answer", async () => {
    const on = await stage();
    on.proxy.inject({ kind: "error", name: "ResourceNotFoundException" }, { operation: "DescribeTable", times: 2 });
    on.proxy.inject({ kind: "error", name: "LimitExceededException" }, { operation: "CreateTable" });
    on.proxy.inject({ kind: "loseAnswer" }, { operation: "CreateTable" });
    const table = fresh();
    await on.adapter.createTable(table, {});
    expect(await on.direct.get([{ table, partition: 1, sort: new Uint8Array([1]) }], {}, {})).toEqual([undefined]);
  });
});
