import type { KeyValue } from "../values/value.ts";
import type { Stored } from "./metadata.ts";
import type {
  DeleteOptions,
  PathOptions,
  ReadOptions,
  ReadPathOptions,
  TouchOptions,
  WriteOptions,
} from "./options.ts";

/** An operation as a plain object, for `explain`: what the method of its kind takes. */
export type StoreOperation<T extends object, Input extends object = T> =
  | ({ readonly kind: "write"; readonly data: Input } & Omit<WriteOptions, "saveShards">)
  | ({ readonly kind: "read"; readonly key: KeyValue } & ReadOptions)
  | ({ readonly kind: "readPath"; readonly key: KeyValue; readonly path: string } & ReadPathOptions)
  | ({
      readonly kind: "writePath";
      readonly key: KeyValue;
      readonly path: string;
      readonly value: unknown;
    } & PathOptions)
  | ({ readonly kind: "deletePath"; readonly key: KeyValue; readonly path: string } & PathOptions)
  | {
      readonly kind: "update";
      readonly key: KeyValue;
      readonly fn: (current: Stored<T>) => T | undefined | Promise<T | undefined>;
    }
  | ({ readonly kind: "touch"; readonly key: KeyValue; readonly expiresAt: Date | null } & TouchOptions)
  | ({ readonly kind: "delete"; readonly key: KeyValue } & DeleteOptions);

/** What can be explained: an update's function is not run. */
export type Explained =
  | Exclude<StoreOperation<object>, { kind: "update" }>
  | { readonly kind: "update"; readonly key: KeyValue };

/** One kind of it. */
export type ExplainedAs<Kind extends Explained["kind"]> = Extract<Explained, { kind: Kind }>;
