import type { KeyValue } from "../values/value.ts";

/** A key attribute: its name and DynamoDB type. */
export interface KeyAttribute {
  readonly name: string;
  readonly type: "string" | "number" | "binary";
}

/**
 * A table as its users know it. Two tables of one name in two Regions are two tables. Without `region` it lies in the
 * adapter's home Region (`capabilities.region`); naming that Region means the same table. A sort key is of type string or binary.
 */
export interface Table {
  readonly name: string;
  readonly region?: string | undefined;
  readonly partitionKey: KeyAttribute;
  readonly sortKey?: KeyAttribute | undefined;
}

/** The key of one item: its table and key values. `sort` is given exactly when the table has a sort key. */
export interface ItemKey {
  readonly table: Table;
  readonly partition: KeyValue;
  readonly sort?: KeyValue | undefined;
}
