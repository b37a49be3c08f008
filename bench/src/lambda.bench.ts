import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Benchmark, Contest } from "./benchmark.ts";

const execute = promisify(execFile);
const root = fileURLToPath(new URL("../../", import.meta.url));

const bundles = [
  { name: "SDK bundled", options: [] },
  { name: "SDK external", options: ["--external-sdk"] },
];

const imported = "await import(process.argv[1]);";
const answered = `
  const { handler } = await import(process.argv[1]);
  const { statusCode } = await handler({ routeKey: "GET /notebooks/{id}", pathParameters: { id: "1" } });
  process.exit(statusCode === 404 ? 0 : 1);`;

/** Processes of Node.js that run a program on a bundle of the example, and one that does nothing. */
async function processes(program: string): Promise<Contest> {
  // A DynamoDB that is empty, and answers at once.
  const server = createServer((request, response) => {
    request.resume().on("end", () => response.setHeader("content-type", "application/x-amz-json-1.0").end("{}"));
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  const env = {
    AWS_ENDPOINT_URL_DYNAMODB: `http://127.0.0.1:${port}`,
    AWS_REGION: "us-east-2",
    AWS_ACCESS_KEY_ID: "bench",
    AWS_SECRET_ACCESS_KEY: "none",
  };
  const node = (...args: string[]) => execute(process.execPath, args, { env });

  const folder = mkdtempSync(join(tmpdir(), "dystore-bench-"));
  // For the bundle without it: as in Lambda, in a folder above.
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(join(root, "node_modules/@aws-sdk"), join(folder, "node_modules/@aws-sdk"));

  const contenders = [];
  for (const [index, { name, options }] of bundles.entries()) {
    const file = join(folder, `${index}.mjs`);
    await node(join(root, "examples/lambda/bundle.ts"), "--outfile", file, ...options);
    const kilobytes = Math.round(statSync(file).size / 1000);
    contenders.push({
      name: `${name}, ${kilobytes} kB`,
      run: () => node("--input-type=module", "--eval", program, file),
    });
  }
  return {
    contenders: [{ name: "Node.js alone", run: () => node("--input-type=module", "--eval", "") }, ...contenders],
    tearDown() {
      server.close();
      rmSync(folder, { recursive: true });
    },
  };
}

export const benchmarks: readonly Benchmark[] = [
  { name: "lambda: a cold start", batch: 1, samples: 30, setUp: () => processes(imported) },
  { name: "lambda: a cold start to the first answer", batch: 1, samples: 30, setUp: () => processes(answered) },
];
