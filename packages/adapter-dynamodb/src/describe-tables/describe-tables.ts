import { DyStoreError, type Table } from "@dystore/core/adapter";
import { cdk } from "./cdk.ts";
import { cloudformation } from "./cloudformation.ts";
import type { DescribedTable } from "./described-table.ts";
import { terraform } from "./terraform.ts";

/** Options of {@link describeTables}. */
export interface DescribeTablesOptions {
  /**
   * `cloudformation`: a template as JSON, for `aws cloudformation deploy`. `cdk`: TypeScript for aws-cdk-lib 2, a function
   * that adds the tables to a stack. `terraform`: resources for the provider hashicorp/aws, 6 or later.
   */
  readonly format: "cloudformation" | "cdk" | "terraform";
  /** Whether every second of the last 35 days can be restored; it is charged by the GB. Default: `true`. */
  readonly pointInTimeRecovery?: boolean | undefined;
  /** Whether tables refuse to be deleted, and outlive the stack that made them. Default: `true`. */
  readonly deletionProtection?: boolean | undefined;
}

/** What {@link describeTables} needs of a store. */
export interface TableSource {
  readonly tables: readonly Table[];
}

const formats = { cloudformation, cdk, terraform };

/**
 * The definitions of all tables that a store needs, as text for the tool that deploys them: on demand, with their keys, and
 * with expiry by `__dystore_expires__`. Nothing is sent anywhere, and no credentials are needed.
 *
 * @returns A text for each Region that has tables, by the Region's name.
 * @throws DyStoreError `INVALID` for tables and Regions whose names DynamoDB refuses.
 * @example
 * ```ts
 * import { writeFile } from "node:fs/promises";
 * import { describeTables, dynamodbAdapter } from "@dystore/adapter-dynamodb";
 * import { DyStore } from "@dystore/core";
 *
 * const adapter = dynamodbAdapter({ region: "eu-central-1" });
 * const store = new DyStore({ adapter, table: "People", primaryKey: "ID" });
 * for (const [region, template] of describeTables(store, { format: "cloudformation" })) {
 *   await writeFile(`tables.${region}.json`, template);
 * }
 * ```
 */
export function describeTables(store: TableSource, options: DescribeTablesOptions): Map<string, string> {
  const { format, pointInTimeRecovery = true, deletionProtection = true } = options;
  const tables = store.tables.map(described);
  return new Map(
    [...Map.groupBy(tables, ({ region }) => region)].map(([region, some]) => [
      region,
      formats[format](region, some, { pointInTimeRecovery, deletionProtection }),
    ]),
  );
}

function described(table: Table): DescribedTable {
  const { name, region } = table;
  if (region !== undefined && /^[a-z0-9-]+$/.test(region)) return { ...table, region };
  const message = `Table "${name}" lies in no Region of AWS; name one, such as "eu-central-1".`;
  throw new DyStoreError("INVALID", message, { table: name });
}
