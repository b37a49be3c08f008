import { Decimal } from "./decimal.ts";
import { digitsBytes, outOfRange, parseDigits, plainText } from "./digits.ts";
import type { Numeric } from "./value.ts";

const bigLimit = 10n ** 126n;

/**
 * Whether `value` is a `number`, a `bigint` or a {@link Decimal}. Says nothing of its range: `NaN` is a `number`.
 *
 * @example
 * ```ts
 * isNumeric(new Decimal("1.5")); // true
 * isNumeric("1.5"); // false
 * ```
 */
export function isNumeric(value: unknown): value is Numeric {
  return typeof value === "number" || typeof value === "bigint" || value instanceof Decimal;
}

/**
 * Whether a `number` can be stored: zero, or of a magnitude from 1E-130 to 9.99E+125; neither `NaN` nor infinite.
 * Bounds may be compared as doubles, because what counts is the shortest decimal form, which orders as the doubles do.
 */
function inRange(value: number): boolean {
  const magnitude = Math.abs(value);
  return (magnitude >= 1e-130 && magnitude < 1e126) || value === 0;
}

/**
 * Canonical decimal text: plain notation without exponent or needless zeros. One text for one number, however it was given:
 * `1`, `1n` and `new Decimal("1.0")` are all `"1"`. A `number` stands for its shortest decimal form.
 *
 * @throws `INVALID` where it cannot be stored: `NaN`, infinities, more than 38 digits, outside 1E-130 to 9.99E+125.
 *
 * @example
 * ```ts
 * numericText(1e21); // "1000000000000000000000"
 * ```
 */
export function numericText(value: Numeric): string {
  if (typeof value === "number") {
    if (!inRange(value)) throw outOfRange();
    const text = String(value);
    return text.includes("e") ? plainText(parseDigits(text)) : text;
  }
  if (typeof value === "bigint") {
    // Bounded first: the text of a huge bigint is slow to make.
    if (value >= bigLimit || value <= -bigLimit) throw outOfRange();
    return plainText(parseDigits(String(value)));
  }
  return value.toString();
}

/**
 * The number that decimal text stands for, in canonical form: a `number` where its shortest decimal form is exactly that
 * number, else a `bigint` where it is whole, else a {@link Decimal}. `-0` is 0.
 *
 * @throws `INVALID` where it is no decimal number or cannot be stored.
 *
 * @example
 * ```ts
 * parseNumeric("1.50"); // 1.5
 * parseNumeric("12345678901234567890"); // 12345678901234567890n
 * ```
 */
export function parseNumeric(text: string): Numeric {
  const simple = Number(text);
  if (String(simple) === text && inRange(simple)) return simple;
  const digits = parseDigits(text);
  const plain = plainText(digits);
  const nearest = Number(plain);
  // The nearest double of the largest numbers lies out of range.
  if (inRange(nearest) && numericText(nearest) === plain) return nearest;
  return digits.point >= digits.digits.length ? BigInt(plain) : new Decimal(plain);
}

/**
 * The same number in the one form in which it comes back from an adapter (see {@link parseNumeric}).
 *
 * @throws `INVALID` where it is a `bigint` that cannot be stored.
 *
 * @example
 * ```ts
 * canonicalNumeric(1n); // 1
 * ```
 */
export function canonicalNumeric(value: Numeric): Numeric {
  // Adding zero makes -0 plain 0.
  return typeof value === "number" ? value + 0 : parseNumeric(numericText(value));
}

/**
 * Bytes of a number by DynamoDB's formula.
 *
 * @throws `INVALID` where it cannot be stored.
 *
 * @example
 * ```ts
 * numericBytes(42); // 2
 * ```
 */
export function numericBytes(value: Numeric): number {
  if (typeof value !== "number") return digitsBytes(parseDigits(numericText(value)));
  const magnitude = Math.abs(value);
  if (magnitude <= Number.MAX_SAFE_INTEGER) {
    // Without text where a shift by a few pairs of digits gives a whole number. Exact: no two decimals of up to 15 digits are
    // the same double, so one that divides back to `value` is its shortest form.
    for (let scale = 1; scale <= 1e8; scale *= 100) {
      const whole = Math.round(magnitude * scale);
      if (whole / scale === magnitude && (whole < 1e15 || scale === 1)) return wholeBytes(whole, value < 0);
    }
  }
  if (!inRange(value)) throw outOfRange();
  return digitsBytes(parseDigits(String(value)));
}

/** The formula for whole numbers: a byte for each base-100 digit, zeros at the end left out. */
function wholeBytes(magnitude: number, negative: boolean): number {
  if (magnitude === 0) return 1;
  let bytes = negative ? 2 : 1;
  let rest = magnitude;
  while (rest % 100 === 0) rest /= 100;
  for (; rest >= 1; rest = Math.floor(rest / 100)) bytes++;
  return bytes;
}
