import { DyStoreError } from "../errors/error.ts";

/** Most significant digits of a number; from the developer guide's "Data types" page, as is the range below. */
const maxDigits = 38;

/** A decimal number in parts: ±0.`digits` × 10^`point`. `digits` has no outer zeros; 0 has neither digits nor sign. */
export interface Digits {
  readonly negative: boolean;
  readonly digits: string;
  readonly point: number;
}

// Written so that no two parts can match the same characters: hostile text is refused in linear time.
const decimalForm = /^([+-]?)(?:(\d+)(?:\.(\d*))?|\.(\d+))(?:[eE]([+-]?\d+))?$/;

/**
 * Takes decimal text apart, exponents included, and checks it against what DynamoDB can keep.
 *
 * @throws `INVALID` where it is no decimal number, has more than 38 significant digits, or lies outside 1E-130 to 9.99E+125.
 */
export function parseDigits(text: string): Digits {
  const match = decimalForm.exec(text);
  if (match === null)
    throw new DyStoreError("INVALID", "A number must be written in decimal digits, such as 12.5 or 1e-7.");
  const whole = match[2] ?? "";
  const all = whole + (match[3] ?? match[4] ?? "");
  let start = 0;
  while (all.charCodeAt(start) === 48) start++;
  let end = all.length;
  while (end > start && all.charCodeAt(end - 1) === 48) end--;
  if (start === end) return { negative: false, digits: "", point: 0 };
  if (end - start > maxDigits) {
    throw new DyStoreError("INVALID", `A number has ${end - start} significant digits; ${maxDigits} can be kept.`);
  }
  const point = whole.length - start + Number(match[5] ?? 0);
  if (point < -129 || point > 126) throw outOfRange();
  return { negative: match[1] === "-", digits: all.slice(start, end), point };
}

/** The error for numbers that DynamoDB cannot keep for their magnitude. */
export function outOfRange(): DyStoreError {
  return new DyStoreError(
    "INVALID",
    "A number lies outside what can be kept: 0, and magnitudes from 1E-130 to 9.99E+125.",
  );
}

/** Canonical text: plain decimal notation without exponent or needless zeros, as DynamoDB returns numbers. */
export function plainText({ negative, digits, point }: Digits): string {
  const sign = negative ? "-" : "";
  if (digits === "") return "0";
  if (point <= 0) return `${sign}0.${"0".repeat(-point)}${digits}`;
  if (point >= digits.length) return sign + digits + "0".repeat(point - digits.length);
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}

/**
 * Bytes of a number as DynamoDB counts them (measured on DynamoDB Local): a byte, one more for each pair of digits where
 * pairs are counted from the decimal point and zero pairs at either end are left out, one more for a minus. Zero takes one.
 */
export function digitsBytes({ negative, digits, point }: Digits): number {
  if (digits === "") return 1;
  const padded = digits.length + (point & 1);
  return 1 + ((padded + 1) >> 1) + (negative ? 1 : 0);
}
