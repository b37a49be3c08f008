import fc from "fast-check";
import { needsAtomic } from "../adapter/suite.ts";
import type { EngineScene } from "./scene.ts";
import { SequenceClient } from "./sequences/client.ts";
import { sequences } from "./sequences/command-arbitraries.ts";
import { SequenceLayouts } from "./sequences/layouts.ts";
import { playSequence } from "./sequences/play.ts";
import type { EngineSuite } from "./suite.ts";

/** The same ones each time. */
const runs = { numRuns: 60, seed: 1 };

async function play(scene: EngineScene): Promise<void> {
  const layouts = new SequenceLayouts(scene.tableName("Sequences"), scene.capabilities);
  const client = new SequenceClient(layouts, scene.adapter, await scene.another());
  await client.createTables();
  await fc.assert(
    fc.asyncProperty(sequences, async (commands) => void (await playSequence([client], commands))),
    runs,
  );
}

export function randomGroup({ group, needing }: EngineSuite): void {
  const atomic = needing(needsAtomic);
  group("random graphs in random layouts under random operations", () => {
    atomic("are what plain objects would be", play);
  });
}
