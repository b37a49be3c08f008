import { Decimal, type Item, type Value } from "@dystore/core/adapter";
import { changingReturned, changingStored, type WrongAdapter } from "./wrong-adapter.ts";

function isMap(value: Value): value is { readonly [name: string]: Value } {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

/** Changes every value of an item, from the leaves up. Keys' values are left alone, so that only values are lost. */
function deep(change: (value: Value) => Value): (item: Item) => Item {
  const within = (value: Value): Value => {
    if (Array.isArray(value)) return change(value.map(within));
    if (isMap(value)) {
      return change(Object.fromEntries(Object.entries(value).map(([name, member]) => [name, within(member)])));
    }
    return change(value);
  };
  return (item) =>
    Object.fromEntries(
      Object.entries(item).map(([name, value]) => [name, name === "ID" || name === "SK" ? value : within(value)]),
    );
}

/** A copy as it should not be made. */
function assigned(map: Item): Item {
  const copy: Record<string, Value> = {};
  for (const [name, value] of Object.entries(map)) copy[name] = value;
  return copy;
}

const valuesGroup = "values and types";

export const wrongValues: readonly WrongAdapter[] = [
  {
    does: "truncates a binary at its first zero",
    group: valuesGroup,
    test: "keeps a binary of zeros",
    make: (adapter) =>
      changingStored(
        deep((value) => {
          const end = value instanceof Uint8Array ? value.indexOf(0) : -1;
          return value instanceof Uint8Array && end >= 0 ? value.subarray(0, end) : value;
        }),
        adapter,
      ),
  },
  {
    does: "keeps at most 10,000 bytes of a binary",
    group: valuesGroup,
    test: "keeps a long binary",
    make: (adapter) =>
      changingStored(
        deep((value) => (value instanceof Uint8Array ? value.subarray(0, 10_000) : value)),
        adapter,
      ),
  },
  {
    does: "returns binaries as Buffers",
    group: valuesGroup,
    test: "keeps a binary that is no UTF-8",
    make: (adapter) =>
      changingReturned(
        deep((value) => (value instanceof Uint8Array ? Buffer.from(value) : value)),
        adapter,
      ),
  },
  {
    does: "stores the whole buffer that lies under a view",
    group: valuesGroup,
    test: "takes any kind of Uint8Array",
    make: (adapter) =>
      changingStored(
        deep((value) => (value instanceof Uint8Array ? new Uint8Array(value.buffer) : value)),
        adapter,
      ),
  },
  {
    does: "turns an empty string into null",
    group: valuesGroup,
    test: "keeps the empty string",
    make: (adapter) =>
      changingStored(
        deep((value) => (value === "" ? null : value)),
        adapter,
      ),
  },
  {
    does: "cuts strings at NUL",
    group: valuesGroup,
    test: "keeps control characters",
    make: (adapter) =>
      changingStored(
        deep((value) => (typeof value === "string" ? (value.split("\0")[0] ?? "") : value)),
        adapter,
      ),
  },
  {
    does: "normalizes strings",
    group: valuesGroup,
    test: "keeps a string beyond ASCII",
    make: (adapter) =>
      changingStored(
        deep((value) => (typeof value === "string" ? value.normalize("NFC") : value)),
        adapter,
      ),
  },
  {
    does: "turns strings that look like dates into another form",
    group: valuesGroup,
    test: "keeps a string that looks like a date",
    make: (adapter) =>
      changingStored(
        deep((value) =>
          typeof value === "string" && /^\d{4}-\d\d-\d\dT/.test(value) ? new Date(value).toUTCString() : value,
        ),
        adapter,
      ),
  },
  {
    does: "drops empty lists",
    group: valuesGroup,
    test: "keeps the empty list",
    make: (adapter) =>
      changingStored(
        (item) =>
          Object.fromEntries(Object.entries(item).filter(([, value]) => !Array.isArray(value) || value.length > 0)),
        adapter,
      ),
  },
  {
    does: "drops members that are null",
    group: valuesGroup,
    test: "keeps null",
    make: (adapter) =>
      changingStored((item) => Object.fromEntries(Object.entries(item).filter(([, value]) => value !== null)), adapter),
  },
  {
    does: "drops whatever is false, zero or empty",
    group: valuesGroup,
    test: "keeps false",
    make: (adapter) =>
      changingStored((item) => Object.fromEntries(Object.entries(item).filter(([, value]) => Boolean(value))), adapter),
  },
  {
    does: "trims strings",
    group: valuesGroup,
    test: "keeps a string of spaces",
    make: (adapter) =>
      changingStored(
        deep((value) => (typeof value === "string" ? value.trim() : value)),
        adapter,
      ),
  },
  {
    does: "makes numbers of strings that look like some",
    group: valuesGroup,
    test: "keeps a string that looks like a number",
    make: (adapter) =>
      changingStored(
        deep((value) => (typeof value === "string" && /^\d+(\.\d+)?$/.test(value) ? Number(value) : value)),
        adapter,
      ),
  },
  {
    does: "parses strings that look like JSON",
    group: valuesGroup,
    test: "keeps a string that looks like JSON",
    make: (adapter) =>
      changingReturned(
        deep((value) => (typeof value === "string" && value.startsWith("{") ? JSON.parse(value) : value)),
        adapter,
      ),
  },
  {
    does: "keeps two bytes of a character",
    group: valuesGroup,
    test: "keeps astral characters",
    make: (adapter) =>
      changingStored(
        deep((value) => (typeof value === "string" ? value.replaceAll(/[\u{10000}-\u{10ffff}]/gu, "\ufffd") : value)),
        adapter,
      ),
  },
  {
    does: "drops empty maps",
    group: valuesGroup,
    test: "keeps maps in maps",
    make: (adapter) =>
      changingStored(
        deep((value) => (isMap(value) && Object.keys(value).length === 0 ? null : value)),
        adapter,
      ),
  },
  {
    does: "takes a map of one type letter for a value of DynamoDB's",
    group: valuesGroup,
    test: "keeps a map that looks like DynamoDB's JSON",
    make: (adapter) =>
      changingReturned(
        deep((value) => (isMap(value) && typeof value.S === "string" ? value.S : value)),
        adapter,
      ),
  },
  {
    does: "revives maps that look like a Buffer's JSON",
    group: valuesGroup,
    test: "keeps a map that looks like a Buffer's JSON",
    make: (adapter) =>
      changingReturned(
        deep((value) => (isMap(value) && value.type === "Buffer" ? new Uint8Array(2) : value)),
        adapter,
      ),
  },
  {
    does: "returns sets as lists",
    group: valuesGroup,
    test: "keeps a set of strings",
    make: (adapter) =>
      changingReturned(
        deep((value) => (value instanceof Set ? [...value] : value)),
        adapter,
      ),
  },
  {
    does: "copies attributes by assignment, so that `__proto__` is lost and set",
    group: valuesGroup,
    test: "keeps attributes of hostile names apart",
    make: (adapter) =>
      changingReturned(
        deep((value) => (isMap(value) ? assigned(value) : value)),
        changingReturned(assigned, adapter),
      ),
  },
  {
    does: "takes any map with `$binary` for a tag of its own",
    group: valuesGroup,
    test: "keeps a map that looks like tagged JSON",
    make: (adapter) =>
      changingReturned(
        deep((value) =>
          typeof value === "object" && value !== null && Object.hasOwn(value, "$binary") ? new Uint8Array(1) : value,
        ),
        adapter,
      ),
  },
  {
    does: "folds the case of attribute names",
    group: valuesGroup,
    test: "keeps names that differ by case",
    make: (adapter) =>
      changingStored(
        (item) => Object.fromEntries(Object.entries(item).map(([name, value]) => [name === "Id" ? "id" : name, value])),
        adapter,
      ),
  },
  {
    does: "drops the 38th digit",
    group: "numbers",
    test: "come back canonical and with all 38 digits",
    make: (adapter) =>
      changingStored(
        deep((value) => {
          const text = typeof value === "bigint" ? String(value) : "";
          return typeof value === "bigint" && text.length === 38 ? BigInt(`${text.slice(0, 37)}0`) : value;
        }),
        adapter,
      ),
  },
  {
    does: "keeps decimals as doubles",
    group: "numbers",
    test: "come back canonical and with all 38 digits",
    make: (adapter) =>
      changingReturned(
        deep((value) => (value instanceof Decimal ? Number(value.toString()) : value)),
        adapter,
      ),
  },
  {
    does: "returns -0",
    group: "numbers",
    test: "come back canonical and with all 38 digits",
    make: (adapter) =>
      changingReturned(
        deep((value) => (value === 0 ? -0 : value)),
        adapter,
      ),
  },
  {
    does: "returns whole numbers as bigints",
    group: "numbers",
    test: "come back canonical from attributes",
    make: (adapter) =>
      changingReturned(
        (item) => ({ ...item, ...(Number.isInteger(item.number) ? { number: BigInt(Number(item.number)) } : {}) }),
        adapter,
      ),
  },
];
