import { answersWithin } from "./answers.ts";

// The version of the jar that `jar-cache.ts` fetches, so that both ways answer alike.
const image = "amazon/dynamodb-local:1.25.1";

/** Starts DynamoDB Local in a container, through the optional package `testcontainers`. */
export async function startContainer(): Promise<{ endpoint: string; stop(): Promise<void> }> {
  const { GenericContainer } = await import("testcontainers").catch((cause: unknown) => {
    throw new Error("The package `testcontainers` is not installed.", { cause });
  });
  const container = await new GenericContainer(image)
    .withExposedPorts(8000)
    .withCommand(["-jar", "DynamoDBLocal.jar", "-inMemory", "-disableTelemetry"])
    .start()
    .catch((cause: unknown) => {
      throw new Error(`No container of ${image} could be started: ${cause instanceof Error ? cause.message : cause}`);
    });
  let stopped: Promise<unknown> | undefined;
  const stop = async (): Promise<void> => {
    stopped ??= container.stop();
    await stopped;
  };
  const endpoint = `http://${container.getHost()}:${container.getMappedPort(8000)}`;
  if (await answersWithin(endpoint, 60_000, () => false)) return { endpoint, stop };
  await stop();
  throw new Error(`A container of ${image} was started and did not answer.`);
}
