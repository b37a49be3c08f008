import { DyStoreError, isDyStoreError } from "../errors/error.ts";
import { changeGraph } from "../execute/change-graphs.ts";
import { checkKey } from "../plan/key.ts";
import { begin } from "../store/engine.ts";
import { prepareWrite } from "../store/write.ts";
import { keyText } from "../values/key-text.ts";
import type { KeyValue } from "../values/value.ts";
import { namingClass } from "./naming-class.ts";
import { classOfInstance } from "./object-class.ts";
import { objectStore, withHooks } from "./object-store.ts";
import type { SaveOptions } from "./options.ts";
import { ownKey, recall, remember } from "./remembered.ts";

/** `DyObject.save`. Everything is copied before anything is awaited. */
export async function save(instance: object, options: SaveOptions): Promise<KeyValue> {
  const of = classOfInstance(instance);
  const { engine } = objectStore(of, options);
  const operation = begin(
    options.validate === false ? { ...engine, schema: undefined } : engine,
    "save",
    withHooks(of, options),
  );
  const known = recall(instance);
  const given = options.primaryKey ?? ownKey(instance, of);
  try {
    if (given !== undefined) checkKey(given, engine.layout.table, engine.adapter.capabilities.limits);
    const isSame = known !== undefined && (given === undefined || keyText(given) === keyText(known.key));
    const guard = isSame && options.overwrite !== true ? known : undefined;
    const mayBeGone = guard !== undefined && (guard.isDeleted === true || guard.version === undefined);
    const write = {
      ...options,
      primaryKey: options.primaryKey ?? (given === undefined ? known?.key : undefined),
      ifVersion: options.ifVersion ?? (options.ifAbsent === true ? undefined : guard?.version),
      // Where it was deleted, or may never have been saved, nothing stands there, or in another store what it was.
      ifAbsent: options.ifAbsent || (mayBeGone && options.ifVersion === undefined),
    };
    const isStored = guard !== undefined && !mayBeGone;
    const change = await prepareWrite(operation, instance, write, isStored ? "stored" : "nothing");
    let version = "";
    const key = await changeGraph(operation, {
      ...change,
      draft(attempt) {
        version = attempt.version;
        return change.draft(attempt);
      },
    });
    remember(instance, { key, version });
    return key;
  } catch (error) {
    // The next save is to go under the key that was made for this one.
    if (isDyStoreError(error, "UNKNOWN_OUTCOME") && known === undefined && given === undefined) {
      remember(instance, { key: error.key as KeyValue, version: undefined });
    }
    throw error instanceof DyStoreError ? namingClass(error, instance) : error;
  }
}
