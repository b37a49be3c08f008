import { parseDigits, plainText } from "./digits.ts";

/**
 * An immutable decimal number of up to 38 significant digits, for numbers that a `number` would round and that are not whole.
 * It does no arithmetic: it carries digits to and from the store without loss.
 *
 * @example
 * ```ts
 * const price = new Decimal("1234567890.123456789");
 * price.toString(); // "1234567890.123456789"
 * new Decimal("1.50").equals(new Decimal("1.5")); // true
 * ```
 */
export class Decimal {
  // A plain property rather than a #private one, so that deep comparisons of test runners see the digits.
  private readonly text: string;

  /**
   * @param value Decimal text, exponents allowed; or a number (its shortest decimal form) or bigint.
   * @throws `INVALID` where it is no decimal number, has more than 38 significant digits, or lies outside 1E-130 to 9.99E+125.
   */
  constructor(value: string | number | bigint) {
    this.text = plainText(parseDigits(typeof value === "string" ? value : String(value)));
    Object.freeze(this);
  }

  /** Plain decimal notation without exponent or needless zeros; one text for one number. */
  toString(): string {
    return this.text;
  }

  /** The same text, as JSON has no decimals of this length. */
  toJSON(): string {
    return this.text;
  }

  /** Whether `other` is a `Decimal` of the same value. */
  equals(other: unknown): boolean {
    return other instanceof Decimal && other.text === this.text;
  }
}
