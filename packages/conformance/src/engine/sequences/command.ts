import type { StreamKind } from "@dystore/core";
import type { Spec } from "./spec.ts";

/** Data of a graph. */
export type Data = { readonly [name: string]: Spec };

/** Which key: one of two ordinary ones of the sequence's own, the one that `write` made up last, or one that tries the limits. */
export type KeyName = "a" | "b" | "made up" | LongKeyName | "empty" | "of another type" | "malformed";

/** The longest keys that there may be, and the shortest that are too long. */
export type LongKeyName = "longest" | "longest but 1" | "longest but 2" | "1 too long" | "2 too long";

/** Which of a database's two clients does something. Default: the first. */
interface OfClient {
  readonly client?: 1 | undefined;
}

/** A graph under a key, for a store with the layout of that number. */
export interface Graph extends OfClient {
  readonly layout: number;
  readonly key: KeyName;
}

/** `"seen"`: the version that was read last. */
export type Version = "seen" | "another";

/** Options of a write. */
export interface WriteSettings {
  readonly ifAbsent?: true | undefined;
  readonly ifVersion?: Version | undefined;
  readonly saveShards?: false | undefined;
  readonly expires?: Expiry | undefined;
}

/** When a graph expires, in seconds after the sequence began; `null`: never. A second passes with every command. */
type Expiry = number | null;

/** A write of one graph; without `key` the store finds one. `own` is what the data itself has under the key attribute's name. */
export interface WriteCommand extends OfClient {
  readonly do: "write";
  readonly layout: number;
  readonly key?: KeyName | undefined;
  readonly own?: KeyName | undefined;
  readonly data: Data;
  readonly fill?: Fill | undefined;
  readonly settings: WriteSettings;
}

/** A change of one graph that can be a part of a transact. */
export type ChangeCommand =
  | WriteCommand
  | ({
      readonly do: "update";
      readonly set?: Data | undefined;
      readonly ifVersion?: Version | undefined;
      readonly expires?: Expiry | undefined;
    } & Graph)
  | ({ readonly do: "touch"; readonly expires: Expiry; readonly ifVersion?: Version | undefined } & Graph)
  | ({
      readonly do: "delete";
      readonly deleteShards?: false | undefined;
      readonly ifVersion?: Version | undefined;
    } & Graph)
  | ({ readonly do: "deletePath"; readonly path: string; readonly filters?: true | undefined } & Graph)
  | ({
      readonly do: "writePath";
      readonly path: string;
      readonly filters?: true | undefined;
      readonly value: Spec;
    } & Graph);

/**
 * One step of a sequence, as JSON.
 *
 * - `write`: with `fill` the data gets a text there, of the greatest length at which the graph is stored in as many items, and as it
 *   would be with none; or of so many bytes more.
 * - `writeStream` hands over the pieces one by one; with `fails` the source fails behind them.
 * - `hold` reads without shards and keeps what was read; `writeBack` writes that, changed, under whatever key.
 * - `foreign` puts an item that is no root under a root's key, `damage` deletes or replaces a shard's item.
 */
export type Command =
  | ChangeCommand
  | ({ readonly do: "transact"; readonly layout: number; readonly parts: readonly ChangeCommand[] } & OfClient)
  | ({ readonly do: "writeMany"; readonly layout: number; readonly writes: readonly WriteCommand[] } & OfClient)
  | ({
      readonly do: "deleteMany";
      readonly layout: number;
      readonly keys: readonly KeyName[];
      readonly deleteShards?: false | undefined;
    } & OfClient)
  | ({
      readonly do: "writeStream";
      readonly path: string;
      readonly as: StreamKind;
      readonly pieces: readonly Spec[];
      readonly fails?: true | undefined;
    } & Graph)
  | ({ readonly do: "readStream"; readonly path: string } & Graph)
  | ({ readonly do: "verify" } & Graph)
  | ({ readonly do: "hold"; readonly keepMetadata?: true | undefined } & Graph)
  | ({
      readonly do: "writeBack";
      readonly set: Data;
      readonly move?: readonly [string, string] | undefined;
      readonly settings: WriteSettings;
    } & Graph)
  | ({
      readonly do: "read";
      readonly resolveShards?: false | undefined;
      readonly consistent?: false | undefined;
      readonly keepMetadata?: true | undefined;
    } & Graph)
  | ({ readonly do: "readMany"; readonly layout: number; readonly keys: readonly KeyName[] } & OfClient)
  | ({ readonly do: "exists" | "metadata" } & Graph)
  | ({ readonly do: "readPath"; readonly path: string; readonly filters?: true | undefined } & Graph)
  | ({ readonly do: "explain"; readonly of: "read" | "update" | "delete" } & Graph)
  | ({ readonly do: "explainWrite"; readonly data: Data } & Graph)
  | ({
      readonly do: "explainPath";
      readonly of: "readPath" | "deletePath" | "writePath";
      readonly path: string;
    } & Graph)
  | ({ readonly do: "foreign"; readonly item: "no root" | "later format" | "malformed root" } & Graph)
  | ({ readonly do: "damage"; readonly shard: number; readonly by: "deleting" | "replacing" | "swapping" } & Graph);

/** Where a text is to fill an item up, and how far beyond the limit. `name`: as that of a member of `map`, which manifests hold. */
export interface Fill {
  readonly in: "root" | "a" | "list" | "name";
  readonly beyond: number;
}
