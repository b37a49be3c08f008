import { randomUUID } from "node:crypto";
import { describe, expect, inject, onTestFinished, test } from "vitest";
import { type Fault, type FaultProxy, faultProxy } from "../src/index.ts";

type Json = Record<string, unknown>;

/** Sends a request as an SDK would, without its signature. */
async function send(
  endpoint: string,
  operation: string,
  body: Json,
): Promise<{ status: number; date: Date; answer: Json }> {
  const response = await fetch(endpoint, {
    method: "POST",
    headers: {
      "content-type": "application/x-amz-json-1.0",
      "x-amz-target": `DynamoDB_20120810.${operation}`,
      authorization:
        "AWS4-HMAC-SHA256 Credential=local/20200101/eu-west-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0",
    },
    body: JSON.stringify(body),
  });
  const date = new Date(response.headers.get("date") ?? "");
  return { status: response.status, date, answer: (await response.json()) as Json };
}

interface Stage {
  readonly proxy: FaultProxy;
  readonly TableName: string;
  key(id: string): Json;
  put(id: string): Promise<unknown>;
  /** The ids of all items, asked for directly. */
  stored(): Promise<unknown[]>;
}

async function stage(): Promise<Stage> {
  const target = inject("dynamodbEndpoint") ?? "";
  const proxy = await faultProxy({ target });
  onTestFinished(() => proxy.close());
  const TableName = `proxy-${randomUUID()}`;
  await send(target, "CreateTable", {
    TableName,
    KeySchema: [{ AttributeName: "ID", KeyType: "HASH" }],
    AttributeDefinitions: [{ AttributeName: "ID", AttributeType: "S" }],
    BillingMode: "PAY_PER_REQUEST",
  });
  const key = (id: string) => ({ ID: { S: id } });
  return {
    proxy,
    TableName,
    key,
    put: (id) => send(proxy.endpoint, "PutItem", { TableName, Item: key(id) }),
    async stored() {
      const { answer } = await send(target, "Scan", { TableName });
      return (answer.Items as { ID: { S: string } }[]).map((item) => item.ID.S).sort();
    },
  };
}

describe.skipIf(inject("dynamodbEndpoint") === undefined)("a fault proxy", () => {
  test("passes on what no fault befalls, and counts", async () => {
    const { proxy, TableName, key, put } = await stage();
    await put("a");
    const got = await send(proxy.endpoint, "GetItem", { TableName, Key: key("a") });
    expect(got).toMatchObject({ status: 200, answer: { Item: key("a") } });
    expect([proxy.count(), proxy.count("GetItem"), proxy.count("Query")]).toEqual([2, 1, 0]);
    expect(proxy.requests[1]).toMatchObject({
      operation: "GetItem",
      region: "eu-west-1",
      body: { TableName, Key: key("a") },
    });
    proxy.clear();
    expect(proxy.requests).toEqual([]);
  });

  test.each([
    [{ kind: "error", name: "ThrottlingException" }, 400, "ThrottlingException", []],
    [{ kind: "error", name: "InternalServerError", status: 500 }, 500, "InternalServerError", []],
    [{ kind: "errorAfter", name: "InternalServerError" }, 500, "InternalServerError", ["a"]],
    [{ kind: "cancel", reasons: ["None"] }, 400, "TransactionCanceledException", []],
    [{ kind: "clockSkew", seconds: 0 }, 400, "InvalidSignatureException", []],
  ] as const)("answers with an error: %o", async (fault, status, name, stored) => {
    const on = await stage();
    on.proxy.inject(fault);
    const __type = expect.stringContaining(name);
    expect(await on.put("a")).toMatchObject({ status, answer: { __type } });
    expect(await on.stored()).toEqual(stored);
  });

  test("answers with whatever it is given", async () => {
    const on = await stage();
    on.proxy.inject({ kind: "answer", body: { any: "thing" }, status: 201 });
    expect(await on.put("a")).toMatchObject({ status: 201, answer: { any: "thing" } });
    expect(await on.stored()).toEqual([]);
  });

  test("names the reasons of a cancelled transaction, and the time by a clock that is off", async () => {
    const { proxy, put } = await stage();
    proxy.inject({ kind: "cancel", reasons: ["None", "TransactionConflict"] });
    const CancellationReasons = [{ Code: "None" }, { Code: "TransactionConflict" }];
    expect(await put("a")).toMatchObject({ answer: { CancellationReasons } });
    proxy.inject({ kind: "clockSkew", seconds: 86_400 });
    const { date } = (await put("a")) as { date: Date };
    expect(Math.round((date.getTime() - Date.now()) / 86_400_000)).toBe(1);
  });

  test.each([
    [{ kind: "drop" }, []],
    [{ kind: "loseAnswer" }, ["a"]],
    [{ kind: "cutAnswer" }, ["a"]],
    [{ kind: "halveAnswer" }, ["a"]],
  ] as const satisfies [Fault, string[]][])("leaves no whole answer: %o", async (fault, stored) => {
    const on = await stage();
    on.proxy.inject(fault);
    await expect(on.put("a")).rejects.toThrow();
    expect(await on.stored()).toEqual(stored);
    await on.put("b");
  });

  test("holds an answer, or the request, until it is told", async () => {
    const on = await stage();
    for (const [id, undelivered, stored] of [
      ["a", false, ["a"]],
      ["b", true, ["a"]],
    ] as const) {
      const held = on.proxy.inject({ kind: "hold", undelivered });
      const answered = on.put(id);
      await held.struck;
      expect(await on.stored()).toEqual(stored);
      held.release();
      expect(await answered).toMatchObject({ status: 200 });
    }
    expect(await on.stored()).toEqual(["a", "b"]);
    const lost = on.proxy.inject({ kind: "hold", thenLose: true });
    const refused = expect(on.put("c")).rejects.toThrow();
    await lost.struck;
    lost.release();
    await refused;
    expect(await on.stored()).toEqual(["a", "b", "c"]);
  });

  test("holds back keys and items of batches, some or all", async () => {
    const on = await stage();
    const { TableName, key } = on;
    const puts = ["a", "b", "c"].map((id) => ({ PutRequest: { Item: key(id) } }));
    const keys = { Keys: ["a", "b"].map(key), ConsistentRead: true };
    const writes = () => send(on.proxy.endpoint, "BatchWriteItem", { RequestItems: { [TableName]: puts } });
    const reads = () => send(on.proxy.endpoint, "BatchGetItem", { RequestItems: { [TableName]: keys } });
    on.proxy.inject({ kind: "holdBack", count: 9 });
    expect((await writes()).answer).toEqual({ UnprocessedItems: { [TableName]: puts } });
    on.proxy.inject({ kind: "holdBack", count: 2 });
    expect((await writes()).answer).toEqual({ UnprocessedItems: { [TableName]: puts.slice(1) } });
    expect(await on.stored()).toEqual(["a"]);
    on.proxy.inject({ kind: "holdBack", count: 2 });
    expect((await reads()).answer).toEqual({ Responses: {}, UnprocessedKeys: { [TableName]: keys } });
    on.proxy.inject({ kind: "holdBack", count: 1 });
    expect((await reads()).answer).toEqual({
      Responses: { [TableName]: [key("a")] },
      UnprocessedKeys: { [TableName]: { Keys: [key("b")], ConsistentRead: true } },
    });
    on.proxy.inject({ kind: "holdBack", count: 1 });
    await expect(on.put("d")).rejects.toThrow();
  });

  test("ends pages early", async () => {
    const { proxy, TableName, put } = await stage();
    for (const id of ["a", "b", "c"]) await put(id);
    proxy.inject({ kind: "shortPage", items: 2 });
    const { answer } = await send(proxy.endpoint, "Scan", { TableName });
    expect(answer).toMatchObject({ Count: 2, LastEvaluatedKey: expect.anything() });
  });

  test("applies a rule to the requests it names only, so many times, and the first of several that fit", async () => {
    const { proxy, TableName, key, put } = await stage();
    const scan = () => send(proxy.endpoint, "Scan", { TableName });
    const named = proxy.inject({ kind: "error", name: "One" }, { operation: "Scan", after: 1, times: 2 });
    proxy.inject({ kind: "error", name: "Two" }, { where: ({ body }) => "Item" in body });
    const statuses: unknown[] = [];
    for (const call of [scan, () => put("a"), scan, scan, scan, () => put("a")]) {
      statuses.push(((await call()) as { status: number }).status);
    }
    expect(statuses).toEqual([200, 400, 400, 400, 200, 200]);
    expect(named.strikes).toBe(2);
    proxy.inject({ kind: "error", name: "One" });
    proxy.inject({ kind: "error", name: "Two" });
    const names = [await put("a"), await put("a")].map((one) => (one as { answer: { __type: string } }).answer.__type);
    expect(names.map((name) => name.split("#")[1])).toEqual(["One", "Two"]);
    proxy.inject({ kind: "error", name: "One" }, { times: Number.POSITIVE_INFINITY });
    proxy.clear();
    expect(await send(proxy.endpoint, "GetItem", { TableName, Key: key("a") })).toMatchObject({ status: 200 });
  });
});
