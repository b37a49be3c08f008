import { needsAtomic, needsSteps } from "../adapter/suite.ts";
import { Chance } from "../chance.ts";
import { jostling } from "./jostling.ts";
import { assertLinearizable, race, racedShards } from "./race.ts";
import type { EngineScene } from "./scene.ts";
import type { EngineSuite } from "./suite.ts";

const clients = 5;
const keys = ["a", "b", "c"] as const;

async function playRace(scene: EngineScene, seed: number, transacts: boolean): Promise<void> {
  const setup = { shards: racedShards };
  await scene.open(setup);
  const adapters = [scene.adapter, await scene.another()] as const;
  const chance = new Chance(seed);
  const stores = Array.from({ length: clients }, (_, client) =>
    scene.store(setup, jostling(adapters[client % 2 === 0 ? 0 : 1], chance)),
  );
  assertLinearizable(await race({ stores, keys: [...keys], seed, calls: 30, transacts }), `seed ${seed}`);
}

export function racesGroup({ group, needing }: EngineSuite): void {
  const atomic = needing(needsAtomic);
  // Each key's root and intent.
  const transacting = needing(needsSteps(2 * keys.length));
  group("races of many clients on few graphs", () => {
    for (const seed of [1, 2]) {
      atomic(`are linearizable: seed ${seed}`, (scene) => playRace(scene, seed, false));
      transacting(`with transacts are strictly serializable: seed ${seed}`, (scene) => playRace(scene, seed, true));
    }
  });
}
