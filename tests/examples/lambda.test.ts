import { spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { root } from "../docs/find-examples.ts";

const endpoint = inject("dynamodbEndpoint");

// Outside the repository, where nothing but what is in the bundle is to be had.
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "dystore-lambda-"));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Does to a bundle what Lambda does, for each event that comes on its standard input. */
const lambda = `
  import { text } from "node:stream/consumers";
  import { pathToFileURL } from "node:url";
  const { handler, store } = await import(pathToFileURL(process.argv[1]));
  await store.createTables();
  const answers = [];
  for (const event of JSON.parse(await text(process.stdin))) answers.push(await handler(event));
  const marked = await store.readPath("n1", "$.pages[?(@.text == 'two')].text", { filters: true });
  console.log(JSON.stringify({ answers, marked }));
`;

function node(args: readonly string[], options: { input?: string; env?: Record<string, string> } = {}): string {
  const { stdout, stderr, status } = spawnSync(process.execPath, args, { encoding: "utf8", cwd: folder, ...options });
  // The end, because Node.js quotes the line that failed: here all of the bundle.
  expect({ stderr: stderr.slice(-1000), status }).toEqual({ stderr: "", status: 0 });
  return stdout;
}

const events = [
  { routeKey: "GET /notebooks/{id}", pathParameters: { id: "n1" } },
  { routeKey: "PUT /notebooks/{id}", pathParameters: { id: "n1" }, body: "Shopping" },
  { routeKey: "PUT /notebooks/{id}", pathParameters: { id: "n1" }, body: "Shopping" },
  { routeKey: "PUT /notebooks/{id}/pages/{page}", pathParameters: { id: "n1", page: "0" }, body: "one" },
  {
    routeKey: "PUT /notebooks/{id}/pages/{page}",
    pathParameters: { id: "n1", page: "1" },
    body: Buffer.from("two").toString("base64"),
    isBase64Encoded: true,
  },
  { routeKey: "PUT /notebooks/{id}/pages/{page}", pathParameters: { id: "n1", page: "3" }, body: "four" },
  { routeKey: "PUT /notebooks/{id}/pages/{page}", pathParameters: { id: "n1", page: "0].text" }, body: "x" },
  { routeKey: "PUT /notebooks/{id}/pages/{page}", pathParameters: { id: "n1", page: "0" }, body: "x".repeat(409_600) },
  { routeKey: "PUT /notebooks/{id}/pages/{page}", pathParameters: { id: "n1", page: "0" }, body: "one" },
  { routeKey: "GET /notebooks/{id}/pages/{page}", pathParameters: { id: "n1", page: "1" } },
  { routeKey: "GET /notebooks/{id}", pathParameters: { id: "n1" } },
  { routeKey: "DELETE /notebooks/{id}", pathParameters: { id: "n1" } },
];

const changed: unknown = expect.stringMatching(/^\d{4}-\d\d-\d\dT/);

describe.skipIf(endpoint === undefined)("a bundle of the Lambda function", { timeout: 60_000 }, () => {
  test.each([
    ["with the SDK in it", []],
    ["with the SDK left to Lambda", ["--external-sdk"]],
  ])("creates, reads and changes graphs: %s", (_, options) => {
    const home = join(folder, randomUUID());
    mkdirSync(home);
    const outfile = join(home, "index.mjs");
    node([
      "--disable-warning=ExperimentalWarning",
      join(root, "examples/lambda/bundle.ts"),
      "--outfile",
      outfile,
      ...options,
    ]);
    if (options.length > 0) {
      mkdirSync(join(home, "node_modules"));
      symlinkSync(join(root, "node_modules/@aws-sdk"), join(home, "node_modules/@aws-sdk"));
    }

    const stdout = node(["--input-type=module", "--eval", lambda, outfile], {
      input: JSON.stringify(events),
      env: {
        AWS_ENDPOINT_URL_DYNAMODB: endpoint ?? "",
        AWS_REGION: "eu-central-1",
        // DynamoDB Local keeps a database for each access key.
        AWS_ACCESS_KEY_ID: `lambda${randomUUID().replaceAll("-", "")}`,
        AWS_SECRET_ACCESS_KEY: "none",
      },
    });
    const { answers, marked } = JSON.parse(stdout) as {
      answers: { statusCode: number; body: string }[];
      marked: unknown;
    };
    expect(answers.map(({ statusCode, body }) => [statusCode, JSON.parse(body)])).toEqual([
      [404, { error: "NOT_FOUND" }],
      [201, { id: "n1" }],
      [409, { error: "CONFLICT" }],
      [200, true],
      [200, true],
      [404, { error: "NOT_FOUND" }],
      [400, { error: "INVALID" }],
      [200, true],
      [200, true],
      [200, { text: "two", changed }],
      [
        200,
        {
          title: "Shopping",
          pages: [
            { text: "one", changed },
            { text: "two", changed },
          ],
        },
      ],
      [404, { error: "NO_SUCH_ROUTE" }],
    ]);
    // What evaluates filters is in the bundle too.
    expect(marked).toEqual(["two"]);
  });
});
