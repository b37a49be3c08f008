import { fromSpec, type Spec } from "./spec.ts";

/** Values that every store takes and gives back as they are; what tries the limits is left to comparing adapters with each other. */
export function isPlain(spec: Spec): boolean {
  if (typeof spec === "string") return spec.isWellFormed();
  if (typeof spec !== "object" || spec === null) return true;
  if (Array.isArray(spec)) return spec.every(isPlain);
  const entries = Object.entries(spec);
  const [type = "", inner = null] = entries[0] ?? [];
  if (entries.length === 1 && type.startsWith("$")) return isPlainSpecial(type, inner);
  return entries.every(([name, member]) => name.isWellFormed() && isPlain(member));
}

function isPlainSpecial(type: string, inner: Spec): boolean {
  switch (type) {
    case "$set":
    case "$map":
      return isPlain(inner);
    case "$number": {
      const size = Math.abs(Number(inner));
      return size === 0 || (size >= 1e-130 && size < 1e126);
    }
    case "$bigint":
      return (
        /^-?\d{1,126}$/.test(String(inner)) &&
        String(inner)
          .replace(/^-|0+$/g, "")
          .replace(/0+$/, "").length <= 38
      );
    case "$date":
      return inner !== null;
    case "$odd":
    case "$deep":
    case "$longName":
      return false;
    default:
      return true;
  }
}

/** Data of plain values, made anew. */
export function plainData(spec: { readonly [name: string]: Spec } | undefined): Record<string, unknown> | undefined {
  return spec !== undefined && isPlain(spec) ? { ...(fromSpec(spec) as object) } : undefined;
}
