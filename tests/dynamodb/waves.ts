import type { FaultProxy, ProxiedRequest } from "@dystore/conformance";

/** How long a request that was counted on may take to arrive. Only a wrong expectation ever waits so long. */
const longestWaitMs = 5000;

/**
 * Runs `work` and answers its requests wave by wave: nothing of a wave is answered before all of it has arrived, so what
 * arrives in one wave depends on none of the others in it, and an operation of n waves has at most n requests that wait for
 * one another.
 *
 * @param sizes How many requests each wave is expected to have. Where fewer come, what came is taken for the wave.
 * @returns The requests that came in each wave; any that came after the last one as a wave more.
 */
export async function inWaves(
  proxy: FaultProxy,
  sizes: readonly number[],
  work: () => Promise<unknown>,
): Promise<ProxiedRequest[][]> {
  proxy.clear();
  const waves = sizes.map((size) => {
    const requests: ProxiedRequest[] = [];
    let timer: NodeJS.Timeout | undefined;
    let answered = false;
    const answer = (): void => {
      answered = true;
      clearTimeout(timer);
      held.release();
    };
    const held = proxy.inject(
      { kind: "hold" },
      {
        times: size,
        where(request) {
          if (answered) return false;
          requests.push(request);
          timer ??= setTimeout(answer, longestWaitMs);
          if (requests.length === size) answer();
          return true;
        },
      },
    );
    return requests;
  });
  await work();
  const waited = waves.filter(({ length }) => length > 0);
  const more = proxy.requests.slice(waited.flat().length);
  proxy.clear();
  return more.length === 0 ? waited : [...waited, more];
}
