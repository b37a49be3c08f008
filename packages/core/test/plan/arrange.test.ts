import { describe, expect, test } from "vitest";
import { arrange, type Unit, type UnreadUnit } from "../../src/plan/arrange.ts";
import type { StoredPart } from "../../src/plan/piece.ts";

const target = 100;

/** An element of so many bytes. */
function unit(value: number, bytes = 10): Unit {
  return { name: undefined, value, notes: undefined, bytes, parts: [] };
}

function units(from: number, to: number, bytes?: number): Unit[] {
  return Array.from({ length: to - from }, (_, n) => unit(from + n, bytes));
}

/** Stored parts of elements, in order; those not given were not read. */
function stored(...parts: readonly (readonly Unit[] | "unread")[]): StoredPart[] {
  return parts.map((part, entry) => ({
    entry,
    position: { kind: "list", container: [], hidden: 0, count: part.length },
    content: part === "unread" ? undefined : { value: part.map(({ value = null }) => value), notes: undefined },
  }));
}

/** What becomes of elements: the entry that stays, or the values of a new part. */
function arranged(
  sequence: readonly (Unit | UnreadUnit)[],
  before: readonly StoredPart[],
  claimed: ReadonlySet<number> = new Set(),
): (string | unknown[])[] {
  return arrange(sequence, before, target, claimed).map(({ kept, units: members }) =>
    kept === undefined ? members.map(({ value }) => value) : `part ${kept}`,
  );
}

const values = (from: number, to: number) => units(from, to).map(({ value }) => value);
const threeParts = () => stored(units(0, 10), units(10, 20), units(20, 30));

describe("new elements", () => {
  test("become parts of about the target and the same size", () => {
    for (const count of [1, 15, 16, 40, 41, 99]) {
      const groups = arrange(units(0, count), [], target, new Set());
      expect(groups.flatMap((group) => group.units.map(({ value }) => value))).toEqual(values(0, count));
      expect(groups).toHaveLength(count * 10 <= target * 1.5 ? 1 : Math.ceil((count * 10) / target));
      for (const { units: members } of groups) expect(members.length).toBeLessThanOrEqual(count <= 15 ? 15 : 10);
    }
  });

  test("of any sizes never make a part of more than the target and one element", () => {
    const mixed = Array.from({ length: 200 }, (_, n) => unit(n, 1 + ((n * 7919) % target)));
    for (const { units: members } of arrange(mixed, [], target, new Set())) {
      const bytes = members.reduce((sum, each) => sum + each.bytes, 0);
      expect(members.length === 1 || bytes <= 2 * target).toBe(true);
    }
  });
});

describe("stored parts", () => {
  test("stay where nothing changed", () => {
    expect(arranged(units(0, 30), threeParts())).toEqual(["part 0", "part 1", "part 2"]);
  });

  test("are cut where they were cut before, where an element changed", () => {
    const changed = units(0, 30).with(5, unit(-5)).with(15, unit(-15));
    const [one, two, ...rest] = arranged(changed, threeParts());
    expect([one?.length, two?.length, rest]).toEqual([10, 10, ["part 2"]]);
  });

  test("stay but for one where an element is inserted or removed, wherever", () => {
    for (let at = 0; at <= 30; at++) {
      expect(arranged(units(0, 30).toSpliced(at, 0, unit(-1)), threeParts()).filter(Array.isArray)).toHaveLength(1);
      if (at < 30) expect(arranged(units(0, 30).toSpliced(at, 1), threeParts()).filter(Array.isArray)).toHaveLength(1);
    }
  });

  test("stay as they grow up to 1.5 times the target, then they are divided", () => {
    const before = stored(units(0, 15), units(15, 25));
    expect(arranged(units(0, 25), before)).toEqual(["part 0", "part 1"]);
    expect(arranged([unit(-1), ...units(0, 25)], before)).toEqual([[-1, ...values(0, 7)], values(7, 15), "part 1"]);
  });

  test("that shrink below a quarter of the target join a neighbour that was read", () => {
    expect(arranged([...units(0, 12), ...units(20, 30)], threeParts())).toEqual([values(0, 12), "part 2"]);
    expect(arranged(units(8, 30), threeParts())).toEqual([values(8, 20), "part 2"]);
    expect(arranged([...units(0, 13), ...units(20, 30)], threeParts())).toEqual(["part 0", values(10, 13), "part 2"]);
    const after = [{ unread: 0 }, ...units(10, 12), { unread: 2 }];
    expect(arranged(after, stored("unread", units(10, 20), "unread"))).toEqual(["part 0", values(10, 12), "part 2"]);
  });

  test("that were not read stay in their places", () => {
    const before = stored(units(0, 10), "unread", units(20, 30));
    expect(arranged([...units(0, 10), { unread: 1 }, ...units(20, 29)], before)).toEqual([
      "part 0",
      "part 1",
      values(20, 29),
    ]);
  });

  test("that were taken elsewhere are written again", () => {
    expect(arranged(units(0, 30), threeParts(), new Set([1]))).toEqual(["part 0", values(10, 20), "part 2"]);
  });

  test("are found behind what was removed, and before what was inserted in several places", () => {
    expect(arranged(units(20, 30), threeParts())).toEqual(["part 2"]);
    const many = stored(...Array.from({ length: 20 }, (_, n) => units(n * 10, n * 10 + 10)));
    const scattered = units(0, 200).filter(({ value }) => ![5, 65, 125, 195].includes(Number(value)));
    expect(arranged(scattered, many).filter(Array.isArray)).toHaveLength(4);
  });

  test("that went to the other end hide nothing of what stands between", () => {
    const many = stored(...Array.from({ length: 20 }, (_, n) => units(n * 10, n * 10 + 10)));
    expect(arranged([...units(10, 200), ...units(0, 10)], many).filter(Array.isArray)).toEqual([values(0, 10)]);
  });

  test("of equal elements stay as many as there are", () => {
    const equal = (count: number) => Array.from({ length: count }, () => unit(7));
    expect(arranged(equal(31), stored(equal(10), equal(10), equal(10))).filter(Array.isArray)).toHaveLength(1);
  });

  test("of other notes are others", () => {
    const noted = units(0, 10).map((each) => ({ ...each, notes: "bigint" }));
    expect(arranged(noted, stored(units(0, 10)))).toEqual([values(0, 10)]);
  });
});
