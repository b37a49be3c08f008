import type { KeyValue } from "../values/value.ts";

/** A value, or a promise of it. */
export type Awaitable<V> = V | Promise<V>;

/**
 * Hooks that decide, per object, what a store's options decide for all. Every hook is optional and may be async. A loader given
 * to a call replaces the store's hook by hook.
 */
export interface ConfigLoader {
  /** The key of a graph that is written without one. Asked for the root only; `undefined` leaves it to a random UUID. */
  generatePrimaryKey?(request: { readonly data: unknown }): Awaitable<KeyValue | undefined>;
  /**
   * The name of the key that seals the value at `path` (dotted, from the graph's root: `location.city`, `friends[0]`), or
   * `null` for none. Asked by encrypting middleware. `data` is the whole object on `write`, else what was read of it.
   */
  loadKey?(request: {
    readonly path: string;
    readonly table: string;
    readonly key: KeyValue;
    readonly data: unknown;
  }): Awaitable<string | null | undefined>;
  /** Whether what is read carries its metadata under `__dystore__`, and its key attribute. Default: no. */
  keepMetadata?(request: { readonly data: unknown }): Awaitable<boolean>;
  /**
   * The class of a plain object that says of none, where a `DyObject` is read: such as graphs that were written by plain `DyStore`, or
   * plain objects that fields of instances hold. `key` is its place (dotted, from the graph's root: `location`, `friends[0]`),
   * `value` the object. `undefined` leaves it plain. Asked for all but the root, the outer before the inner.
   */
  dictToClass?(request: {
    readonly key: string;
    readonly value: Readonly<Record<string, unknown>>;
  }): Awaitable<(new () => object) | undefined>;
}

/** Merges two loaders hook by hook; `over` wins. */
export function mergeLoaders(base: ConfigLoader | undefined, over: ConfigLoader | undefined): ConfigLoader {
  if (over === undefined) return base ?? {};
  if (base === undefined) return over;
  const pick = <Hook extends keyof ConfigLoader>(name: Hook): Partial<Pick<ConfigLoader, Hook>> => {
    const source = over[name] === undefined ? base : over;
    // A loader may be an instance of a class: its hooks keep their `this`.
    const hook = source[name] as ((request: never) => unknown) | undefined;
    return hook === undefined ? {} : ({ [name]: hook.bind(source) } as Partial<Pick<ConfigLoader, Hook>>);
  };
  return { ...pick("generatePrimaryKey"), ...pick("loadKey"), ...pick("keepMetadata"), ...pick("dictToClass") };
}
