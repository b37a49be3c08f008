import type { KeyDeclaration } from "@dystore/core";
import type { KeyName, LongKeyName } from "./command.ts";

/** By how much a key is longer than keys may be: in bytes, or digits. */
const beyond: Readonly<Record<LongKeyName, number>> = {
  "longest but 2": -2,
  "longest but 1": -1,
  longest: 0,
  "1 too long": 1,
  "2 too long": 2,
};

/** The key that a name stands for, in one sequence, under a key attribute of that type. No two sequences share an ordinary key. */
export function keyValue(name: Exclude<KeyName, "made up">, primaryKey: KeyDeclaration, sequence: number): unknown {
  const type = typeof primaryKey === "string" ? "string" : primaryKey.type;
  if (type === "number") return numberKey(name, String(sequence + 100_000));
  const text = textKey(name, `sequence ${sequence} `);
  return type === "binary" && typeof text === "string" ? new Uint8Array(Buffer.from(text)) : text;
}

function textKey(name: Exclude<KeyName, "made up">, start: string): unknown {
  switch (name) {
    case "a":
    case "b":
      return start + name;
    case "empty":
      return "";
    case "of another type":
      return 5;
    case "malformed":
      return `${start}\ud800`;
    default: {
      // Two bytes to a character: counting characters would be too lenient.
      const bytes = 2048 + beyond[name] - start.length;
      return start + "k".repeat(bytes % 2) + "é".repeat(Math.floor(bytes / 2));
    }
  }
}

function numberKey(name: Exclude<KeyName, "made up">, digits: string): unknown {
  switch (name) {
    case "a":
      return Number(digits);
    case "b":
      return -Number(digits) / 8;
    case "empty":
      return undefined;
    case "of another type":
      return digits;
    case "malformed":
      return Number.NaN;
    default:
      return BigInt(digits.padEnd(38 + beyond[name], "7"));
  }
}
