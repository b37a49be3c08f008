import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { access, mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { run } from "./run.ts";

// AWS publishes the jar (here version 1.25.1) in this package. It is packed, never installed: its dependencies are many.
const jarPackage = {
  name: "amplify-dynamodb-simulator",
  version: "2.9.30",
  sha512: "xTeeRLvzEfqyd5lh3bH4c0kHvSHHmmhD5ZDsHFKAQ5g2Zl6JqlFdutaQhCLHzxEp6Ry1o7TB6niIoXuQAnSewQ==",
} as const;

/** The directory that holds `DynamoDBLocal.jar`; fetched first where the cache lacks it. */
export async function jarDirectory(cacheDirectory: string = userCacheDirectory()): Promise<string> {
  const target = join(cacheDirectory, `dynamodb-local-${jarPackage.version}`);
  if (await exists(target)) return target;

  // Fetched and unpacked beside the target, which then appears whole or not at all: callers at the same time may each
  // fetch, and the first to finish wins.
  await mkdir(cacheDirectory, { recursive: true });
  const work = await mkdtemp(join(cacheDirectory, "fetching-"));
  try {
    const archive = `${jarPackage.name}-${jarPackage.version}.tgz`;
    await npmPack(`${jarPackage.name}@${jarPackage.version}`, work);
    if ((await sha512(join(work, archive))) !== jarPackage.sha512) {
      throw new Error(
        `The package ${jarPackage.name}@${jarPackage.version} is not the one expected: its checksum differs.`,
      );
    }
    await run("tar", ["-xzf", archive], { cwd: work });
    await rename(join(work, "package", "emulator"), target).catch(async (error: unknown) => {
      if (!(await exists(target))) throw error;
    });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return target;
}

async function npmPack(spec: string, directory: string): Promise<void> {
  // npm hands its own settings down to the scripts it runs; those about workspaces and output are not meant for this call.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^npm_config_(workspaces?|include_workspace_root|dry_run|json|pack_destination|prefix)$/i.test(name),
    ),
  );
  const args = ["pack", spec, "--silent", "--pack-destination", "."];
  // Inside an npm script the npm that runs it is known by its path.
  const npm = process.env.npm_execpath;
  const started = npm?.endsWith("npm-cli.js")
    ? run(process.execPath, [npm, ...args], { cwd: directory, env })
    : run("npm", args, { cwd: directory, env, shell: process.platform === "win32" });
  await started.catch((cause: unknown) => {
    throw new Error(`The package ${spec} could not be fetched with npm.`, { cause });
  });
}

async function sha512(file: string): Promise<string> {
  const hash = createHash("sha512");
  await pipeline(createReadStream(file), hash);
  return hash.digest("base64");
}

function userCacheDirectory(): string {
  const home = homedir();
  switch (process.platform) {
    case "darwin":
      return join(home, "Library", "Caches", "dystore");
    case "win32":
      return join(process.env.LOCALAPPDATA ?? join(home, "AppData", "Local"), "dystore");
    default:
      return join(process.env.XDG_CACHE_HOME ?? join(home, ".cache"), "dystore");
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
