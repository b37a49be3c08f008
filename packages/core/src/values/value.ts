import type { Decimal } from "./decimal.ts";

/**
 * A number as adapters take and return it. What comes back is canonical: a `number` where its shortest decimal form is exactly
 * the stored number, else a `bigint` where it is whole, else a {@link Decimal}. DynamoDB keeps 38 digits, 1E-130 to 9.99E+125.
 */
export type Numeric = number | bigint | Decimal;

/** What an attribute of an item can hold: DynamoDB's types. A value comes back deeply equal and of the same type. */
export type Value =
  | null
  | boolean
  | string
  | Numeric
  | Uint8Array
  | readonly Value[]
  | { readonly [name: string]: Value }
  | ReadonlySet<string>
  | ReadonlySet<Numeric>
  | ReadonlySet<Uint8Array>;

/** An item: attributes by name, those of its key among them. */
export interface Item {
  readonly [attribute: string]: Value;
}

/** What a key attribute can hold. */
export type KeyValue = string | Numeric | Uint8Array;
