import type { Adapter } from "../adapter/adapter.ts";
import { DyStoreError } from "../errors/error.ts";
import { type ConfigLoader, mergeLoaders } from "../store/config-loader.ts";
import { DyStore } from "../store/dystore.ts";
import { type Engine, type Form, formOption, makeEngine } from "../store/engine.ts";
import type { DyStoreOptions } from "../store/options.ts";
import { askForClasses, chosenRoot } from "./choose-classes.ts";
import { classLayout } from "./class-layout.ts";
import { classSchema } from "./class-schema.ts";
import { toClasses } from "./decoded.ts";
import { fromPlain } from "./from-plain.ts";
import { ignoredPaths } from "./ignored-paths.ts";
import { nameOf, type ObjectClass } from "./object-class.ts";
import type { ObjectStoreOptions } from "./options.ts";
import { Reach } from "./reach.ts";
import { toPlain } from "./to-plain.ts";

/** What instances of a class are stored with. */
export interface ObjectStore<T extends object> {
  readonly reach: Reach;
  readonly engine: Engine;
  readonly store: DyStore<T>;
}

/** Stores that differ by nothing but class and adapter are made once. */
const stores = new WeakMap<ObjectClass, WeakMap<Adapter, ObjectStore<object>>>();
const reaches = new WeakMap<ObjectClass, Reach>();

/**
 * The store of a class, without its hooks: operations bring them.
 *
 * @throws DyStoreError `INVALID` where there is no adapter, or the classes cannot be laid out.
 */
export function objectStore<T extends object>(
  of: ObjectClass<T>,
  options: Omit<ObjectStoreOptions, "configLoader">,
  configLoader?: ConfigLoader,
): ObjectStore<T> {
  const adapter = options.adapter ?? of.adapter;
  if (adapter === undefined) {
    throw new DyStoreError(
      "INVALID",
      `${nameOf(of)} has no adapter: give one to the call, or the class a static adapter`,
    );
  }
  const { codecs, clock, observe } = options;
  const isPlain = [codecs, clock, observe, configLoader].every((option) => option === undefined);
  const known = isPlain ? stores.get(of)?.get(adapter) : undefined;
  if (known !== undefined) return known as ObjectStore<T>;
  const made = makeStore(of, { adapter, codecs, clock, observe, configLoader });
  if (isPlain) {
    const ofClass = stores.get(of) ?? new WeakMap<Adapter, ObjectStore<object>>();
    stores.set(of, ofClass.set(adapter, made as ObjectStore<object>));
  }
  return made;
}

/** A call's options with the hooks of the class, over which those of the call go. */
export function withHooks<Options extends ObjectStoreOptions>(of: ObjectClass, options: Options): Options {
  if (of.configLoader === undefined) return options;
  return { ...options, configLoader: mergeLoaders(of.configLoader, options.configLoader) };
}

function makeStore<T extends object>(
  of: ObjectClass<T>,
  options: Pick<DyStoreOptions<T>, "adapter" | "codecs" | "clock" | "observe" | "configLoader">,
): ObjectStore<T> {
  const reach = reaches.get(of) ?? new Reach(of);
  reaches.set(of, reach);
  const form: Form = {
    toPlain: (given) => toPlain(given, reach),
    fromPlain(stored, place, loader, made) {
      const chosen = chosenRoot(stored, place, reach);
      if (loader.dictToClass === undefined) return fromPlain(stored, place, reach, chosen, made);
      const asked = askForClasses(stored, place, reach, chosen, loader);
      return asked.then(() => fromPlain(stored, place, reach, chosen, made));
    },
    toClasses: () => toClasses(reach),
    ignoredPaths: (data) => ignoredPaths(data, reach),
  };
  const schema = classSchema(reach) as DyStoreOptions<T>["schema"];
  const all = { ...options, ...classLayout(reach), schema, [formOption]: form };
  return { reach, engine: makeEngine(all), store: new DyStore<T>(all) };
}
