import type { Fault } from "@dystore/conformance";
import { describe, expect, test } from "vitest";
import { all, clients, names, onDynamodb, refusal, type Stage, stage } from "./stage.ts";

const forever = { times: Number.POSITIVE_INFINITY };
const throttled: Fault = { kind: "error", name: "ThrottlingException" };

/** Calls that send one request, which is then to be repeated. */
const calls: Readonly<Record<string, (on: Stage) => Promise<unknown>>> = {
  GetItem: ({ adapter, key }) => adapter.get([key("a")], {}, {}),
  BatchGetItem: ({ adapter, key }) => adapter.get([key("a"), key("b")], {}, {}),
  Query: ({ adapter, table }) => all(adapter.query({ table, partition: "a" }, {})),
  Scan: ({ adapter, table }) => all(adapter.scan({ table }, {})),
  PutItem: ({ adapter, put }) => adapter.write([put("a")], { atomic: false }, {}),
  BatchWriteItem: ({ adapter, put }) => adapter.write([put("a"), put("b")], { atomic: false }, {}),
  TransactWriteItems: ({ adapter, put }) => adapter.write([put("a"), put("b")], { atomic: true }, {}),
  DescribeTable: ({ adapter, table }) => adapter.createTable(table, {}),
};

onDynamodb("closing", () => {
  describe.each(clients)("with %s", (_, ownClient) => {
    test.each(Object.entries(calls))("ends what waits to be repeated as CLOSED: %s", async (_, call) => {
      const on = await stage({ ownClient });
      const fault = on.proxy.inject(throttled, forever);
      const refused = refusal(call(on));
      await fault.struck;
      await on.adapter.close();
      const sent = on.proxy.count();
      expect((await refused).code).toBe("CLOSED");
      expect(on.proxy.count()).toBe(sent);
    });
  });

  test("ends what was held back as CLOSED, and names it", async () => {
    const on = await stage();
    const fault = on.proxy.inject({ kind: "holdBack", count: 2 }, forever);
    const refused = refusal(on.adapter.write([on.put("a"), on.put("b")], { atomic: false }, {}));
    await fault.struck;
    await on.adapter.close();
    expect(await refused).toMatchObject({
      code: "CLOSED",
      steps: [
        { index: 0, code: "CLOSED" },
        { index: 1, code: "CLOSED" },
      ],
    });
  });

  test("leaves a write whose answer was lost an UNKNOWN_OUTCOME", async () => {
    const on = await stage();
    const fault = on.proxy.inject({ kind: "loseAnswer" }, forever);
    const refused = refusal(on.adapter.write([on.put("a")], { atomic: false }, {}));
    await fault.struck;
    await on.adapter.close();
    expect((await refused).code).toBe("UNKNOWN_OUTCOME");
  });

  test("waits for all requests of a call that has begun", async () => {
    const on = await stage({ parallel: 1 });
    const held = on.proxy.inject({ kind: "hold" });
    const steps = names.map((name) => on.put(name, {}, { if: { kind: "absent" } }));
    const written = on.adapter.write(steps, { atomic: false }, {});
    await held.struck;
    const closed = on.adapter.close();
    held.release();
    await closed;
    expect(on.proxy.count()).toBe(names.length);
    await written;
    expect(on.proxy.count()).toBe(names.length);
  });
});
