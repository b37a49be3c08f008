import { DyStoreError } from "../errors/error.ts";
import { validate } from "../store/schema.ts";
import type { KeyValue } from "../values/value.ts";
import { namingClass } from "./naming-class.ts";
import { classOfInstance, nameOf, type ObjectClass } from "./object-class.ts";
import { objectStore, withHooks } from "./object-store.ts";
import type { LoadOptions } from "./options.ts";
import { toPlain } from "./to-plain.ts";

/** `DyObject.load`. */
export async function load<T extends object>(of: ObjectClass<T>, key: KeyValue, options: LoadOptions): Promise<T> {
  const { store, engine, reach } = objectStore(of, options);
  const instance = await store.read(key, withHooks(of, options));
  const table = of.tableName;
  if (instance === undefined) {
    throw new DyStoreError("NOT_FOUND", `no ${nameOf(of)} stands under this key in table ${table}`, { table, key });
  }
  if (!(instance instanceof of)) {
    const stored = nameOf(classOfInstance(instance));
    const message = `under this key in table ${table} stands an instance of ${stored}, and no ${nameOf(of)}`;
    throw new DyStoreError("INTEGRITY", message, { table, key, path: "$" });
  }
  if (options.validate !== false && engine.schema !== undefined) {
    await validate(engine.schema, toPlain(instance, reach) as object, "stored").catch((error: unknown) => {
      throw error instanceof DyStoreError ? namingClass(error, instance) : error;
    });
  }
  return instance;
}
