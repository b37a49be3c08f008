import { type ClassMark, markInSight } from "../codec/class-mark.ts";
import type { ToClasses } from "../plan/assemble.ts";
import { setUndefined } from "./from-plain.ts";
import { fieldKind } from "./object-class.ts";
import type { Reach } from "./reach.ts";

/**
 * Makes instances while their fields are decoded, which spares a walk; `fromPlain` makes all others. Inner instances come before outer
 * ones, so that no class may migrate: `migrate` sees what is inside as it is stored.
 */
export function toClasses(reach: Reach): ToClasses {
  if (reach.classes.some(({ migrate }) => migrate !== undefined)) return { cut: markInSight, whole: markInSight };
  let isRefused = false;
  return {
    cut: markInSight,
    whole(members, of) {
      const instance = isRefused ? undefined : instanceOf(members, of, reach);
      if (instance !== undefined) return instance;
      // From here on nothing is made, so that `fromPlain` comes from the outside to what is refused, and says where it stands.
      isRefused = true;
      return markInSight(members, of);
    },
  };
}

/** An instance, filled; `undefined` where `fromPlain` would refuse to make one. */
function instanceOf(members: Record<string, unknown>, mark: ClassMark, reach: Reach): object | undefined {
  const reached = reach.named(mark.name);
  if (reached === undefined || mark.version > reached.mark.version) return undefined;
  const { of, fields } = reached;
  setUndefined(members, mark.unset);
  try {
    const instance = new of() as Record<string, unknown>;
    for (const name in members) {
      if (!fields.has(name)) {
        const kind = fieldKind(of, instance, name);
        if (kind === "method") return undefined;
        if (kind === "computed") continue;
      }
      instance[name] = members[name];
    }
    return instance;
  } catch {
    return undefined;
  }
}
