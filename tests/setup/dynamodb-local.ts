import { type DynamodbLocal, dynamodbLocal } from "@dystore/conformance";
import { isDyStoreError } from "@dystore/core/adapter";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  export interface ProvidedContext {
    /** Where this run's DynamoDB Local answers; `undefined` where none is to be had and its tests are skipped. */
    dynamodbEndpoint: string | undefined;
  }
}

/** Vitest evaluates this module once for each project, in one process: what they share hangs on the process. */
const shared = globalThis as { dystoreDynamodbLocal?: Promise<DynamodbLocal | undefined> };

/**
 * Vitest's global setup of every project that tests against DynamoDB: one DynamoDB Local for the whole run, which
 * programs that tests start find through the environment.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  shared.dystoreDynamodbLocal ??= find();
  const local = await shared.dystoreDynamodbLocal;
  project.provide("dynamodbEndpoint", local?.endpoint);
  return async () => {
    await local?.stop();
  };
}

async function find(): Promise<DynamodbLocal | undefined> {
  try {
    const local = await dynamodbLocal();
    console.log(`DynamoDB Local (${local.via}) answers at ${local.endpoint}`);
    process.env.DYSTORE_DYNAMODB_ENDPOINT = local.endpoint;
    return local;
  } catch (error) {
    if (process.env.CI || !isDyStoreError(error, "UNAVAILABLE")) throw error;
    console.error(`\n*** EVERY TEST ON DYNAMODB IS SKIPPED. ${error.message} ***\n`);
    return undefined;
  }
}
