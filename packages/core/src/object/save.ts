import { DyStoreError } from "../errors/error.ts";
import { changeGraph } from "../execute/change-graphs.ts";
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
  const isSame = known !== undefined && (given === undefined || keyText(given) === keyText(known.key));
  const guarded = isSame && options.overwrite !== true ? known.version : undefined;
  const write = {
    ...options,
    primaryKey: options.primaryKey ?? (given === undefined ? known?.key : undefined),
    ifVersion: options.ifVersion ?? guarded,
  };
  try {
    const change = await prepareWrite(operation, instance, write, guarded === undefined ? "nothing" : "stored");
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
    throw error instanceof DyStoreError ? namingClass(error, instance) : error;
  }
}
