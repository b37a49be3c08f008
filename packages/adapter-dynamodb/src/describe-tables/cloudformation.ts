import { expiryAttribute } from "@dystore/core/adapter";
import { attributeTypes, type DescribedTable, type Safeguards } from "./described-table.ts";
import { identifier } from "./identifier.ts";

/** A CloudFormation template, as JSON. */
export function cloudformation(region: string, tables: readonly DescribedTable[], safeguards: Safeguards): string {
  const template = {
    AWSTemplateFormatVersion: "2010-09-09",
    Description: `Tables of DyStore in ${region}`,
    Resources: Object.fromEntries(tables.map((table) => [identifier(table.name), resource(table, safeguards)])),
  };
  return `${JSON.stringify(template, null, 2)}\n`;
}

function resource(table: DescribedTable, { pointInTimeRecovery, deletionProtection }: Safeguards): object {
  const keys = [table.partitionKey, ...(table.sortKey ? [table.sortKey] : [])];
  const policy = deletionProtection ? "Retain" : "Delete";
  return {
    Type: "AWS::DynamoDB::Table",
    DeletionPolicy: policy,
    UpdateReplacePolicy: policy,
    Properties: {
      TableName: table.name,
      AttributeDefinitions: keys.map(({ name, type }) => ({
        AttributeName: name,
        AttributeType: attributeTypes[type],
      })),
      KeySchema: keys.map(({ name }, index) => ({ AttributeName: name, KeyType: index === 0 ? "HASH" : "RANGE" })),
      BillingMode: "PAY_PER_REQUEST",
      TimeToLiveSpecification: { AttributeName: expiryAttribute, Enabled: true },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: pointInTimeRecovery },
      DeletionProtectionEnabled: deletionProtection,
    },
  };
}
