import { DyStoreError } from "../errors/error.ts";
import { type Metadata, metadata } from "../store/metadata.ts";
import type { KeyValue } from "../values/value.ts";
import { nameOf, type ObjectClass } from "./object-class.ts";
import { isStoredField } from "./reach.ts";

/** What carries metadata where it was read, or written by an update. */
interface Read {
  readonly [metadata]?: Metadata;
}

/** Under which key an instance stands in its store, and in which version; `undefined`: it may never have been saved. */
interface Remembered {
  readonly key: KeyValue;
  readonly version: string | undefined;
  /** It was deleted: here, or in another store in which it stood as well. */
  readonly isDeleted?: boolean;
}

/** What was saved, or deleted, since it was read, with the metadata that it had then. */
const since = new WeakMap<object, Remembered & { readonly read: Metadata | undefined }>();

/** What is known of an instance that was saved or read. */
export function recall(instance: Read): Remembered | undefined {
  const known = since.get(instance);
  const read = instance[metadata];
  // An update gives new metadata to what it wrote.
  return known?.read === read ? known : read;
}

/** Remembers what was saved or deleted. */
export function remember(instance: Read, known: Remembered): void {
  since.set(instance, { ...known, read: instance[metadata] });
}

/** The key that an instance has in a field of its own. @throws DyStoreError `INVALID` where that field is not stored. */
export function ownKey(instance: object, of: ObjectClass): KeyValue | undefined {
  const { primaryKeyName } = of;
  const name = typeof primaryKeyName === "object" ? primaryKeyName.name : primaryKeyName;
  if (name === undefined || !Object.hasOwn(instance, name)) return undefined;
  const key = (instance as Readonly<Record<string, KeyValue | undefined>>)[name];
  if (key === undefined || isStoredField(of, instance, name)) return key;
  const path = `$.${name}`;
  const problem =
    "the key is in a field that is not stored; leave it out and use the option primaryKey, or make it a stored one";
  throw new DyStoreError("INVALID", `${nameOf(of)}: ${path}: ${problem}`, { path, table: of.tableName });
}
