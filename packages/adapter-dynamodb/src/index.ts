export { type DescribeTablesOptions, describeTables, type TableSource } from "./describe-tables/describe-tables.ts";
export { dynamodbAdapter } from "./dynamodb-adapter.ts";
export type { DynamodbAdapterOptions, TableOptions } from "./options.ts";
