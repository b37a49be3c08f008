import type { FaultyCall } from "../../faulty-adapter/faulty-adapter.ts";
import type { ScriptedFault } from "../../faulty-adapter/script.ts";
import { partsOf } from "./crash-points.ts";
import { type Interference, interferences } from "./interference.ts";

/** A way in which messages get lost around one call, with what another client does at that moment. */
export interface LossPoint {
  readonly name: string;
  readonly interference: Interference;
  readonly script: (meanwhile: Pick<ScriptedFault, "before" | "after">) => readonly ScriptedFault[];
}

type Loss = Pick<ScriptedFault, "done" | "fault"> & { readonly name: string };

const never = Number.POSITIVE_INFINITY;

const ofEveryWrite: readonly Loss[] = [
  { name: "delivered, its answer lost", done: "all", fault: { kind: "lose" } },
  { name: "not delivered", done: "nothing", fault: { kind: "lose" } },
  { name: "delivered behind the next call", done: "nothing", fault: { kind: "lose", late: 1 } },
  { name: "delivered behind the second call", done: "nothing", fault: { kind: "lose", late: 2 } },
  { name: "delivered when all is over", done: "nothing", fault: { kind: "lose", late: never } },
  { name: "delivered twice", done: "all", fault: { kind: "repeat" } },
  { name: "delivered again behind the next call", done: "all", fault: { kind: "repeat", calls: 1 } },
  { name: "delivered again when all is over", done: "all", fault: { kind: "repeat", calls: never } },
];

/** All points of an operation that makes these calls when it meets no fault. */
export function lossesOf(calls: readonly FaultyCall[]): LossPoint[] {
  return calls.flatMap(({ kind }, index) => (kind === "write" ? ofWrite(calls, index) : [ofRead(index)]));
}

function ofWrite(calls: readonly FaultyCall[], index: number): LossPoint[] {
  const { steps, atomic } = calls[index] ?? { steps: 0, atomic: true };
  const call = index + 1;
  const parts = atomic ? [] : partsOf(steps);
  const partial = parts.flatMap((done): Loss[] => [
    { name: `steps ${done.join(" ")} delivered`, done, fault: { kind: "lose" } },
    { name: `steps ${done.join(" ")} delivered first`, done, fault: { kind: "delay", calls: 0 } },
  ]);
  // Before staging and cleaning others do what they may do between any other calls.
  const around = atomic || steps === 1 ? interferences : interferences.filter(({ before }) => before === undefined);
  const lost = [...ofEveryWrite, ...partial].flatMap(({ name, done, fault }) =>
    around.map(
      (interference): LossPoint => ({
        name: `call ${call} ${name}, ${interference.name}`,
        interference,
        script: (meanwhile) => [{ call, done, fault, ...meanwhile }],
      }),
    ),
  );
  const reads = calls.slice(0, index).filter(({ kind }) => kind === "get").length;
  return [
    ...lost,
    // What was refused stays refused, also where the next read fails.
    ...interferences
      .filter(({ before, after }) => before !== undefined && after === undefined)
      .map(
        (interference): LossPoint => ({
          name: `call ${call} delivered and answered, the next read failing, ${interference.name}`,
          interference,
          script: (meanwhile) => [
            { call, done: "all", fault: { kind: "delay", calls: 0 }, ...meanwhile },
            { of: "get", call: reads + 1, fault: { kind: "error" } },
          ],
        }),
      ),
  ];
}

function ofRead(index: number): LossPoint {
  const call = index + 1;
  return {
    name: `call ${call}, a read, failing`,
    interference: { name: "nobody else" },
    script: (meanwhile) => [{ call, fault: { kind: "error" }, ...meanwhile }],
  };
}
