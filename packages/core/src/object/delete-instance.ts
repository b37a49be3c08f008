import { DyStoreError } from "../errors/error.ts";
import { keyText } from "../values/key-text.ts";
import { classOfInstance, nameOf } from "./object-class.ts";
import { objectStore, withHooks } from "./object-store.ts";
import type { DeleteInstanceOptions } from "./options.ts";
import { ownKey, recall, remember } from "./remembered.ts";

/** `DyObject.delete`, of an instance. */
export async function deleteInstance(instance: object, options: DeleteInstanceOptions): Promise<boolean> {
  const of = classOfInstance(instance);
  const known = recall(instance);
  const given = options.primaryKey ?? ownKey(instance, of);
  const key = given === undefined ? known?.key : given;
  if (key === undefined) {
    const message = `this ${nameOf(of)} was neither saved nor loaded: to delete one, name its primaryKey`;
    throw new DyStoreError("INVALID", message, { table: of.tableName });
  }
  const isDeleted = await objectStore(of, options).store.delete(key, withHooks(of, options));
  if (known !== undefined && keyText(known.key) === keyText(key)) {
    remember(instance, { key, version: known.version, isDeleted: true });
  }
  return isDeleted;
}
