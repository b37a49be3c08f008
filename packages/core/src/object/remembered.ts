import { type Metadata, metadata } from "../store/metadata.ts";
import type { KeyValue } from "../values/value.ts";
import type { ObjectClass } from "./object-class.ts";

/** Under which key an instance stands in its store, and in which version; `undefined`: it was deleted. */
interface Remembered {
  readonly key: KeyValue;
  readonly version: string | undefined;
}

/** What was saved, or deleted, since it was read. */
const since = new WeakMap<object, Remembered>();

/** What is known of an instance that was saved or read. */
export function recall(instance: { readonly [metadata]?: Metadata }): Remembered | undefined {
  return since.get(instance) ?? instance[metadata];
}

/** Remembers what was saved or deleted. */
export function remember(instance: object, known: Remembered): void {
  since.set(instance, known);
}

/** The key that an instance has in a field of its own. */
export function ownKey(instance: object, { primaryKeyName }: ObjectClass): KeyValue | undefined {
  const name = typeof primaryKeyName === "object" ? primaryKeyName.name : primaryKeyName;
  if (name === undefined || !Object.hasOwn(instance, name)) return undefined;
  return (instance as Readonly<Record<string, KeyValue | undefined>>)[name];
}
