import type { KeyDeclaration } from "@dystore/core";
import type { KeyName } from "./command.ts";

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
    case "longest":
      return start.padEnd(2048, "k");
    case "too long":
      return start.padEnd(2049, "k");
    case "empty":
      return "";
    case "of another type":
      return 5;
    case "malformed":
      return `${start}\ud800`;
  }
}

function numberKey(name: Exclude<KeyName, "made up">, digits: string): unknown {
  switch (name) {
    case "a":
      return Number(digits);
    case "b":
      return -Number(digits) / 8;
    case "longest":
      return BigInt(digits.padEnd(38, "7"));
    case "too long":
      return BigInt(digits.padEnd(39, "7"));
    case "empty":
      return undefined;
    case "of another type":
      return digits;
    case "malformed":
      return Number.NaN;
  }
}
