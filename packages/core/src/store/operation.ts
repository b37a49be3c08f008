import type { KeyValue } from "../values/value.ts";
import type { Stored } from "./metadata.ts";
import type {
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
export interface ChangeOperations<T extends object, Input extends object = T> {
  readonly write: { readonly kind: "write"; readonly data: Input } & WriteOptions;
  readonly writePath: {
    readonly kind: "writePath";
    readonly key: KeyValue;
    readonly path: string;
    readonly value: unknown;
  } & PathOptions;
  readonly deletePath: { readonly kind: "deletePath"; readonly key: KeyValue; readonly path: string } & PathOptions;
  readonly update: { readonly kind: "update"; readonly key: KeyValue; readonly fn: UpdateFunction<T> } & UpdateOptions;
  readonly delete: { readonly kind: "delete"; readonly key: KeyValue } & DeleteOptions;
}

/** What operations answer by kind: what the method of their kind returns. */
export interface ChangeResults<T extends object> {
  readonly write: KeyValue;
  readonly writePath: boolean;
  readonly deletePath: boolean;
  readonly update: Stored<T> | undefined;
  readonly delete: boolean;
}

/** An operation as a plain object, for `explain`: what the method of its kind takes. */
export type StoreOperation<T extends object, Input extends object = T> =
  | Omit<ChangeOperations<T, Input>["write"], "saveShards">
  | ({ readonly kind: "read"; readonly key: KeyValue } & ReadOptions)
  | ({ readonly kind: "readPath"; readonly key: KeyValue; readonly path: string } & ReadPathOptions)
  | ChangeOperations<T, Input>["writePath"]
  | ChangeOperations<T, Input>["deletePath"]
  | Omit<ChangeOperations<T, Input>["update"], keyof UpdateOptions>
  | ChangeOperations<T, Input>["delete"]
  | ({ readonly kind: "touch"; readonly key: KeyValue; readonly expiresAt: Date | null } & TouchOptions);

/** What can be explained: an update's function is not run. */
export type Explained =
  | Exclude<StoreOperation<object>, { kind: "update" }>
  | { readonly kind: "update"; readonly key: KeyValue };

/** One kind of it. */
export type ExplainedAs<Kind extends Explained["kind"]> = Extract<Explained, { kind: Kind }>;
