import { expiryAttribute, type KeyAttribute } from "@dystore/core/adapter";
import type { DescribedTable, Safeguards } from "./described-table.ts";
import { identifier } from "./identifier.ts";

/** TypeScript for aws-cdk-lib 2: a function that adds the tables to a stack. */
export function cdk(region: string, tables: readonly DescribedTable[], safeguards: Safeguards): string {
  return `import { RemovalPolicy } from "aws-cdk-lib";
import { AttributeType, Billing, TableV2 } from "aws-cdk-lib/aws-dynamodb";
import type { Construct } from "constructs";

/** Tables of DyStore; \`scope\` belongs to a stack in ${region}. */
export function tables(scope: Construct) {
  return {
${tables.map((table) => construct(table, safeguards)).join("")}  };
}
`;
}

function construct(table: DescribedTable, { pointInTimeRecovery, deletionProtection }: Safeguards): string {
  const { name, partitionKey, sortKey } = table;
  const sort = sortKey ? `\n      sortKey: ${key(sortKey)},` : "";
  return `    ${identifier(name)}: new TableV2(scope, "${identifier(name)}", {
      tableName: ${JSON.stringify(name)},
      partitionKey: ${key(partitionKey)},${sort}
      billing: Billing.onDemand(),
      timeToLiveAttribute: ${JSON.stringify(expiryAttribute)},
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: ${pointInTimeRecovery} },
      deletionProtection: ${deletionProtection},
      removalPolicy: RemovalPolicy.${deletionProtection ? "RETAIN" : "DESTROY"},
    }),
`;
}

function key({ name, type }: KeyAttribute): string {
  return `{ name: ${JSON.stringify(name)}, type: AttributeType.${type.toUpperCase()} }`;
}
