import { describe, inject } from "vitest";

/** Groups tests that need DynamoDB Local, and skips them where none is to be had. */
export const onDynamodb: typeof describe = describe.skipIf(inject("dynamodbEndpoint") === undefined) as typeof describe;

/** DynamoDB Local's address. */
export function localEndpoint(): string {
  const endpoint = inject("dynamodbEndpoint");
  if (endpoint === undefined) throw new TypeError("This test runs without a DynamoDB Local.");
  return endpoint;
}
