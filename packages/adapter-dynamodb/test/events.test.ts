import type { AdapterEvent, Context } from "@dystore/core/adapter";
import { expect, test } from "vitest";
import { all, names, onDynamodb, refusal, stage } from "./stage.ts";

function observed(): { events: AdapterEvent[]; context: Context } {
  const events: AdapterEvent[] = [];
  return { events, context: { observe: (event) => events.push(event) } };
}

onDynamodb("an event", () => {
  test("tells of each call what was sent and used", async () => {
    const { adapter, table, put, key } = await stage();
    const { events, context } = observed();
    const used = (readUnits: number, writeUnits: number) => [
      { table: table.name, region: "us-east-2", readUnits, writeUnits },
    ];
    const event = (call: string, requests: number, capacity: unknown) => ({
      adapter: "dynamodb",
      call,
      requests,
      retries: 0,
      capacity,
    });
    await adapter.write([put("large", { text: "x".repeat(5000) })], { atomic: false }, context);
    await adapter.write(
      names.map((name) => put(name)),
      { atomic: false },
      context,
    );
    await adapter.get([key("large")], { consistent: true }, context);
    await adapter.get([key("large"), key("k00")], {}, context);
    await all(adapter.query({ table, partition: "large" }, context));
    expect(events).toEqual([
      event("write", 1, used(0, 5)),
      event("write", 2, used(0, 30)),
      event("get", 1, used(2, 0)),
      event("get", 1, used(1.5, 0)),
      event("query", 1, used(1, 0)),
    ]);
  });

  test("counts repetitions, and comes of calls that fail too", async () => {
    const { adapter, proxy, put } = await stage({ timeoutMs: 150 });
    const { events, context } = observed();
    proxy.inject({ kind: "error", name: "ThrottlingException" }, { times: 2 });
    await adapter.write([put("a")], { atomic: false }, context);
    proxy.inject({ kind: "error", name: "AccessDeniedException" });
    await refusal(adapter.write([put("a")], { atomic: false }, context));
    expect(events).toMatchObject([
      { call: "write", requests: 3, retries: 2 },
      { call: "write", requests: 1, retries: 0, capacity: [] },
    ]);
  });

  test("counts what the user's client repeats by itself", async () => {
    const { adapter, proxy, key } = await stage({ ownClient: true });
    const { events, context } = observed();
    proxy.inject({ kind: "error", name: "InternalServerError", status: 500 }, { times: 2 });
    await adapter.get([key("a")], {}, context);
    expect(events).toMatchObject([{ call: "get", requests: 3, retries: 2 }]);
    expect(proxy.count()).toBe(3);
  });

  test("comes of pages that are left before their end", async () => {
    const { adapter, table, direct, put } = await stage();
    await direct.write([put("a"), put("b")], { atomic: false }, {});
    const { events, context } = observed();
    for await (const page of adapter.scan({ table, limit: 1 }, context)) {
      expect(page).toHaveLength(1);
      break;
    }
    expect(events).toMatchObject([{ call: "scan", requests: 1 }]);
  });

  test("that nobody can take changes nothing of what a call answers", async () => {
    const on = await stage();
    const told: string[] = [];
    const context: Context = {
      observe({ call }) {
        told.push(call);
        throw new Error("The observer's own.");
      },
    };
    await on.adapter.write([on.put("a")], { atomic: false }, context);
    expect(await on.adapter.get([on.key("a")], { consistent: true }, context)).toEqual([{ p: "a", s: "-" }]);
    expect(await all(on.adapter.scan({ table: on.table, consistent: true }, context))).toEqual([{ p: "a", s: "-" }]);
    on.proxy.inject({ kind: "error", name: "AccessDeniedException" });
    expect((await refusal(on.adapter.write([on.put("a")], { atomic: false }, context))).code).toBe("ACCESS_DENIED");
    expect(told).toEqual(["write", "get", "scan", "write"]);
  });

  test("costs nothing where nobody listens", async () => {
    const { adapter, proxy, key } = await stage();
    await adapter.get([key("a")], {}, {});
    expect(proxy.requests[0]?.body.ReturnConsumedCapacity).toBe("NONE");
  });
});
