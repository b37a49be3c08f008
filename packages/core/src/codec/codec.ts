/**
 * Teaches a store one more class. Codecs are asked for every object but plain ones, lists and binaries, before the built-in types
 * (`test` can claim a subclass of `Date`, and should not claim `Date` itself); the first whose `test` is true encodes. `encode`
 * returns anything that DyStore stores, other special types included.
 *
 * @example
 * ```ts
 * class Money { constructor(readonly cents: bigint, readonly currency: string) {} }
 * const money: Codec<Money> = {
 *   name: "money",
 *   test: (value) => value instanceof Money,
 *   encode: (value) => ({ cents: value.cents, currency: value.currency }),
 *   decode: (stored) => {
 *     const { cents, currency } = stored as { cents: bigint; currency: string };
 *     return new Money(cents, currency);
 *   },
 * };
 * ```
 */
export interface Codec<V = unknown> {
  /** Stored with each value; must never change. */
  readonly name: string;
  test(value: object): boolean;
  encode(value: V): unknown;
  decode(stored: unknown): V;
}

/** A codec of whatever class: what a list of them holds. */
// biome-ignore lint/suspicious/noExplicitAny: a list of codecs of unrelated classes has no narrower element type
export type AnyCodec = Codec<any>;
