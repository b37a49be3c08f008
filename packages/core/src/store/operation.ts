import type { CheckedPath, PathValue } from "../path/typed-path.ts";
import type { KeyValue } from "../values/value.ts";
import type { Stored } from "./metadata.ts";
import type {
  CallOptions,
  DeleteOptions,
  PathOptions,
  ReadOptions,
  ReadPathOptions,
  TouchOptions,
  UpdateOptions,
  WriteOptions,
} from "./options.ts";
import type { UpdateFunction } from "./update.ts";

/** Operations that change one graph, as plain objects by kind: each is what the method of its kind takes. */
export interface ChangeOperations<T extends object, Input extends object = T, P extends string = string> {
  readonly write: { readonly kind: "write"; readonly data: Input } & WriteOptions;
  readonly writePath: {
    readonly kind: "writePath";
    readonly key: KeyValue;
    readonly path: CheckedPath<T, P>;
    readonly value: PathValue<T, P>;
  } & PathOptions;
  readonly deletePath: {
    readonly kind: "deletePath";
    readonly key: KeyValue;
    readonly path: CheckedPath<T, P>;
  } & PathOptions;
  readonly update: { readonly kind: "update"; readonly key: KeyValue; readonly fn: UpdateFunction<T> } & UpdateOptions;
  readonly touch: { readonly kind: "touch"; readonly key: KeyValue; readonly expiresAt: Date | null } & TouchOptions;
  readonly delete: { readonly kind: "delete"; readonly key: KeyValue } & DeleteOptions;
}

/** One of them. */
export type ChangeOperation<T extends object, Input extends object = T, P extends string = string> = ChangeOperations<
  T,
  Input,
  P
>[keyof ChangeOperations<T>];

/** What operations answer by kind: what the method of their kind returns. */
export interface ChangeResults<T extends object> {
  readonly write: KeyValue;
  readonly writePath: boolean;
  readonly deletePath: boolean;
  readonly update: Stored<T> | undefined;
  readonly touch: boolean;
  readonly delete: boolean;
}

/** An operation as a plain object, for `explain`: what the method of its kind takes. */
export type StoreOperation<T extends object, Input extends object = T, P extends string = string> =
  | Omit<ChangeOperations<T, Input, P>["write"], "saveShards">
  | ({ readonly kind: "read"; readonly key: KeyValue } & ReadOptions)
  | ({ readonly kind: "readPath"; readonly key: KeyValue; readonly path: CheckedPath<T, P> } & ReadPathOptions)
  | ChangeOperations<T, Input, P>["writePath"]
  | ChangeOperations<T, Input, P>["deletePath"]
  | Omit<ChangeOperations<T, Input, P>["update"], Exclude<keyof UpdateOptions, keyof CallOptions>>
  | ChangeOperations<T, Input, P>["touch"]
  | ChangeOperations<T, Input, P>["delete"];

/** What can be explained: an update's function is not run. */
export type Explained =
  | Exclude<StoreOperation<object>, { kind: "update" }>
  | { readonly kind: "update"; readonly key: KeyValue };

/** One kind of it. */
export type ExplainedAs<Kind extends Explained["kind"]> = Extract<Explained, { kind: Kind }>;
