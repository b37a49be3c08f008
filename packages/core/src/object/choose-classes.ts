import { classOf } from "../codec/class-mark.ts";
import { DyStoreError } from "../errors/error.ts";
import { dottedPath, formatPath } from "../path/format-path.ts";
import type { Place } from "../plan/fragment.ts";
import type { ConfigLoader } from "../store/config-loader.ts";
import { isPlainObject } from "../values/kind.ts";
import { isObjectClass, nameOf } from "./object-class.ts";
import type { Reach, ReachedClass } from "./reach.ts";

/** What is chosen without asking: a root that says of no class is of the one that is read. */
export function chosenRoot(value: unknown, place: Place, reach: Reach): Map<object, ReachedClass> {
  const root = reach.find(reach.root);
  const isRoot = place.length === 0 && typeof value === "object" && value !== null && root !== undefined;
  return new Map(isRoot ? [[value, root]] : []);
}

/**
 * Asks the loader's `dictToClass` for the classes of plain objects that say of none.
 *
 * @param chosen Classes that are chosen already, to which those of the loader are added.
 * @throws DyStoreError `INVALID` for what is no class that is reached.
 */
export async function askForClasses(
  value: unknown,
  place: Place,
  reach: Reach,
  chosen: Map<object, ReachedClass>,
  loader: ConfigLoader,
): Promise<void> {
  const ask = async (at: Place, object: Readonly<Record<string, unknown>>): Promise<void> => {
    const key = dottedPath(at);
    const of = await loader.dictToClass?.({ key, value: object });
    if (of === undefined) return;
    const reached = isObjectClass(of) ? reach.find(of) : undefined;
    if (reached !== undefined) {
      chosen.set(object, reached);
      return;
    }
    const what = isObjectClass(of) ? `the class ${nameOf(of)}` : "something else than a class";
    const problem = `dictToClass gives ${what}, which ${nameOf(reach.root)} does not reach; add it to ${nameOf(reach.root)}.classes`;
    const path = formatPath(at);
    throw new DyStoreError("INVALID", `${nameOf(reach.root)}: ${path}: ${problem}`, { path });
  };
  const walk = async (at: Place, inner: unknown): Promise<void> => {
    if (typeof inner !== "object" || inner === null) return;
    if (Array.isArray(inner)) {
      for (const [index, element] of inner.entries()) await walk([...at, index], element);
    } else if (inner instanceof Map) {
      for (const [name, member] of inner) await walk([...at, String(name)], member);
    } else if (inner instanceof Set) {
      for (const [index, member] of [...inner].entries()) await walk([...at, index], member);
    } else if (isPlainObject(inner)) {
      if (classOf(inner) === undefined && !chosen.has(inner)) await ask(at, inner);
      for (const name of Object.keys(inner)) await walk([...at, name], inner[name]);
    }
  };
  await walk(place, value);
}
