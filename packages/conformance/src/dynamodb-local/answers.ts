import { setTimeout as sleep } from "node:timers/promises";

/** Whether something that speaks DynamoDB's protocol answers at `endpoint` within `timeoutMs`. */
export async function answers(endpoint: string, timeoutMs = 5000): Promise<boolean> {
  try {
    const response = await fetch(endpoint, {
      method: "POST",
      headers: {
        "content-type": "application/x-amz-json-1.0",
        "x-amz-target": "DynamoDB_20120810.ListTables",
        // DynamoDB Local reads the Region and the access key out of this and checks no signature.
        authorization:
          "AWS4-HMAC-SHA256 Credential=local/20200101/us-east-2/dynamodb/aws4_request, SignedHeaders=host, Signature=0",
      },
      body: "{}",
      signal: AbortSignal.timeout(timeoutMs),
    });
    const answer: unknown = await response.json();
    return typeof answer === "object" && answer !== null && ("TableNames" in answer || "__type" in answer);
  } catch {
    return false;
  }
}

/** Asks again and again until `endpoint` answers; `false` when `timeoutMs` have passed or `gaveUp()` says that it never will. */
export async function answersWithin(endpoint: string, timeoutMs: number, gaveUp: () => boolean): Promise<boolean> {
  for (const end = Date.now() + timeoutMs; Date.now() < end && !gaveUp(); await sleep(50)) {
    if (await answers(endpoint)) return true;
  }
  return false;
}
