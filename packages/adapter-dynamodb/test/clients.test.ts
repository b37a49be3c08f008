import { randomUUID } from "node:crypto";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { faultProxy } from "@dystore/conformance";
import type { Table } from "@dystore/core/adapter";
import { afterEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { dynamodbAdapter } from "../src/index.ts";
import { localEndpoint, onDynamodb, refusal, retryingClient } from "./stage.ts";

const table = (region?: string): Table => ({
  name: `clients-${randomUUID()}`,
  region,
  partitionKey: { name: "ID", type: "string" },
});

afterEach(() => {
  vi.unstubAllEnvs();
});

describe("the home Region", () => {
  test("is the option's, else the environment's, else us-east-2", () => {
    vi.stubEnv("AWS_REGION", "eu-west-1");
    expect(dynamodbAdapter({ region: "eu-central-1" }).capabilities.region).toBe("eu-central-1");
    expect(dynamodbAdapter().capabilities.region).toBe("eu-west-1");
    vi.stubEnv("AWS_REGION", "");
    expect(dynamodbAdapter().capabilities.region).toBe("us-east-2");
  });
});

test("an endpoint that is no URL is INVALID", () => {
  expect(() => dynamodbAdapter({ endpoint: "localhost" })).toThrow(expect.objectContaining({ code: "INVALID" }));
});

test.each([
  ["parallel", [Number.NaN, 0, -1, 1.5, Number.POSITIVE_INFINITY]],
  ["timeoutMs", [Number.NaN, 0, -5]],
  ["attemptTimeoutMs", [Number.NaN, 0, -5, 2 ** 31, Number.POSITIVE_INFINITY]],
] as const)("the option %s is INVALID where it is one of %o", (option, values) => {
  for (const value of values) {
    const open = () => dynamodbAdapter({ [option]: value });
    expect(open, String(value)).toThrow(
      expect.objectContaining({ code: "INVALID", message: expect.stringContaining(`"${option}"`) }),
    );
  }
});

test("the numbers of options may be as small and as large as they can be", () => {
  dynamodbAdapter({ parallel: 1, timeoutMs: 1, attemptTimeoutMs: 1 });
  dynamodbAdapter({ parallel: 1000, timeoutMs: Number.POSITIVE_INFINITY, attemptTimeoutMs: 2 ** 31 - 1 });
});

describe("a client that is handed in", () => {
  test("has its own endpoint and credentials", () => {
    const client = new DynamoDBClient({ region: "us-east-2" });
    const credentials = { accessKeyId: "a", secretAccessKey: "b" };
    for (const more of [{ endpoint: "http://127.0.0.1:1" }, { credentials }]) {
      expect(() => dynamodbAdapter({ client, ...more })).toThrow(expect.objectContaining({ code: "INVALID" }));
    }
  });

  test("must speak to the Region it is used for", async () => {
    const client = new DynamoDBClient({ region: "eu-west-1" });
    for (const given of [client, () => client]) {
      const adapter = dynamodbAdapter({ client: given, region: "us-east-1" });
      const error = await refusal(adapter.get([{ table: table(), partition: "a" }], {}, {}));
      expect(error.code).toBe("INVALID");
      expect(error.message).toContain("eu-west-1");
    }
  });

  test("serves its own Region only", () => {
    const client = new DynamoDBClient({ region: "eu-west-1" });
    expect(dynamodbAdapter({ client, region: "eu-west-1" }).capabilities.manyRegions).toBe(false);
    expect(dynamodbAdapter({ client: () => client }).capabilities.manyRegions).toBe(true);
    expect(dynamodbAdapter().capabilities.manyRegions).toBe(true);
  });
});

onDynamodb("clients", () => {
  test("of the adapter's own need no credentials on this machine's own address", async () => {
    for (const name of ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"]) vi.stubEnv(name, undefined);
    const proxy = await faultProxy({ target: localEndpoint() });
    const adapter = dynamodbAdapter({ endpoint: proxy.endpoint });
    onTestFinished(async () => {
      await adapter.close();
      await proxy.close();
    });
    await adapter.createTable(table(), {});
    expect(proxy.requests[0]?.headers.authorization).toContain("Credential=local/");
  });

  test("of the adapter's own take credentials from options and environment", async () => {
    vi.stubEnv("AWS_ACCESS_KEY_ID", "fromEnvironment");
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", "x");
    const proxy = await faultProxy({ target: localEndpoint() });
    onTestFinished(() => proxy.close());
    const credentials = { accessKeyId: "fromOptions", secretAccessKey: "x" };
    for (const [options, id] of [
      [{}, "fromEnvironment"],
      [{ credentials }, "fromOptions"],
    ] as const) {
      proxy.clear();
      const adapter = dynamodbAdapter({ endpoint: proxy.endpoint, ...options });
      await adapter.createTable(table(), {});
      await adapter.close();
      expect(proxy.requests[0]?.headers.authorization).toContain(`Credential=${id}/`);
    }
  });

  test("of the user's are asked for once a Region, keep their middleware, and stay open", async () => {
    const asked: string[] = [];
    const seen: string[] = [];
    const clients = new Map<string, DynamoDBClient>();
    const client = (region: string) => {
      asked.push(region);
      const made = retryingClient(localEndpoint(), region);
      made.middlewareStack.add(
        (next, context) => (args) => {
          seen.push(`${context.commandName} in ${region}`);
          return next(args);
        },
        { step: "initialize" },
      );
      clients.set(region, made);
      return made;
    };
    const adapter = dynamodbAdapter({ client });
    const [home, away] = [table(), table("eu-west-1")];
    await adapter.createTable(home, {});
    await adapter.createTable(away, {});
    const steps = [home, away].map((where) => ({ kind: "put", table: where, item: { ID: "a" } }) as const);
    await adapter.write(steps, { atomic: false }, {});
    expect(asked).toEqual(["us-east-2", "eu-west-1"]);
    expect(seen).toEqual(expect.arrayContaining(["PutItemCommand in us-east-2", "PutItemCommand in eu-west-1"]));
    const destroyed = [...clients.values()].map((made) => vi.spyOn(made, "destroy"));
    await adapter.close();
    for (const spy of destroyed) expect(spy).not.toHaveBeenCalled();
    for (const made of clients.values()) made.destroy();
  });

  test("of the adapter's own keep a connection for one request after the other", async () => {
    const proxy = await faultProxy({ target: localEndpoint() });
    const adapter = dynamodbAdapter({ endpoint: proxy.endpoint });
    onTestFinished(async () => {
      await adapter.close();
      await proxy.close();
    });
    const where = table();
    await adapter.createTable(where, {});
    for (let i = 0; i < 5; i++) await adapter.get([{ table: where, partition: "a" }], {}, {});
    expect(new Set(proxy.requests.map(({ port }) => port)).size).toBe(1);
  });
});

test("nothing that answers is UNAVAILABLE, and soon", async () => {
  const adapter = dynamodbAdapter({ endpoint: "http://127.0.0.1:1" });
  onTestFinished(() => adapter.close());
  const events: number[] = [];
  const context = { observe: (event: { requests: number }) => events.push(event.requests) };
  expect((await refusal(adapter.get([{ table: table(), partition: "a" }], {}, context))).code).toBe("UNAVAILABLE");
  const put = { kind: "put", table: table(), item: { ID: "a" }, if: { kind: "absent" } } as const;
  expect((await refusal(adapter.write([put], { atomic: true }, context))).code).toBe("UNAVAILABLE");
  expect(events).toEqual([4, 4]);
});
