export { dynamodbAdapter } from "./dynamodb-adapter.ts";
export type { DynamodbAdapterOptions, TableOptions } from "./options.ts";
