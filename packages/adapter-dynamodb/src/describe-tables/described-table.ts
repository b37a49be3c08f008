import type { Table } from "@dystore/core/adapter";

/** A table as all formats describe it. */
export interface DescribedTable extends Table {
  readonly region: string;
}

/** What all tables are described with. */
export interface Safeguards {
  readonly pointInTimeRecovery: boolean;
  readonly deletionProtection: boolean;
}

/** Types of key attributes, as DynamoDB names them. */
export const attributeTypes = { string: "S", number: "N", binary: "B" } as const;
