import { hash } from "node:crypto";
import { keyText, tableText } from "@dystore/core/adapter";
import type { StoredStep } from "./stored-step.ts";

/** A write, told from others by what it says. */
export function fingerprint(steps: readonly StoredStep[], region: string): string {
  const parts = steps.map((step) => {
    const { kind, table, key, if: condition } = step;
    const said = JSON.stringify([kind, tableText(table, region), key.map(keyText), condition]);
    // JSON ends where it ends: nothing runs together.
    return step.kind === "put" ? said + step.text : said;
  });
  return hash("sha256", parts.join(""), "base64");
}
