import { type Item, itemKeyText, keyOf, type Step, type Table } from "@dystore/core/adapter";
import { describe, expect, test } from "vitest";
import { opened } from "./temporary-folder.ts";

const simple: Table = { name: "Simple", partitionKey: { name: "ID", type: "string" } };
const sorted: Table = {
  name: "Sorted",
  partitionKey: { name: "ID", type: "number" },
  sortKey: { name: "SK", type: "binary" },
};

const put = (table: Table, item: Item): Step => ({ kind: "put", table, item });
const remove = (table: Table, item: Item): Step => ({ kind: "delete", key: keyOf(item, table) });

/** Items by number: the same in both tables. */
const itemOf = (table: Table, number: number): Item =>
  table === simple ? { ID: `key ${number}`, number } : { ID: number, SK: Uint8Array.of(number, 1), number };

async function filled(table: Table, numbers: readonly number[]) {
  const adapter = opened({ file: ":memory:" });
  await adapter.createTable(table, {});
  const steps = numbers.map((number) => put(table, itemOf(table, number)));
  await adapter.write(steps, { atomic: false }, {});
  const numbersIn = async () => {
    const found: Item[] = [];
    for await (const page of adapter.scan({ table, consistent: true }, {})) found.push(...page);
    const texts = found.map((item) => itemKeyText(keyOf(item, table)));
    expect(texts).toEqual(found.map(({ number }) => itemKeyText(keyOf(itemOf(table, Number(number)), table))));
    return found.map(({ number }) => Number(number)).sort((one, other) => one - other);
  };
  return { adapter, numbersIn };
}

describe.each([simple, sorted])("a write to $name that puts some items and deletes others", (table) => {
  const puts = (...numbers: readonly number[]) => numbers.map((number) => put(table, itemOf(table, number)));
  const deletes = (...numbers: readonly number[]) => numbers.map((number) => remove(table, itemOf(table, number)));

  test.each([
    ["as many", [1, 2, 3], [...puts(4, 5), ...deletes(1, 2)], [3, 4, 5]],
    ["more puts", [1], [...deletes(1), ...puts(2, 3, 4)], [2, 3, 4]],
    ["more deletes", [1, 2, 3], [...puts(4), ...deletes(1, 2, 3)], [4]],
    ["deletes of what is not there", [1], [...puts(2, 3), ...deletes(8, 9)], [1, 2, 3]],
    ["puts over what is there", [1, 2, 3], [...puts(2, 3), ...deletes(1)], [2, 3]],
    ["puts over what is there, and deletes of what is not", [2], [...puts(2), ...deletes(1)], [2]],
  ])("does both: %s", async (_, before, steps, after) => {
    const { adapter, numbersIn } = await filled(table, before);
    await adapter.write(steps, { atomic: true }, {});
    expect(await numbersIn()).toEqual(after);
  });

  test("does neither where a condition of the write does not hold", async () => {
    const { adapter, numbersIn } = await filled(table, [1, 2]);
    const refused: Step = { kind: "put", table, item: itemOf(table, 2), if: { kind: "absent" } };
    const outcome = adapter.write([...puts(3), refused, ...deletes(1)], { atomic: true }, {});
    await expect(outcome).rejects.toMatchObject({ code: "CONFLICT", steps: [{ index: 1, code: "CONFLICT" }] });
    expect(await numbersIn()).toEqual([1, 2]);
  });

  test("gets any number of them at once, in the order asked for, gaps kept", async () => {
    const numbers = Array.from({ length: 40 }, (_, number) => number);
    const { adapter } = await filled(table, numbers);
    for (const count of [2, 15, 16, 17, 33, 40]) {
      const asked = [99, ...numbers.slice(0, count)].reverse();
      const items = await adapter.get(
        asked.map((number) => keyOf(itemOf(table, number), table)),
        {},
        {},
      );
      expect(items).toEqual(asked.map((number) => (number === 99 ? undefined : itemOf(table, number))));
    }
  });
});
