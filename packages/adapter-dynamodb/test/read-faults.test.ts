import type { Fault } from "@dystore/conformance";
import type { Item } from "@dystore/core/adapter";
import { expect, test } from "vitest";
import { all, names, onDynamodb, refusal, type Stage, stage } from "./stage.ts";

const passing: readonly Fault[] = [
  { kind: "error", name: "ProvisionedThroughputExceededException" },
  { kind: "error", name: "ThrottlingException" },
  { kind: "error", name: "RequestLimitExceeded" },
  { kind: "error", name: "InternalServerError", status: 500 },
  { kind: "error", name: "ServiceUnavailable", status: 503 },
  { kind: "errorAfter", name: "InternalServerError" },
  { kind: "clockSkew", seconds: 3600 },
  { kind: "drop" },
  { kind: "loseAnswer" },
  { kind: "cutAnswer" },
  { kind: "halveAnswer" },
];

type Read = (on: Stage) => Promise<readonly (Item | undefined)[]>;

const reads: Readonly<Record<string, Read>> = {
  GetItem: ({ adapter, key }) => adapter.get([key("k07")], { consistent: true }, {}),
  BatchGetItem: ({ adapter, key }) => adapter.get([key("k07"), key("k08"), key("none")], { consistent: true }, {}),
  Query: ({ adapter, table }) => all(adapter.query({ table, partition: "k07" }, {})),
  Scan: ({ adapter, table }) => all(adapter.scan({ table }, {})),
};

async function filled(options?: Parameters<typeof stage>[0]): Promise<Stage> {
  const on = await stage(options);
  await on.direct.write(
    names.map((name) => on.put(name)),
    { atomic: false },
    {},
  );
  return on;
}

onDynamodb("a read", () => {
  for (const [operation, read] of Object.entries(reads)) {
    test(`is repeated where it comes to nothing: ${operation}`, async () => {
      const on = await filled();
      const expected = await read(on);
      for (const fault of passing) {
        on.proxy.clear();
        on.proxy.inject(fault, { operation });
        expect(await read(on), JSON.stringify(fault)).toEqual(expected);
        expect(on.proxy.count(operation), JSON.stringify(fault)).toBe(2);
      }
    });
  }

  test.each([
    ["THROTTLED", { kind: "error", name: "ProvisionedThroughputExceededException" }],
    ["UNAVAILABLE", { kind: "error", name: "InternalServerError", status: 500 }],
    ["UNAVAILABLE", { kind: "drop" }],
    ["UNAVAILABLE", { kind: "halveAnswer" }],
  ] as const)("is %s where it never comes to anything: %o", async (code, fault) => {
    const on = await filled({ timeoutMs: 150 });
    on.proxy.inject(fault, { times: Number.POSITIVE_INFINITY });
    for (const read of Object.values(reads)) expect((await refusal(read(on))).code).toBe(code);
  });

  test.each([
    ["ACCESS_DENIED", "ExpiredTokenException"],
    ["ACCESS_DENIED", "AccessDeniedException"],
    ["ACCESS_DENIED", "UnrecognizedClientException"],
    ["TABLE_NOT_FOUND", "ResourceNotFoundException"],
    ["INVALID", "ValidationException"],
    ["INVALID", "SomethingNewException"],
  ] as const)("is %s at once where DynamoDB says %s", async (code, name) => {
    const on = await filled();
    on.proxy.inject({ kind: "error", name }, { times: Number.POSITIVE_INFINITY });
    const error = await refusal(on.adapter.get([on.key("k00")], {}, {}));
    expect(error).toMatchObject({ code, table: on.table.name, requestId: "fault-proxy-1" });
    expect(on.proxy.count()).toBe(1);
  });

  test("signs with the server's time once it knows it", async () => {
    const on = await filled();
    on.proxy.inject({ kind: "clockSkew", seconds: 3600 });
    await on.adapter.get([on.key("k00")], {}, {});
    const [before, after] = on.proxy.requests.map(({ headers }) => String(headers["x-amz-date"]));
    expect(Number(after?.replace(/\D/g, "")) - Number(before?.replace(/\D/g, ""))).toBeGreaterThan(5000);
  });

  test("asks again for keys that were held back, and for these only", async () => {
    const on = await filled();
    on.proxy.inject({ kind: "holdBack", count: 10 });
    on.proxy.inject({ kind: "holdBack", count: 10 });
    on.proxy.inject({ kind: "holdBack", count: 4 });
    const keys = names.map((name) => on.key(name));
    expect((await on.adapter.get(keys, {}, {})).map((item) => item?.p)).toEqual(names);
    const asked = on.proxy.requests.map(({ body }) => JSON.stringify(body).match(/"k\d\d"/g)?.length);
    expect(asked).toEqual([30, 10, 10, 4]);
  });

  test("never takes a key that stays held back for an absent item", async () => {
    const on = await filled({ timeoutMs: 150 });
    on.proxy.inject({ kind: "holdBack", count: 1 }, { times: Number.POSITIVE_INFINITY });
    const error = await refusal(on.adapter.get([on.key("k00"), on.key("none")], {}, {}));
    expect(error).toMatchObject({ code: "THROTTLED", table: on.table.name });
  });

  test.each([
    ["BatchGetItem", {}],
    ["BatchGetItem", { Responses: { other: [{ p: { S: "x" } }] } }],
    ["BatchGetItem", { Responses: {}, UnprocessedKeys: { other: { Keys: [{ p: { S: "x" } }] } } }],
    ["Query", {}],
    ["Scan", {}],
  ])("never takes for an answer what is none: %s %o", async (operation, body) => {
    const on = await filled();
    const read = reads[operation] ?? expect.unreachable();
    const expected = await read(on);
    on.proxy.inject({ kind: "answer", body }, { operation });
    expect(await read(on)).toEqual(expected);
  });

  test("goes on over pages that end early", async () => {
    const on = await stage();
    const items = names.map((s) => ({ p: "partition", s }));
    await on.direct.write(
      items.map((item) => ({ kind: "put" as const, table: on.table, item })),
      { atomic: false },
      {},
    );
    on.proxy.inject({ kind: "shortPage", items: 7 }, { times: Number.POSITIVE_INFINITY });
    expect(await all(on.adapter.query({ table: on.table, partition: "partition" }, {}))).toEqual(items);
    expect(on.proxy.count("Query")).toBe(5);
    expect(await all(on.adapter.scan({ table: on.table }, {}))).toEqual(items);
    expect(on.proxy.count("Scan")).toBe(5);
  });

  test("gives up an answer that does not come, and asks again", async () => {
    const on = await filled({ attemptTimeoutMs: 300 });
    on.proxy.inject({ kind: "hold" });
    expect(await on.adapter.get([on.key("k00")], {}, {})).toEqual([{ p: "k00", s: "-" }]);
    expect(on.proxy.count()).toBeGreaterThan(1);
  });

  test.each(Object.entries(reads))("is ABORTED while it waits for its answer: %s", async (operation) => {
    const on = await filled();
    const { adapter, table, key } = on;
    const held = on.proxy.inject({ kind: "hold" }, { operation });
    const controller = new AbortController();
    const context = { signal: controller.signal };
    const calls: Record<string, () => Promise<unknown>> = {
      GetItem: () => adapter.get([key("k00")], {}, context),
      BatchGetItem: () => adapter.get([key("k00"), key("k01")], {}, context),
      Query: () => all(adapter.query({ table, partition: "k00" }, context)),
      Scan: () => all(adapter.scan({ table }, context)),
    };
    const refused = refusal(calls[operation]?.() ?? Promise.resolve());
    await held.struck;
    controller.abort();
    expect((await refused).code).toBe("ABORTED");
  });

  test("is ABORTED while it waits to be repeated", async () => {
    const on = await filled();
    const throttled = on.proxy.inject(
      { kind: "error", name: "ThrottlingException" },
      { times: Number.POSITIVE_INFINITY },
    );
    const controller = new AbortController();
    const refused = refusal(on.adapter.get([on.key("k00")], {}, { signal: controller.signal }));
    await throttled.struck;
    controller.abort();
    expect((await refused).code).toBe("ABORTED");
  });

  test("of many keys costs a request for each hundred different ones in each Region", async () => {
    const on = await filled();
    const keys = Array.from({ length: 250 }, (_, i) => on.key(`k${i}`));
    await on.adapter.get([...keys, ...keys], {}, {});
    expect(on.proxy.requests.map(({ operation }) => operation)).toEqual(Array(3).fill("BatchGetItem"));
  });
});
