import { memoryAdapter } from "@dystore/adapter-memory";
import { type Adapter, DyStoreError, type Item, type PutStep, type Step, type Table } from "@dystore/core/adapter";
import { describe, expect, test } from "vitest";
import { adapterConformance, type FaultScript, type FaultyAdapter, faultyAdapter } from "../src/index.ts";
import { collectTests } from "./collect.ts";
import { altered } from "./wrong/wrong-adapter.ts";

const table: Table = { name: "Items", partitionKey: { name: "ID", type: "string" } };
const put = (ID: string, n = 1): PutStep => ({ kind: "put", table, item: { ID, n } });
const many = ["a", "b", "c"].map((ID) => put(ID));
const plain = { atomic: false };

async function stage(script: FaultScript): Promise<{ beneath: Adapter; faulty: FaultyAdapter }> {
  const beneath = memoryAdapter();
  await beneath.createTable(table, {});
  return { beneath, faulty: faultyAdapter(beneath, script) };
}

async function stored(adapter: Adapter): Promise<unknown[]> {
  const items: Item[] = [];
  for await (const page of adapter.scan({ table, consistent: true }, {})) items.push(...page);
  return items.map(({ ID, n }) => `${ID}${n}`).sort();
}

const write = (adapter: Adapter, steps: readonly Step[], atomic = false) => adapter.write(steps, { atomic }, {});
const get = (adapter: Adapter, ID: string) => adapter.get([{ table, partition: ID }], { consistent: true }, {});

describe("a faulty adapter", () => {
  test("keeps the contract where no fault strikes", async () => {
    const factory = () => {
      const adapter = faultyAdapter(memoryAdapter(), []);
      return { adapter, another: () => adapter, reopen: async () => undefined, teardown: () => adapter.close() };
    };
    for (const { body } of collectTests((runner) => adapterConformance({ ...runner, factory }))) {
      await body({ skip: () => undefined });
    }
  });

  test("fails before a call, or throttles it, and does nothing of it", async () => {
    const { beneath, faulty } = await stage([
      { call: 1, fault: { kind: "error" } },
      { call: 2, fault: { kind: "error", code: "THROTTLED" } },
    ]);
    await expect(write(faulty, many, true)).rejects.toMatchObject({ code: "UNAVAILABLE", steps: undefined });
    await expect(get(faulty, "a")).rejects.toMatchObject({ code: "THROTTLED" });
    expect(await stored(beneath)).toEqual([]);
    await write(faulty, many);
    expect(await stored(beneath)).toEqual(["a1", "b1", "c1"]);
    expect(faulty.strikes).toBe(2);
  });

  test("loses answers of what was carried out, and of what was not", async () => {
    const { beneath, faulty } = await stage([
      { of: "write", call: 1, done: "all", fault: { kind: "lose" } },
      { of: "write", call: 2, fault: { kind: "lose" } },
      { of: "get", call: 1, done: "all", fault: { kind: "lose" } },
      { of: "page", call: 1, fault: { kind: "lose" } },
    ]);
    await expect(write(faulty, [put("a")])).rejects.toMatchObject({ code: "UNKNOWN_OUTCOME" });
    await expect(write(faulty, [put("b")])).rejects.toMatchObject({ code: "UNKNOWN_OUTCOME" });
    await expect(get(faulty, "a")).rejects.toMatchObject({ code: "UNAVAILABLE" });
    await expect(stored(faulty)).rejects.toMatchObject({ code: "UNAVAILABLE" });
    expect(await stored(beneath)).toEqual(["a1"]);
  });

  test("carries out a part of a batch, names the rest, and nothing of an atomic one", async () => {
    const throttled = { kind: "error", code: "THROTTLED" } as const;
    const { beneath, faulty } = await stage([
      { call: 1, done: [1], fault: throttled },
      { call: 2, done: [1], fault: { kind: "lose" } },
    ]);
    const conditional: Step = { ...put("d"), if: { kind: "equals", path: ["n"], value: "x" } };
    await expect(write(faulty, [put("a"), conditional, put("c")])).rejects.toMatchObject({
      steps: [
        { index: 0, code: "THROTTLED" },
        { index: 1, code: "CONFLICT" },
        { index: 2, code: "THROTTLED" },
      ],
    });
    await expect(write(faulty, many, true)).rejects.toMatchObject({ code: "UNKNOWN_OUTCOME" });
    expect(await stored(beneath)).toEqual([]);
  });

  test("strikes a step: those before it are carried out, and it too if that is asked for", async () => {
    for (const [done, found] of [
      ["nothing", ["a1", "b1", "c1", "d1"]],
      ["all", ["a1", "b1", "c1", "d1", "e1"]],
    ] as const) {
      const { beneath, faulty } = await stage([{ step: 5, done, fault: { kind: "lose" } }]);
      await write(faulty, many);
      const more = ["d", "e", "f"].map((ID) => put(ID));
      await expect(write(faulty, more)).rejects.toMatchObject({ code: "UNKNOWN_OUTCOME" });
      expect(await stored(beneath)).toEqual(found);
    }
  });

  test("crashes: everything fails until it is opened again", async () => {
    const { beneath, faulty } = await stage([{ call: 2, done: [0], fault: { kind: "crash" } }]);
    await write(faulty, [put("x")]);
    await expect(write(faulty, many)).rejects.toMatchObject({ code: "UNAVAILABLE" });
    for (const call of [write(faulty, many), get(faulty, "a"), stored(faulty), faulty.createTable(table, {})]) {
      await expect(call).rejects.toMatchObject({ code: "UNAVAILABLE" });
    }
    expect(faulty.crashed).toBe(true);
    expect(await stored(beneath)).toEqual(["a1", "x1"]);
    faulty.reopen();
    expect(await stored(faulty)).toEqual(["a1", "x1"]);
  });

  test("delivers late: behind other calls, or when it is told to", async () => {
    const { beneath, faulty } = await stage([
      { call: 1, fault: { kind: "lose", late: 2 } },
      { call: 2, fault: { kind: "lose", late: 99 } },
    ]);
    for (const ID of ["a", "b"]) await expect(write(faulty, [put(ID)])).rejects.toThrow();
    expect(await stored(beneath)).toEqual([]);
    await get(faulty, "a");
    expect(await stored(beneath)).toEqual(["a1"]);
    await faulty.release();
    expect(await stored(beneath)).toEqual(["a1", "b1"]);
  });

  test("delays a call, or its answer, until others have passed or it is released", async () => {
    for (const done of ["nothing", "all"] as const) {
      for (const calls of [2, 99]) {
        const { beneath, faulty } = await stage([{ call: 1, done, fault: { kind: "delay", calls } }]);
        let isAnswered = false;
        const delayed = write(faulty, [put("a")]).then(() => {
          isAnswered = true;
        });
        await get(faulty, "a");
        expect(await stored(beneath)).toEqual(done === "all" ? ["a1"] : []);
        expect(isAnswered).toBe(false);
        if (calls === 2) await get(faulty, "a");
        else await faulty.release();
        await delayed;
        expect(await stored(beneath)).toEqual(["a1"]);
      }
    }
  });

  test("tells of each half of a delayed write what became of it, and of no other", async () => {
    const nowhere: Step = { ...put("x"), table: { ...table, name: "Nowhere" } };
    const unanswered: Step = { ...put("u"), table: { ...table, name: "Unanswered" } };
    const conditional: Step = { ...put("c"), if: { kind: "equals", path: ["n"], value: "x" } };
    const failed = (index: number, code: string) => ({ index, code });
    for (const [steps, done, code, failures, left] of [
      [[put("a"), nowhere], [0], "TABLE_NOT_FOUND", [failed(1, "TABLE_NOT_FOUND")], ["a1"]],
      [[put("a"), nowhere], [1], "TABLE_NOT_FOUND", [failed(1, "TABLE_NOT_FOUND")], ["a1"]],
      [[unanswered, put("a")], [0], "UNKNOWN_OUTCOME", [failed(0, "UNKNOWN_OUTCOME")], ["a1"]],
      [
        [put("a"), conditional, unanswered],
        [0, 2],
        "UNKNOWN_OUTCOME",
        [failed(0, "UNKNOWN_OUTCOME"), failed(1, "CONFLICT"), failed(2, "UNKNOWN_OUTCOME")],
        [],
      ],
      [
        [put("a"), conditional, nowhere],
        [0, 1],
        "CONFLICT",
        [failed(1, "CONFLICT"), failed(2, "TABLE_NOT_FOUND")],
        ["a1"],
      ],
    ] as const) {
      const beneath = memoryAdapter();
      await beneath.createTable(table, {});
      // Errors that name no steps, as an adapter may throw them of a whole write.
      const terse = altered(beneath, {
        write: async (some, options, context) => {
          if (some.includes(unanswered)) throw new DyStoreError("UNKNOWN_OUTCOME", "No answer came.");
          if (some.length === 1 && some.includes(nowhere)) throw new DyStoreError("TABLE_NOT_FOUND", "No such table.");
          await beneath.write(some, options, context);
        },
      });
      const faulty = faultyAdapter(terse, [{ of: "write", call: 1, done, fault: { kind: "delay", calls: 0 } }]);
      await expect(write(faulty, steps)).rejects.toMatchObject({ code, steps: failures });
      expect(await stored(beneath)).toEqual(left);
    }
  });

  test("counts calls that it strikes, too, but for what they leave themselves", async () => {
    const { beneath, faulty } = await stage([
      { of: "write", call: 1, fault: { kind: "lose", late: 1 } },
      { of: "write", call: 2, fault: { kind: "error" } },
      { of: "write", call: 3, fault: { kind: "repeat", calls: 1 } },
    ]);
    await expect(write(faulty, [put("a")])).rejects.toThrow();
    expect(await stored(beneath)).toEqual([]);
    await expect(write(faulty, [put("b")])).rejects.toThrow();
    expect(await stored(beneath)).toEqual(["a1"]);
    await write(faulty, [put("c")]);
    await write(beneath, [{ kind: "delete", key: { table, partition: "c" } }]);
    expect(await stored(beneath)).toEqual(["a1"]);
    await get(faulty, "a");
    expect(await stored(beneath)).toEqual(["a1", "c1"]);
  });

  test("delivers twice, at once or behind other calls, but not what was refused", async () => {
    const create: Step = { ...put("a"), if: { kind: "absent" } };
    const { beneath, faulty } = await stage([
      { of: "write", call: 1, fault: { kind: "repeat", calls: 2 } },
      { of: "write", call: 2, fault: { kind: "repeat", calls: 1 } },
    ]);
    await write(faulty, [create]);
    await expect(write(faulty, [create])).rejects.toMatchObject({ code: "CONFLICT" });
    await write(beneath, [{ kind: "delete", key: { table, partition: "a" } }]);
    await get(faulty, "a");
    expect(await stored(beneath), "the first one came again").toEqual(["a1"]);
    await write(beneath, [{ kind: "delete", key: { table, partition: "a" } }]);
    await faulty.release();
    expect(await stored(beneath)).toEqual([]);
  });

  test("lets somebody else act before and after what it strikes", async () => {
    const beneath = memoryAdapter();
    await beneath.createTable(table, {});
    const seen: unknown[] = [];
    const look = async () => void seen.push(await stored(beneath));
    const script = [{ call: 1, done: "all", fault: { kind: "lose" }, before: look, after: look }] as const;
    await expect(write(faultyAdapter(beneath, script), [put("a")])).rejects.toThrow();
    expect(seen).toEqual([[], ["a1"]]);
  });

  test("meets the same faults for the same seed, which it prints", async () => {
    const run = async (seed?: number) => {
      const lines: string[] = [];
      const { beneath, faulty } = await stage({
        ...(seed === undefined ? {} : { seed }),
        oneIn: 3,
        print: (line) => lines.push(line),
      });
      const codes: string[] = [];
      for (let n = 0; n < 60; n++) {
        const steps = ["a", "b", "c", "d"].map((ID) => put(ID, n));
        codes.push(
          await faulty.write(steps, plain, {}).then(
            () => "done",
            (error) => error.code,
          ),
        );
      }
      await faulty.release();
      return { codes, lines, items: await stored(beneath) };
    };
    const one = await run(7);
    expect(one.lines).toEqual(["faultyAdapter: seed 7"]);
    expect(await run(7)).toEqual(one);
    expect((await run(8)).codes).not.toEqual(one.codes);
    expect(new Set(one.codes)).toEqual(new Set(["done", "UNAVAILABLE", "THROTTLED", "UNKNOWN_OUTCOME"]));
    const any = await run();
    const seed = Number(/seed (\d+)$/.exec(any.lines[0] ?? "")?.[1]);
    expect((await run(seed)).codes).toEqual(any.codes);
  });

  test("refuses scripts that cannot be meant", async () => {
    expect(() => faultyAdapter(memoryAdapter(), [{ fault: { kind: "crash" } }])).toThrow(TypeError);
    expect(() => faultyAdapter(memoryAdapter(), [{ call: 1, step: 1, fault: { kind: "crash" } }])).toThrow(TypeError);
    expect(() => faultyAdapter(memoryAdapter(), [{ call: 1, done: "all", fault: { kind: "error" } }])).toThrow(
      TypeError,
    );
  });
});
