import { setImmediate } from "node:timers/promises";
import {
  type DyStoreError,
  type Item,
  type ItemKey,
  isDyStoreError,
  type Step,
  type Table,
} from "@dystore/core/adapter";
import Database from "better-sqlite3";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { takeTurn } from "../src/turns.ts";
import { opened, temporaryFile } from "./temporary-folder.ts";

const table: Table = { name: "People", partitionKey: { name: "ID", type: "string" } };
const count = 5000;

const key = (index: number): ItemKey => ({ table, partition: `key ${index}` });
const item = (index: number): Item => ({ ID: `key ${index}`, index });
const create = (index: number): Step => ({ kind: "put", table, item: item(index), if: { kind: "absent" } });
const all = Array.from({ length: count }, (_, index) => index);

let file: string;

beforeEach(async () => {
  file = temporaryFile();
  await opened({ file }).createTable(table, {});
});

/** How often others of this process get their turn until something is done. */
async function turnsOfOthers(pending: Promise<unknown>): Promise<number> {
  let turns = 0;
  let isDone = false;
  const done = pending.finally(() => {
    isDone = true;
  });
  while (!isDone) {
    await setImmediate();
    turns++;
  }
  await done;
  return turns;
}

function refusal(pending: Promise<unknown>): Promise<DyStoreError> {
  return pending.then(
    () => Promise.reject(new Error("nothing was refused")),
    (error: unknown) => (isDyStoreError(error) ? error : Promise.reject(error)),
  );
}

test("A list is cut where a turn has weight enough, and nothing is lost", () => {
  const rest = [9, 1, 3, 1, 2, 2, 0].values();
  const turn = () =>
    takeTurn(
      rest,
      (mb) => mb,
      (mb) => mb * 1024 * 1024,
    );
  expect([turn(), turn(), turn(), turn(), turn()]).toEqual([[9], [1, 3], [1, 2, 2], [0], []]);
});

describe("a long write", () => {
  test("lets others work in between", async () => {
    const adapter = opened({ file });
    const pending = adapter.write(all.map(create), { atomic: false }, {});
    expect(await turnsOfOthers(pending)).toBeGreaterThan(2);
    expect(await adapter.get(all.map(key), {}, {})).toEqual(all.map(item));
  });

  test("names the failed steps of all its turns by their places in the whole list", async () => {
    const adapter = opened({ file });
    const failing = [0, 1, 2500, count - 1];
    await adapter.write(failing.map(create), { atomic: false }, {});
    const { code, steps } = await refusal(adapter.write(all.map(create), { atomic: false }, {}));
    expect([code, steps]).toEqual(["CONFLICT", failing.map((index) => ({ index, code: "CONFLICT" }))]);
  });

  test("that is stopped halfway names just what was not carried out", async () => {
    const adapter = opened({ file });
    await adapter.write([create(1)], { atomic: false }, {});
    const pending = refusal(adapter.write(all.map(create), { atomic: false }, {}));
    await setImmediate();
    await adapter.close();
    const { code, steps = [] } = await pending;
    expect(code).toBe("CLOSED");
    expect(steps[0]).toEqual({ index: 1, code: "CONFLICT" });
    const missing = new Set(steps.slice(1).map(({ index }) => index));
    expect(missing.size).toBeGreaterThan(0);
    expect(missing.size).toBeLessThan(count);
    const found = await opened({ file }).get(all.map(key), {}, {});
    expect(found).toEqual(all.map((index) => (missing.has(index) ? undefined : item(index))));
  });

  test("is not aborted once it has begun", async () => {
    const adapter = opened({ file });
    const controller = new AbortController();
    const pending = adapter.write(all.map(create), { atomic: false }, { signal: controller.signal });
    await setImmediate();
    controller.abort();
    await pending;
    expect(await adapter.get([key(count - 1)], {}, {})).toEqual([item(count - 1)]);
  });

  test("lets other connections write in between", async () => {
    const adapter = opened({ file });
    const other = new Database(file, { timeout: 0 });
    onTestFinished(() => void other.close());
    const pending = adapter.write(all.map(create), { atomic: false }, {});
    await setImmediate();
    other.exec('UPDATE items_1_People SET item = \'{"ID":"key 0","index":"theirs"}\' WHERE partition_key = \'key 0\'');
    await pending;
    expect(await adapter.get([key(0)], {}, {})).toEqual([{ ID: "key 0", index: "theirs" }]);
  });
});

describe("a long get", () => {
  test("lets others work in between", async () => {
    const adapter = opened({ file });
    expect(await turnsOfOthers(adapter.get(all.map(key), {}, {}))).toBeGreaterThan(2);
  });

  test("can be aborted between its turns", async () => {
    const adapter = opened({ file });
    const controller = new AbortController();
    const pending = refusal(adapter.get(all.map(key), {}, { signal: controller.signal }));
    await setImmediate();
    controller.abort();
    expect((await pending).code).toBe("ABORTED");
  });
});
