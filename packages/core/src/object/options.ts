import type { Adapter } from "../adapter/adapter.ts";
import type { DeleteOptions, DyStoreOptions, ReadOptions, WriteOptions } from "../store/options.ts";
import type { KeyValue } from "../values/value.ts";

/** How instances of a class reach their store. What is given to a call goes over what the class says. */
export interface ObjectStoreOptions
  extends Pick<DyStoreOptions<object>, "codecs" | "clock" | "observe" | "configLoader"> {
  /** Default: the class's own. */
  readonly adapter?: Adapter | undefined;
}

/** Options of `save`. */
export interface SaveOptions extends ObjectStoreOptions, WriteOptions {
  /** Saves also where somebody saved since the instance was saved, loaded or deleted: the last writer wins. Default: `false`. */
  readonly overwrite?: boolean | undefined;
  /** `false`: the schemas of classes are not run. Default: `true`. */
  readonly validate?: boolean | undefined;
}

/** Options of `load`. */
export interface LoadOptions extends ObjectStoreOptions, ReadOptions {
  /** `false`: the schemas of classes are not run. Default: `true`. */
  readonly validate?: boolean | undefined;
}

/** Options of the static `delete`. */
export interface DeleteObjectOptions extends ObjectStoreOptions, DeleteOptions {}

/** Options of an instance's `delete`. */
export interface DeleteInstanceOptions extends DeleteObjectOptions {
  /** Default: the instance's own field of that name, else the key under which it was saved or loaded. */
  readonly primaryKey?: KeyValue | undefined;
}
