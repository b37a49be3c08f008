import type { Item } from "@dystore/core/adapter";
import type { EngineScene } from "./scene.ts";

/** The metadata of the root under a key. */
export async function rootMetadata(scene: EngineScene, key: string): Promise<Item> {
  const root = await scene.table("Root").get(scene.table("Root").key(key));
  return root?.["__dystore__"] as Item;
}

/** Changes the metadata of the root under a key, behind the engine's back. */
export async function spoilRoot(scene: EngineScene, key: string, spoil: (metadata: Item) => Item): Promise<void> {
  const root = await scene.table("Root").get(scene.table("Root").key(key));
  await scene.table("Root").put({ ...root, __dystore__: spoil(await rootMetadata(scene, key)) });
}
