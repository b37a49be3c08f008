import { Chance } from "../chance.ts";
import type { AdapterFault, BegunCall, FaultScript, RandomFaults, ScriptedFault, Strike, Strikes } from "./script.ts";

/** Makes a script ready. */
export function strikesOf(script: FaultScript): Strikes {
  return "length" in script ? strikesOfList(script) : randomStrikes(script);
}

function strikesOfList(script: readonly ScriptedFault[]): Strikes {
  for (const { call, step, done, fault } of script) {
    if ((call === undefined) === (step === undefined)) throw new TypeError("A fault strikes one `call` or one `step`.");
    if (done === "all" && fault.kind === "error") {
      throw new TypeError("A call of which all was carried out is no error: `lose` its answer.");
    }
  }
  const open = new Set(script);
  const counts = { any: 0, get: 0, write: 0, page: 0 };
  let steps = 0;
  return ({ kind, steps: own }) => {
    counts.any++;
    counts[kind]++;
    const first = steps;
    steps += own;
    for (const each of open) {
      const done = each.step === undefined ? doneOfCall(each, counts) : doneOfStep(each, each.step - 1 - first, own);
      if (done === undefined || (each.of ?? kind) !== kind) continue;
      open.delete(each);
      return { ...each, done };
    }
    return undefined;
  };
}

function doneOfCall({ call, of, done }: ScriptedFault, counts: Record<"any" | "get" | "write" | "page", number>) {
  return call === counts[of ?? "any"] ? (done ?? "nothing") : undefined;
}

function doneOfStep({ done = "nothing" }: ScriptedFault, index: number, steps: number): Strike["done"] | undefined {
  if (index < 0 || index >= steps) return undefined;
  return Array.from({ length: done === "nothing" ? index : index + 1 }, (_, each) => each);
}

const usual: readonly [AdapterFault, ...AdapterFault[]] = [
  { kind: "error" },
  { kind: "error", code: "THROTTLED" },
  { kind: "lose" },
  { kind: "lose", late: 1 },
  { kind: "lose", late: 3 },
  { kind: "repeat" },
  { kind: "repeat", calls: 2 },
];

function randomStrikes({ seed, oneIn = 10, faults = usual, print = console.log }: RandomFaults): Strikes {
  const chosen = seed ?? Math.floor(Math.random() * 2 ** 31);
  print(`faultyAdapter: seed ${chosen}`);
  const chance = new Chance(chosen);
  return (call) => (chance.below(oneIn) === 0 ? randomStrike(chance, faults, call) : undefined);
}

function randomStrike(chance: Chance, faults: readonly [AdapterFault, ...AdapterFault[]], call: BegunCall): Strike {
  const fault = chance.pick(faults);
  const some = Array.from({ length: call.steps }, (_, index) => index).filter(() => chance.below(2) === 0);
  const done = chance.pick<Strike["done"]>(["nothing", "all", some]);
  // Nothing but success can be said of a write of which all was carried out, or that it is unknown.
  return { fault, done: fault.kind === "error" && done === "all" ? "nothing" : done };
}
