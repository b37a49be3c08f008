import { metadataAttribute } from "../adapter/reserved.ts";
import { keepClass } from "../codec/class-mark.ts";
import { DyStoreError } from "../errors/error.ts";
import { checkKey } from "../plan/key.ts";
import { keyText } from "../values/key-text.ts";
import { isPlainObject } from "../values/kind.ts";
import type { KeyValue } from "../values/value.ts";
import type { Engine } from "./engine.ts";
import { Metadata } from "./metadata.ts";
import { validate } from "./schema.ts";

/** What a caller handed in, told apart from what an earlier read added to it. */
export interface RootData {
  readonly data: object;
  /** The key that the data holds itself. */
  readonly dataKey: unknown;
  /** Whether the key attribute is the data's own, rather than kept metadata. */
  readonly ownKey: boolean;
}

/** A caller's object as plain data. */
export function plainForm({ form }: Engine, given: object): object {
  // Cutting refuses what is no object.
  return form === undefined ? given : (form.toPlain(given) as object);
}

/** Takes kept metadata (an instance of {@link Metadata} under `__dystore__`, and its key attribute) out of the data again. */
export function splitRootData({ layout }: Engine, given: object): RootData {
  const { name } = layout.table.partitionKey;
  const dataKey = ownMember(given, name);
  const kept = ownMember(given, metadataAttribute);
  if (!isPlainObject(given) || !(kept instanceof Metadata))
    return { data: given, dataKey, ownKey: dataKey !== undefined };
  const { [metadataAttribute]: _, ...data }: Record<string, unknown> = given;
  if (!kept.ownKey) delete data[name];
  return { data: keepClass(data, given), dataKey, ownKey: kept.ownKey && dataKey !== undefined };
}

/** The data as the schema makes it, which may give it a key or take it away. @throws DyStoreError `VALIDATION`. */
export async function validateRootData({ schema, layout }: Engine, given: RootData): Promise<RootData> {
  if (schema === undefined) return given;
  const data = await validate(schema, given.data);
  const own = ownMember(data, layout.table.partitionKey.name);
  return { data, dataKey: own === undefined ? given.dataKey : own, ownKey: own !== undefined };
}

function ownMember(data: object, name: string): unknown {
  return isPlainObject(data) && Object.hasOwn(data, name) ? data[name] : undefined;
}

/** @throws DyStoreError `INVALID` where the data's own key is another than the graph's. */
export function checkSameKey({ layout, adapter }: Engine, key: KeyValue, dataKey: unknown): void {
  if (dataKey === undefined) return;
  // What the key was taken from needs no second look.
  if (dataKey === key) return;
  const own = checkKey(dataKey, layout.table, adapter.capabilities.limits);
  if (keyText(own) === keyText(key)) return;
  const { name } = layout.table.partitionKey;
  throw new DyStoreError(
    "INVALID",
    `$.${name}: the data's own key differs from the graph's; leave one of them out, or make them equal`,
    {
      path: `$.${name}`,
      table: layout.table.name,
    },
  );
}
