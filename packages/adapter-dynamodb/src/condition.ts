import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import type { Condition, Table } from "@dystore/core/adapter";

/** The part of a request that says what must hold. */
export interface ConditionInput {
  ConditionExpression: string;
  ExpressionAttributeNames: Record<string, string>;
  ExpressionAttributeValues?: Record<string, AttributeValue>;
}

/** A condition in DynamoDB's language. Names and values go as placeholders, so they may be anything. */
export function conditionInput(condition: Condition, table: Table): ConditionInput {
  if (condition.kind === "absent") {
    // Every item has its partition key, so an item without one is none.
    return {
      ConditionExpression: "attribute_not_exists(#n0)",
      ExpressionAttributeNames: { "#n0": table.partitionKey.name },
    };
  }
  return {
    ConditionExpression: `${condition.path.map((_, i) => `#n${i}`).join(".")} = :v`,
    ExpressionAttributeNames: Object.fromEntries(condition.path.map((name, i) => [`#n${i}`, name])),
    ExpressionAttributeValues: { ":v": { S: condition.value } },
  };
}
