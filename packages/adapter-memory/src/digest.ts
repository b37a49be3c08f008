import { hash } from "node:crypto";
import { encodeItem, itemKeyText, type Step, stepKey } from "@dystore/core/adapter";

/** What tells a write from others: a digest of all its steps. */
export function digestOf(steps: readonly Step[]): string {
  const texts = steps.map((step) => {
    const key = stepKey(step);
    const { region, name } = key.table;
    return JSON.stringify([
      step.kind,
      region,
      name,
      itemKeyText(key),
      step.if,
      step.kind === "put" && encodeItem(step.item),
    ]);
  });
  return hash("sha256", texts.join("\n"), "base64");
}
