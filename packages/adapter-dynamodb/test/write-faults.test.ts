import { randomUUID } from "node:crypto";
import type { Fault } from "@dystore/conformance";
import type { Condition, Step } from "@dystore/core/adapter";
import { describe, expect, test } from "vitest";
import { clients, names, onDynamodb, refusal, stage } from "./stage.ts";

const absent: Condition = { kind: "absent" };
const forever = { times: Number.POSITIVE_INFINITY };

const losses: readonly Fault[] = [
  { kind: "drop" },
  { kind: "loseAnswer" },
  { kind: "cutAnswer" },
  { kind: "halveAnswer" },
  { kind: "error", name: "InternalServerError", status: 500 },
  { kind: "errorAfter", name: "InternalServerError" },
  { kind: "error", name: "ServiceUnavailable", status: 503 },
];

const throttles: readonly Fault[] = [
  { kind: "error", name: "ProvisionedThroughputExceededException" },
  { kind: "error", name: "ThrottlingException" },
  { kind: "error", name: "TransactionConflictException" },
  { kind: "clockSkew", seconds: -3600 },
];

onDynamodb("a write on a condition", () => {
  describe.each(clients)("through %s", (_, ownClient) => {
    test("is sent once and UNKNOWN_OUTCOME where its answer is lost", async () => {
      const on = await stage({ ownClient });
      for (const [i, fault] of losses.entries()) {
        for (const step of [
          on.put(`put${i}`, {}, { if: absent }),
          { kind: "delete", key: on.key(`delete${i}`), if: absent } as const,
        ]) {
          on.proxy.clear();
          on.proxy.inject(fault);
          const error = await refusal(on.adapter.write([step], { atomic: true }, {}));
          expect(error.code, JSON.stringify(fault)).toBe("UNKNOWN_OUTCOME");
          expect(error.steps).toEqual([{ index: 0, code: "UNKNOWN_OUTCOME" }]);
          expect(on.proxy.count(), JSON.stringify(fault)).toBe(1);
        }
      }
    });

    test("brings nothing back from the dead", async () => {
      const on = await stage({ ownClient });
      const held = on.proxy.inject({ kind: "hold", thenLose: true });
      const refused = refusal(on.adapter.write([on.put("graph", {}, { if: absent })], { atomic: true }, {}));
      await held.struck;
      expect(await on.direct.get([on.key("graph")], { consistent: true }, {})).toEqual([{ p: "graph", s: "-" }]);
      await on.direct.write([{ kind: "delete", key: on.key("graph") }], { atomic: false }, {});
      held.release();
      expect((await refused).code).toBe("UNKNOWN_OUTCOME");
      expect(await on.direct.get([on.key("graph")], { consistent: true }, {})).toEqual([undefined]);
      expect(on.proxy.count()).toBe(1);
    });

    test("is repeated where DynamoDB says that it did nothing", async () => {
      const on = await stage({ ownClient });
      for (const [i, fault] of throttles.entries()) {
        on.proxy.clear();
        on.proxy.inject(fault);
        await on.adapter.write([on.put(`k${i}`, {}, { if: absent })], { atomic: true }, {});
        expect(on.proxy.count(), JSON.stringify(fault)).toBe(2);
      }
    });
  });

  test("is THROTTLED where DynamoDB never stops saying so, and did nothing", async () => {
    const on = await stage({ timeoutMs: 150 });
    on.proxy.inject({ kind: "error", name: "ThrottlingException" }, forever);
    const error = await refusal(on.adapter.write([on.put("a", {}, { if: absent })], { atomic: false }, {}));
    expect(error.code).toBe("THROTTLED");
    expect(await on.direct.get([on.key("a")], {}, {})).toEqual([undefined]);
  });

  test("is UNKNOWN_OUTCOME where its answer does not come in time", async () => {
    const on = await stage({ attemptTimeoutMs: 100 });
    on.proxy.inject({ kind: "hold" });
    const error = await refusal(on.adapter.write([on.put("a", {}, { if: absent })], { atomic: false }, {}));
    expect(error.code).toBe("UNKNOWN_OUTCOME");
    expect(on.proxy.count()).toBe(1);
  });

  test("is finished, not ABORTED, once it is under way", async () => {
    const on = await stage();
    const held = on.proxy.inject({ kind: "hold" });
    const controller = new AbortController();
    const written = on.adapter.write(
      [on.put("a", {}, { if: absent })],
      { atomic: true },
      { signal: controller.signal },
    );
    await held.struck;
    controller.abort();
    held.release();
    await written;
  });

  test("is ABORTED between two sendings that did nothing", async () => {
    const on = await stage();
    const throttled = on.proxy.inject({ kind: "error", name: "ThrottlingException" }, forever);
    const controller = new AbortController();
    const context = { signal: controller.signal };
    const refused = refusal(on.adapter.write([on.put("a", {}, { if: absent })], { atomic: true }, context));
    await throttled.struck;
    controller.abort();
    expect(await refused).toMatchObject({ code: "ABORTED", steps: [{ index: 0, code: "ABORTED" }] });
    expect(await on.direct.get([on.key("a")], {}, {})).toEqual([undefined]);
  });
});

onDynamodb("writes without conditions", () => {
  test.each(clients)("are repeated where an answer is lost, through %s", async (_, ownClient) => {
    const on = await stage({ ownClient });
    for (const [i, fault] of [...losses, ...throttles].entries()) {
      for (const count of [1, 3]) {
        on.proxy.clear();
        on.proxy.inject(fault);
        const partitions = names.slice(0, count).map((name) => `${name}-${i}`);
        await on.adapter.write(
          partitions.map((name) => on.put(name)),
          { atomic: false },
          {},
        );
        expect(on.proxy.count(), JSON.stringify(fault)).toBe(2);
        const keys = partitions.map((name) => on.key(name));
        expect((await on.direct.get(keys, { consistent: true }, {})).map((item) => item?.p)).toEqual(partitions);
      }
    }
  });

  test.each(clients)(
    "are UNKNOWN_OUTCOME where the repetition of a lost one is refused, through %s",
    async (_, ownClient) => {
      for (const name of ["AccessDeniedException", "ThrottlingException"]) {
        for (const count of [1, 3]) {
          const on = await stage({ ownClient, timeoutMs: 150 });
          on.proxy.inject({ kind: "loseAnswer" });
          on.proxy.inject({ kind: "error", name }, forever);
          const steps: Step[] = names.slice(0, count).map((name) => on.put(name));
          const error = await refusal(on.adapter.write(steps, { atomic: false }, {}));
          expect(error.code, name).toBe("UNKNOWN_OUTCOME");
          expect(error.steps).toEqual(steps.map((_, index) => ({ index, code: "UNKNOWN_OUTCOME" })));
          const keys = names.slice(0, count).map((name) => on.key(name));
          const found = await on.direct.get(keys, { consistent: true }, {});
          expect(found.map((item) => item?.p)).toEqual(names.slice(0, count));
        }
      }
    },
  );

  test("go in batches of 25, and what is held back is sent again", async () => {
    const on = await stage();
    on.proxy.inject({ kind: "holdBack", count: 7 }, { where: ({ body }) => JSON.stringify(body).includes("k00") });
    const steps: Step[] = names.map((name) => on.put(name));
    await on.adapter.write(steps, { atomic: false }, {});
    const sent = on.proxy.requests.map(({ body }) => JSON.stringify(body).match(/"k\d\d"/g)?.length ?? 0);
    expect(sent.sort((a, b) => a - b)).toEqual([5, 7, 25]);
    const keys = names.map((name) => on.key(name));
    expect((await on.direct.get(keys, { consistent: true }, {})).map((item) => item?.p)).toEqual(names);
    on.proxy.inject({ kind: "holdBack", count: 7 });
    await on.adapter.write(
      keys.map((key) => ({ kind: "delete", key })),
      { atomic: false },
      {},
    );
    expect(await on.direct.get(keys, { consistent: true }, {})).toEqual(names.map(() => undefined));
  });

  test.each([{}, { UnprocessedItems: { other: [{ DeleteRequest: { Key: { p: { S: "x" } } } }] } }])(
    "are not taken for done where an answer is none: %o",
    async (body) => {
      const on = await stage();
      on.proxy.inject({ kind: "answer", body });
      await on.adapter.write([on.put("a"), on.put("b")], { atomic: false }, {});
      const found = await on.direct.get([on.key("a"), on.key("b")], { consistent: true }, {});
      expect(found.map((item) => item?.p)).toEqual(["a", "b"]);
    },
  );

  test("that stay held back are named, and the others are done", async () => {
    const on = await stage({ timeoutMs: 150 });
    const where = ({ body }: { body: object }) => JSON.stringify(body).includes("k05");
    on.proxy.inject({ kind: "holdBack", count: 1 }, { ...forever, where });
    const some = ["k01", "k02", "k05"];
    const steps = some.map((name) => on.put(name));
    const error = await refusal(on.adapter.write(steps, { atomic: false }, {}));
    expect(error).toMatchObject({ code: "THROTTLED", steps: [{ index: 2, code: "THROTTLED" }] });
    const keys = some.map((name) => on.key(name));
    expect((await on.direct.get(keys, { consistent: true }, {})).map((item) => item?.p)).toEqual([
      "k01",
      "k02",
      undefined,
    ]);
  });

  test.each(clients)(
    "that were held back after an answer was lost have an UNKNOWN_OUTCOME, through %s",
    async (_, ownClient) => {
      const on = await stage({ ownClient, timeoutMs: 1000 });
      on.proxy.inject({ kind: "loseAnswer" });
      on.proxy.inject({ kind: "holdBack", count: 1 }, forever);
      const steps = [on.put("a"), on.put("b")];
      const error = await refusal(on.adapter.write(steps, { atomic: false }, {}));
      expect(error).toMatchObject({ code: "UNKNOWN_OUTCOME", steps: [{ index: 1, code: "UNKNOWN_OUTCOME" }] });
    },
  );

  test("are all tried where a table of some of them is missing", async () => {
    const on = await stage();
    const missing = { ...on.table, name: `missing-${randomUUID()}` };
    const steps: Step[] = names.flatMap((name) => [on.put(name), { ...on.put(name), table: missing }]);
    const error = await refusal(on.adapter.write(steps, { atomic: false }, {}));
    expect(error).toMatchObject({ code: "TABLE_NOT_FOUND", table: missing.name });
    expect(error.steps).toEqual(names.map((_, i) => ({ index: 2 * i + 1, code: "TABLE_NOT_FOUND" })));
    const keys = names.map((name) => on.key(name));
    expect((await on.direct.get(keys, { consistent: true }, {})).map((item) => item?.p)).toEqual(names);
  });

  test("are all tried where DynamoDB takes one of them for invalid", async () => {
    const on = await stage();
    // The table's own idea of its key differs from the caller's.
    const wrong = { ...on.table, sortKey: { name: "s", type: "binary" } } as const;
    const steps: Step[] = [
      on.put("a"),
      { kind: "put", table: wrong, item: { p: "b", s: new Uint8Array([1]) } },
      on.put("c"),
    ];
    const error = await refusal(on.adapter.write(steps, { atomic: false }, {}));
    expect(error).toMatchObject({ code: "INVALID", steps: [{ index: 1, code: "INVALID" }] });
    const found = await on.direct.get([on.key("a"), on.key("c")], { consistent: true }, {});
    expect(found.map((item) => item?.p)).toEqual(["a", "c"]);
  });

  test("are repeated as they were given, whatever became of it meanwhile", async () => {
    const on = await stage();
    for (const partitions of [["a"], ["b", "c"]]) {
      const throttled = on.proxy.inject({ kind: "error", name: "ThrottlingException" });
      const given = partitions.map((p) => ({ p, bytes: Uint8Array.of(1), set: new Set([Uint8Array.of(1)]) }));
      const steps = given.map(({ p, ...more }) => on.put(p, more));
      const written = on.adapter.write(steps, { atomic: false }, {});
      await throttled.struck;
      for (const { bytes, set } of given) for (const each of [bytes, ...set]) each.fill(9);
      await written;
      const keys = partitions.map((p) => on.key(p));
      expect(await on.direct.get(keys, { consistent: true }, {})).toEqual(
        partitions.map((p) => ({ p, s: "-", bytes: Uint8Array.of(1), set: new Set([Uint8Array.of(1)]) })),
      );
    }
  });

  test("fit into a request, however much larger they are on the wire", async () => {
    const on = await stage();
    const steps = names.slice(0, 20).map((name) => on.put(name, { text: "\u0001".repeat(300_000) }));
    await on.adapter.write(steps, { atomic: false }, {});
    expect(on.proxy.count()).toBe(3);
  });
});

onDynamodb("a write of mixed steps", () => {
  test("sends what has no condition in batches and the rest one by one, and names what failed", async () => {
    const on = await stage();
    await on.direct.write([on.put("there"), on.put("there too")], { atomic: false }, {});
    const steps: Step[] = [
      on.put("a"),
      on.put("there", { new: true }, { if: absent }),
      on.put("b", {}, { if: absent }),
      { kind: "delete", key: on.key("c") },
      { kind: "check", key: on.key("there too"), if: absent },
    ];
    const error = await refusal(on.adapter.write(steps, { atomic: false }, {}));
    expect(error.code).toBe("CONFLICT");
    expect(error.steps).toEqual([
      { index: 1, code: "CONFLICT" },
      { index: 4, code: "CONFLICT" },
    ]);
    expect(on.proxy.requests.map(({ operation }) => operation).sort()).toEqual([
      "BatchWriteItem",
      "PutItem",
      "PutItem",
      "TransactWriteItems",
    ]);
    const found = await on.direct.get([on.key("a"), on.key("b"), on.key("there")], { consistent: true }, {});
    expect(found.map((item) => item?.p ?? item)).toEqual(["a", "b", "there"]);
  });

  test("is UNKNOWN_OUTCOME as a whole where one step is", async () => {
    const on = await stage();
    await on.direct.write([on.put("there")], { atomic: false }, {});
    on.proxy.inject({ kind: "drop" }, { where: ({ body }) => JSON.stringify(body).includes("lost") });
    const steps = [on.put("there", {}, { if: absent }), on.put("lost", {}, { if: absent })];
    const error = await refusal(on.adapter.write(steps, { atomic: false }, {}));
    expect(error.code).toBe("UNKNOWN_OUTCOME");
    expect(error.steps).toEqual([
      { index: 0, code: "CONFLICT" },
      { index: 1, code: "UNKNOWN_OUTCOME" },
    ]);
  });
});
