import type { Choice, Choices, Secret } from "./secrets.ts";

/** Whether something is to be secret that was not sealed. */
export function isUncovered(choices: Choices, secrets: readonly Secret[]): boolean {
  const sealed = new Set(secrets.map(([place]) => JSON.stringify(place)));
  const isOpen = (choice: Choice, place: readonly (string | number)[]): boolean => {
    if (sealed.has(JSON.stringify(place))) return false;
    if (typeof choice === "string") return true;
    for (const [segment, inner] of choice) if (isOpen(inner, [...place, segment])) return true;
    return false;
  };
  for (const [segment, choice] of choices) if (isOpen(choice, [segment])) return true;
  return false;
}
