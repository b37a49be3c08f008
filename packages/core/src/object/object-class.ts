import type { StandardSchemaV1 } from "@standard-schema/spec";
import type { Adapter } from "../adapter/adapter.ts";
import { DyStoreError } from "../errors/error.ts";
import type { KeyDeclaration } from "../plan/stored-layout.ts";
import type { ConfigLoader } from "../store/config-loader.ts";

/** What a `DyObject` class says of itself by statics; see there. */
export interface ClassOptions {
  readonly typeName?: string | undefined;
  readonly tableName?: string | undefined;
  readonly regionName?: string | undefined;
  readonly primaryKeyName?: KeyDeclaration | undefined;
  readonly sortKeyName?: KeyDeclaration | undefined;
  readonly adapter?: Adapter | undefined;
  readonly configLoader?: ConfigLoader | undefined;
  readonly classes?: (() => readonly ObjectClass[]) | undefined;
  readonly ignoreList?: readonly string[] | undefined;
  readonly cryptoIgnorePaths?: readonly (string | RegExp)[] | undefined;
  readonly schema?: StandardSchemaV1 | undefined;
  readonly version?: number | undefined;
  readonly migrate?: ((old: Record<string, unknown>, fromVersion: number) => object | undefined) | undefined;
}

/** A class of instances that can be stored: made without arguments. */
export interface ObjectClass<T extends object = object> extends ClassOptions {
  new (): T;
  readonly name: string;
  readonly prototype: T;
}

/** What `DyObject` extends, so that instances can be told from other objects below it in the imports. */
export abstract class Storable {}

/** Whether a value is an instance of a `DyObject` class. */
export function isInstance(value: object): boolean {
  return value instanceof Storable;
}

/** Whether a value is a class whose instances can be stored. */
export function isObjectClass(value: unknown): value is ObjectClass {
  return typeof value === "function" && typeof value.prototype === "object" && isInstance(value.prototype);
}

/** The class of an instance. */
export function classOfInstance(instance: object): ObjectClass {
  return Object.getPrototypeOf(instance).constructor as ObjectClass;
}

/** What a class is called where it is stored. */
export function nameOf({ typeName, name }: ObjectClass): string {
  return typeName ?? name;
}

/** The version of a class. @throws DyStoreError `INVALID` for what is no whole number from 0. */
export function versionOf(of: ObjectClass): number {
  const { version = 0 } = of;
  if (Number.isSafeInteger(version) && version >= 0) return version;
  throw new DyStoreError("INVALID", `${nameOf(of)}.version must be a whole number, 0 or more`);
}

/** Whether a field of an instance is stored: not those on the `ignoreList`, and not what begins with `_`. */
export function isStored({ ignoreList }: ClassOptions, field: string): boolean {
  return !field.startsWith("_") && !ignoreList?.includes(field);
}

/**
 * What an instance has under the name of something stored: a field, or room for one; what the class does not store, or computes by an
 * accessor; or a method.
 */
export function fieldKind(of: ObjectClass, instance: object, name: string): "field" | "computed" | "method" {
  if (!isStored(of, name)) return "computed";
  let holder: object | null = instance;
  while (holder !== null && !Object.hasOwn(holder, name)) holder = Object.getPrototypeOf(holder);
  const found = holder === null ? undefined : Object.getOwnPropertyDescriptor(holder, name);
  if (found === undefined) return "field";
  if (found.get !== undefined || found.set !== undefined) return "computed";
  return holder !== instance && typeof found.value === "function" ? "method" : "field";
}
