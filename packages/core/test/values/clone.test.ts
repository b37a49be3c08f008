import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";
import { cloneItem, cloneValue } from "../../src/values/clone.ts";
import { Decimal } from "../../src/values/decimal.ts";
import type { Item, Value } from "../../src/values/value.ts";
import { withPollutedPrototype } from "./polluted.ts";

describe("cloneValue", () => {
  const values: readonly (readonly [string, Value, Value])[] = [
    ["scalars", [null, true, "a", 1.5, 2n ** 70n], [null, true, "a", 1.5, 2n ** 70n]],
    ["numbers, made canonical", [-0, 5n, new Decimal("5"), new Decimal("0.5")], [0, 5, 5, 0.5]],
    ["what only a Decimal can hold", new Decimal("12345678901234567890.5"), new Decimal("12345678901234567890.5")],
    ["lists and maps", { a: [{ b: [] }], c: {} }, { a: [{ b: [] }], c: {} }],
    ["sets, their members canonical", [new Set(["a"]), new Set([1n, 2])], [new Set(["a"]), new Set([1, 2])]],
    [
      "binaries of any kind",
      [Buffer.from("ab"), Uint8Array.of(1, 2, 3).subarray(1)],
      [Uint8Array.of(97, 98), Uint8Array.of(2, 3)],
    ],
  ];
  test.each(values)("copies %s", (_, value, copy) => expect(cloneValue(value)).toStrictEqual(copy));

  test("shares nothing that could be changed", () => {
    const bytes = Uint8Array.of(1);
    const member = Uint8Array.of(2);
    const value = { list: [{ bytes }], set: new Set([member]) };
    const copy = cloneValue(value);
    bytes[0] = 9;
    member[0] = 9;
    value.list.push({ bytes });
    value.set.add(bytes);
    expect(copy).toStrictEqual({ list: [{ bytes: Uint8Array.of(1) }], set: new Set([Uint8Array.of(2)]) });
  });
});

describe("cloneItem", () => {
  test("copies names that are none of a prototype's business", () => {
    const item = JSON.parse('{"__proto__":{"admin":true},"constructor":1}');
    const copy = cloneItem(item);
    expect(Object.keys(copy)).toEqual(["__proto__", "constructor"]);
    expect(JSON.stringify(copy)).toBe(JSON.stringify(item));
    expect(Object.getPrototypeOf(copy)).toBe(Object.prototype);
    expect({}).not.toHaveProperty("admin");
  });

  test("copies nothing of a polluted Object.prototype", () => {
    const copy = withPollutedPrototype(() => cloneItem({ a: { b: 1 } }));
    expect(JSON.stringify(copy)).toBe('{"a":{"b":1}}');
  });

  // Maps of 17 to 32 names are copied in a way of their own.
  describe.each([0, 14, 20, 40])("with %i names more", (count) => {
    const more = Object.fromEntries(Array.from({ length: count }, (_, index) => [`name${index}`, `${index}`]));
    const names = Object.keys(more);

    test("leaves out what is undefined, and keeps the order of the others", () => {
      const item = { a: undefined, ...more, b: undefined, c: 1 };
      const copy = cloneItem(item as unknown as Item);
      expect(Object.keys(copy)).toEqual([...names, "c"]);
      expect(copy).toStrictEqual({ ...more, c: 1 });
    });

    test("makes numbers canonical and shares nothing", () => {
      const item = { zero: -0, big: 5n, ...more, list: [{ a: 1 }], bytes: Buffer.from("a"), yes: true, none: null };
      const copy = cloneItem(item);
      item.bytes.fill(9);
      item.list.push({ a: 2 });
      const bytes = Uint8Array.of(97);
      expect(copy).toStrictEqual({ zero: 0, big: 5, ...more, list: [{ a: 1 }], bytes, yes: true, none: null });
    });

    test("copies an own __proto__", () => {
      const item: Item = JSON.parse(JSON.stringify(more).replace("{", '{"__proto__":{"admin":-0},').replace(",}", "}"));
      const copy = cloneItem(item);
      expect(Object.keys(copy)).toEqual(["__proto__", ...names]);
      expect(Object.getPrototypeOf(copy)).toBe(Object.prototype);
      expect(Object.getOwnPropertyDescriptor(copy, "__proto__")?.value).toStrictEqual({ admin: 0 });
      expect(Object.getOwnPropertyDescriptor(copy, "__proto__")?.value).not.toBe(
        Object.getOwnPropertyDescriptor(item, "__proto__")?.value,
      );
    });

    test.each([
      ["without a prototype", Object.assign(Object.create(null), more)],
      ["of another realm", runInNewContext(`(${JSON.stringify(more)})`)],
      ["frozen", Object.freeze({ ...more })],
      ["with a symbol", { ...more, [Symbol("s")]: 1 }],
      ["with what is not enumerable", Object.defineProperty({ ...more }, "hidden", { value: 1 })],
      ["that inherits", Object.assign(Object.create({ toString: 1, inherited: 1 }), more)],
    ])("makes a plain object of one %s", (_, item) => {
      const copy = cloneItem(item);
      expect(Reflect.ownKeys(copy)).toEqual(names);
      expect(copy).toStrictEqual(more);
      const plain = { value: "0", writable: true, enumerable: true, configurable: true };
      if (count > 0) expect(Object.getOwnPropertyDescriptor(copy, "name0")).toEqual(plain);
    });

    test("asks a getter once, and copies what it gives", () => {
      let asked = 0;
      const item = {
        ...more,
        get list() {
          asked++;
          return [asked];
        },
      };
      const copy = cloneItem(item);
      expect(Object.getOwnPropertyDescriptor(copy, "list")?.value).toEqual([1]);
      expect(asked).toBe(1);
    });

    test("copies nothing of a polluted Object.prototype", () => {
      const copy = withPollutedPrototype(() => cloneItem({ ...more }));
      expect(Object.keys(copy)).toEqual(names);
    });
  });
});
