/** What goes back to the client. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

/** An answer as DynamoDB would give it; `date` is what its clock says. */
export function jsonAnswer(status: number, value: unknown, requestId: string, date: Date = new Date()): Answer {
  return {
    status,
    headers: {
      "content-type": "application/x-amz-json-1.0",
      date: date.toUTCString(),
      "x-amzn-requestid": requestId,
    },
    body: Buffer.from(JSON.stringify(value)),
  };
}

/** An error as DynamoDB would report it. */
export function errorAnswer(
  status: number,
  name: string,
  requestId: string,
  more: Readonly<Record<string, unknown>> = {},
  date?: Date,
): Answer {
  const body = { __type: `com.amazonaws.dynamodb.v20120810#${name}`, message: "Injected by a fault proxy.", ...more };
  return jsonAnswer(status, body, requestId, date);
}
