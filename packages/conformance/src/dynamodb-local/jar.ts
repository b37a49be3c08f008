import { createServer } from "node:net";
import { join } from "node:path";
import { answersWithin } from "./answers.ts";
import { jarDirectory } from "./jar-cache.ts";
import { startKept } from "./kept-process.ts";
import { run } from "./run.ts";

/** Starts AWS's jar on a free port, fetching it first where the cache lacks it. */
export async function startJar(cacheDirectory?: string): Promise<{ endpoint: string; stop(): Promise<void> }> {
  const java = process.env.JAVA_HOME ? join(process.env.JAVA_HOME, "bin", "java") : "java";
  // Asked before 57 MB are fetched for nothing.
  await run(java, ["-version"]).catch((cause: unknown) => {
    throw new Error("There is no Java that runs: put `java` on the PATH or set JAVA_HOME.", { cause });
  });
  const directory = await jarDirectory(cacheDirectory);

  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const kept = await startKept(java, [
    // A quick start matters more to tests than peak speed.
    "-XX:TieredStopAtLevel=1",
    `-Djava.library.path=${join(directory, "DynamoDBLocal_lib")}`,
    "-jar",
    join(directory, "DynamoDBLocal.jar"),
    // Not -sharedDb: that would merge Regions.
    "-inMemory",
    "-disableTelemetry",
    "-port",
    String(port),
  ]);
  if (await answersWithin(endpoint, 60_000, kept.ended)) return { endpoint, stop: kept.stop };
  const said = kept.output().trim();
  await kept.stop();
  throw new Error(`The jar was started and did not answer. It said: ${said || "nothing"}`);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => {
        if (address !== null && typeof address === "object") resolve(address.port);
        else reject(new Error("No free port is to be had."));
      });
    });
  });
}
