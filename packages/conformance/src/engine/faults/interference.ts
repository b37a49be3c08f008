import type { Graph } from "../scene.ts";
import { hour } from "../upkeep-scene.ts";
import type { FaultStage } from "./stage.ts";

/** What another client does to the graph, and is answered. */
export type Act = (stage: FaultStage) => Promise<unknown>;

/** What another client does around a call: before any of it is carried out, and after that. */
export interface Interference {
  readonly name: string;
  readonly before?: Act | undefined;
  readonly after?: Act | undefined;
}

const keyOf = ({ operation }: FaultStage): string => operation.key ?? "a";
const theirs: Graph = { theirs: 1, list: [{ n: "theirs" }] };

const acts = {
  overwrites: (stage) => stage.calm.write(theirs, { primaryKey: keyOf(stage) }),
  updates: (stage) => stage.calm.update(keyOf(stage), (graph) => ({ ...graph, theirs: 2 })),
  deletes: (stage) => stage.calm.delete(keyOf(stage)),
  async sweeps(stage) {
    stage.pass(2 * hour);
    await stage.calm.sweep({ segments: 1 });
  },
} satisfies Readonly<Record<string, Act>>;

const { overwrites, deletes } = acts;

/** Nobody interferes; one other client does something before or after; it does two things. */
export const interferences: readonly Interference[] = [
  { name: "nobody else" },
  ...Object.entries(acts).flatMap(([name, act]) => [
    { name: `another ${name} before`, before: act },
    { name: `another ${name} after`, after: act },
  ]),
  { name: "another overwrites before and deletes after", before: overwrites, after: deletes },
  { name: "another deletes before and overwrites after", before: deletes, after: overwrites },
  { name: "another sweeps around it", before: (stage) => stage.beginSweep(), after: (stage) => stage.endSweep() },
  {
    name: "another sweeps around it, and deletes",
    before: (stage) => stage.beginSweep(),
    async after(stage) {
      await stage.endSweep();
      return deletes(stage);
    },
  },
];
