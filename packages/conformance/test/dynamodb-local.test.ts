import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, inject, onTestFinished, test, vi } from "vitest";
import { answers } from "../src/dynamodb-local/answers.ts";
import { run } from "../src/dynamodb-local/run.ts";
import { type DynamodbLocal, dynamodbLocal } from "../src/index.ts";

afterEach(() => {
  vi.unstubAllEnvs();
});

/** Fulfilled once nothing answers any more. */
async function silence(endpoint: string): Promise<void> {
  while (await answers(endpoint)) await new Promise(setImmediate);
}

describe.skipIf(inject("dynamodbEndpoint") === undefined)("a DynamoDB Local that the environment names", () => {
  test("is taken, and left running", async () => {
    const endpoint = inject("dynamodbEndpoint") ?? "";
    vi.stubEnv("DYSTORE_DYNAMODB_ENDPOINT", endpoint);
    const local = await dynamodbLocal();
    expect(local).toMatchObject({ endpoint, via: "environment" });
    await local.stop();
    expect(await answers(endpoint)).toBe(true);
  });
});

describe("no DynamoDB Local", () => {
  test("is UNAVAILABLE where the one that the environment names does not answer, and no other is tried", async () => {
    vi.stubEnv("DYSTORE_DYNAMODB_ENDPOINT", "http://127.0.0.1:1");
    const message = expect.stringMatching(/http:\/\/127\.0\.0\.1:1\b(?!.*jar)/);
    await expect(dynamodbLocal()).rejects.toMatchObject({ code: "UNAVAILABLE", message });
  });

  test("is UNAVAILABLE with what every way lacked", async () => {
    const nowhere = await mkdtemp(join(tmpdir(), "dystore-test-"));
    onTestFinished(() => rm(nowhere, { recursive: true }));
    vi.stubEnv("DYSTORE_DYNAMODB_ENDPOINT", undefined);
    vi.stubEnv("JAVA_HOME", nowhere);
    await expect(dynamodbLocal({ via: ["environment", "jar"] })).rejects.toMatchObject({
      code: "UNAVAILABLE",
      message: expect.stringMatching(/environment: .*not set.*jar: .*Java/),
    });
  });

  test("is INVALID where the environment names a way that there is not", async () => {
    vi.stubEnv("DYSTORE_DYNAMODB_VIA", "magic");
    await expect(dynamodbLocal()).rejects.toMatchObject({ code: "INVALID" });
  });
});

const java = await run(process.env.JAVA_HOME ? join(process.env.JAVA_HOME, "bin", "java") : "java", ["-version"]).then(
  () => true,
  () => false,
);

describe.skipIf(!java)("AWS's jar", () => {
  const started = async (): Promise<DynamodbLocal> => {
    const local = await dynamodbLocal({ via: ["jar"] });
    onTestFinished(() => local.stop());
    return local;
  };

  test("answers, each time on a port of its own, until it is stopped", async () => {
    const [one, two] = await Promise.all([started(), started()]);
    expect(one.via).toBe("jar");
    expect(one.endpoint).not.toBe(two.endpoint);
    expect([await answers(one.endpoint), await answers(two.endpoint)]).toEqual([true, true]);
    await one.stop();
    await one.stop();
    expect([await answers(one.endpoint), await answers(two.endpoint)]).toEqual([false, true]);
  });

  /** A process that starts the jar and then goes on for a while, or ends. */
  async function starter(then: string): Promise<{ endpoint: string; child: ChildProcess }> {
    const module = fileURLToPath(new URL("../src/dynamodb-local/dynamodb-local.ts", import.meta.url));
    const script = `
      import { dynamodbLocal } from ${JSON.stringify(module)};
      process.stdout.write((await dynamodbLocal({ via: ["jar"] })).endpoint);
      ${then}
    `;
    const args = ["--conditions=@dystore/source", "--input-type=module-typescript", "--eval", script];
    const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
    const [endpoint]: unknown[] = await once(child.stdout, "data");
    return { endpoint: String(endpoint), child };
  }

  test("ends with the process that started it, even one that is killed", async () => {
    const { endpoint, child } = await starter("setInterval(() => {}, 1000);");
    expect(await answers(endpoint)).toBe(true);
    child.kill("SIGKILL");
    await silence(endpoint);
  });

  test("does not keep alive the process that started it", async () => {
    const { endpoint, child } = await starter("");
    if (child.exitCode === null) await once(child, "exit");
    expect(child.exitCode).toBe(0);
    await silence(endpoint);
  });
});
