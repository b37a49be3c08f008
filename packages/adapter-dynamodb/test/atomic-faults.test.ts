import { randomUUID } from "node:crypto";
import type { Fault } from "@dystore/conformance";
import type { Condition } from "@dystore/core/adapter";
import { expect, test } from "vitest";
import { clients, onDynamodb, refusal, type Stage, stage } from "./stage.ts";

const absent: Condition = { kind: "absent" };
const forever = { times: Number.POSITIVE_INFINITY };

const passing: readonly Fault[] = [
  { kind: "drop" },
  { kind: "loseAnswer" },
  { kind: "cutAnswer" },
  { kind: "halveAnswer" },
  { kind: "errorAfter", name: "InternalServerError" },
  { kind: "error", name: "InternalServerError", status: 500 },
  { kind: "error", name: "ThrottlingException" },
  { kind: "error", name: "ProvisionedThroughputExceededException" },
  { kind: "error", name: "TransactionInProgressException" },
  { kind: "cancel", reasons: ["None", "TransactionConflict"] },
  { kind: "cancel", reasons: ["ProvisionedThroughputExceeded", "None"] },
  { kind: "cancel", reasons: ["ThrottlingError", "TransactionConflict"] },
];

/** Creates two items under fresh keys. */
function pair(on: Stage) {
  const [a, b] = [randomUUID(), randomUUID()];
  return {
    keys: [on.key(a), on.key(b)],
    items: [a, b].map((p) => ({ p, s: "-" })),
    steps: [on.put(a, {}, { if: absent }), on.put(b, {}, { if: absent })],
  };
}

onDynamodb("an atomic write", () => {
  test.each(clients)("is repeated under its token where an answer is lost, through %s", async (_, ownClient) => {
    const on = await stage({ ownClient });
    for (const fault of passing) {
      for (const token of [undefined, randomUUID()]) {
        const { keys, items, steps } = pair(on);
        on.proxy.clear();
        on.proxy.inject(fault);
        await on.adapter.write(steps, { atomic: true, token }, {});
        const [first, second, ...more] = on.proxy.requests;
        expect(second?.body, JSON.stringify(fault)).toEqual(first?.body);
        if (token) expect(first?.body.ClientRequestToken).toBe(token);
        expect(more).toEqual([]);
        expect(await on.direct.get(keys, { consistent: true }, {})).toEqual(items);
      }
    }
  });

  test("that was carried out is not carried out again by the repetition", async () => {
    const on = await stage();
    const held = on.proxy.inject({ kind: "hold", thenLose: true });
    const { keys, steps } = pair(on);
    const written = on.adapter.write(steps, { atomic: true, token: randomUUID() }, {});
    await held.struck;
    await on.direct.write(
      keys.map((key) => ({ kind: "delete", key })),
      { atomic: false },
      {},
    );
    held.release();
    await written;
    expect(on.proxy.count()).toBe(2);
    expect(await on.direct.get(keys, { consistent: true }, {})).toEqual([undefined, undefined]);
  });

  test.each(clients)("is UNKNOWN_OUTCOME where no answer ever comes, through %s", async (_, ownClient) => {
    const on = await stage({ ownClient, timeoutMs: 150 });
    on.proxy.inject({ kind: "loseAnswer" }, forever);
    expect((await refusal(on.adapter.write(pair(on).steps, { atomic: true }, {}))).code).toBe("UNKNOWN_OUTCOME");
  });

  test.each(clients)(
    "is UNKNOWN_OUTCOME where an answer was lost and the repetition was never judged, through %s",
    async (_, ownClient) => {
      for (const name of ["AccessDeniedException", "ValidationException", "ThrottlingException"]) {
        const on = await stage({ ownClient, timeoutMs: 150 });
        on.proxy.inject({ kind: "loseAnswer" });
        on.proxy.inject({ kind: "error", name }, forever);
        const error = await refusal(on.adapter.write(pair(on).steps, { atomic: true }, {}));
        expect(error.code, name).toBe("UNKNOWN_OUTCOME");
        expect(error.steps).toBeUndefined();
      }
    },
  );

  test.each(clients)(
    "is UNKNOWN_OUTCOME where a create got no answer and its repetition was refused: the first may still arrive, through %s",
    async (_, ownClient) => {
      const on = await stage({ ownClient });
      on.proxy.inject({ kind: "drop" });
      const { keys, items, steps } = pair(on);
      await on.direct.write([{ kind: "put", table: on.table, item: items[1] ?? {} }], { atomic: false }, {});
      expect((await refusal(on.adapter.write(steps, { atomic: true }, {}))).code).toBe("UNKNOWN_OUTCOME");
      expect(await on.direct.get(keys, { consistent: true }, {})).toEqual([undefined, items[1]]);
    },
  );

  test.each(clients)(
    "is CONFLICT where a change got no answer and its repetition found another version, through %s",
    async (_, ownClient) => {
      const on = await stage({ ownClient });
      await on.direct.write([on.put("a", { version: "another's" })], { atomic: false }, {});
      on.proxy.inject({ kind: "drop" });
      const condition = { kind: "equals", path: ["version"], value: "seen" } as const;
      const steps = [on.put("a", { version: "own" }, { if: condition }), on.put("b")];
      const error = await refusal(on.adapter.write(steps, { atomic: true }, {}));
      expect(error).toMatchObject({ code: "CONFLICT", steps: [{ index: 0, code: "CONFLICT" }] });
      expect(await on.direct.get([on.key("b")], { consistent: true }, {})).toEqual([undefined]);
    },
  );

  test("is THROTTLED where others never stop being in its way", async () => {
    const on = await stage({ timeoutMs: 150 });
    on.proxy.inject({ kind: "cancel", reasons: ["None", "TransactionConflict"] }, forever);
    const { keys, steps } = pair(on);
    const error = await refusal(on.adapter.write(steps, { atomic: true }, {}));
    expect(error).toMatchObject({ code: "THROTTLED", steps: [{ index: 1, code: "THROTTLED" }] });
    expect(await on.direct.get(keys, {}, {})).toEqual([undefined, undefined]);
  });

  test.each([
    [["None", "ConditionalCheckFailed"], "CONFLICT", [{ index: 1, code: "CONFLICT" }]],
    [
      ["ConditionalCheckFailed", "ConditionalCheckFailed"],
      "CONFLICT",
      [0, 1].map((index) => ({ index, code: "CONFLICT" })),
    ],
    [
      ["TransactionConflict", "ConditionalCheckFailed"],
      "CONFLICT",
      [
        { index: 0, code: "THROTTLED" },
        { index: 1, code: "CONFLICT" },
      ],
    ],
    [["ValidationError", "None"], "INVALID", [{ index: 0, code: "INVALID" }]],
    [["None", "ItemCollectionSizeLimitExceeded"], "ITEM_TOO_LARGE", [{ index: 1, code: "ITEM_TOO_LARGE" }]],
  ])("tells from the reasons %o that it is %s", async (reasons, code, steps) => {
    const on = await stage();
    on.proxy.inject({ kind: "cancel", reasons });
    expect(await refusal(on.adapter.write(pair(on).steps, { atomic: true }, {}))).toMatchObject({ code, steps });
    expect(on.proxy.count()).toBe(1);
  });

  test("is ABORTED between two sendings that did nothing, but UNKNOWN_OUTCOME after one that may have", async () => {
    for (const [fault, code] of [
      [{ kind: "error", name: "ThrottlingException" }, "ABORTED"],
      [{ kind: "loseAnswer" }, "UNKNOWN_OUTCOME"],
    ] as const) {
      const on = await stage();
      const injected = on.proxy.inject(fault, forever);
      const controller = new AbortController();
      const refused = refusal(on.adapter.write(pair(on).steps, { atomic: true }, { signal: controller.signal }));
      await injected.struck;
      controller.abort();
      expect((await refused).code).toBe(code);
    }
  });

  test("of one step is a plain write, but for a token or a check", async () => {
    const on = await stage();
    const write = async (token?: string) => {
      on.proxy.clear();
      await on.adapter.write([on.put("a")], { atomic: true, token }, {});
      return on.proxy.requests.map(({ operation }) => operation);
    };
    expect(await write()).toEqual(["PutItem"]);
    expect(await write(randomUUID())).toEqual(["TransactWriteItems"]);
    on.proxy.clear();
    await on.adapter.write([{ kind: "check", key: on.key("none"), if: absent }], { atomic: true }, {});
    expect(on.proxy.requests.map(({ operation }) => operation)).toEqual(["TransactWriteItems"]);
  });

  test("under the token of another is INVALID", async () => {
    const on = await stage();
    const token = randomUUID();
    await on.adapter.write(pair(on).steps, { atomic: true, token }, {});
    const { keys, steps } = pair(on);
    expect((await refusal(on.adapter.write(steps, { atomic: true, token }, {}))).code).toBe("INVALID");
    expect(await on.direct.get(keys, {}, {})).toEqual([undefined, undefined]);
  });
});
