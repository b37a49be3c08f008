import { formatPath } from "../path/format-path.ts";
import type { Place } from "./fragment.ts";

/** A place as a `ShardRef` tells it: positions in lists, which may shift, are `*`. */
export function refPath(place: Place): string {
  return `$${place.map((segment) => (typeof segment === "number" ? "[*]" : formatPath([segment]).slice(1))).join("")}`;
}
