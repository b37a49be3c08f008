import { type Item, isMap, metadataAttribute, type Table, type Value } from "@dystore/core/adapter";
import { canonicalBytes, orderedBytes, readBack } from "./canonical.ts";
import {
  type Blob,
  type Envelope,
  envelopeValue,
  saltBytes,
  sealedAttribute,
  type WrappedKey,
  withoutLastBlob,
} from "./envelope.ts";
import type { GraphKey } from "./graph-keys.ts";
import { putBack, readSecrets, type Secret } from "./secrets.ts";
import { open, type SuiteName, seal, sealedBytes } from "./suite.ts";

/** An item whose secrets are taken out, ready to be sealed. */
export interface SplitItem {
  /** What everybody may see. */
  readonly visible: Item;
  /** The private half of its metadata. */
  readonly half: Value | undefined;
  /** Secrets by the name of their key. */
  readonly secrets: ReadonlyMap<string, readonly Secret[]>;
}

/** Where items are bound to, beside what they say themselves. */
export interface Binding {
  readonly context: string;
  readonly table: Table;
}

/** A key with the secrets that it seals. */
export interface Sealing {
  readonly key: Pick<GraphKey, "id" | "key">;
  readonly secrets: readonly Secret[];
}

/** Takes the private half of its metadata from an item. */
export function splitHalf(item: Item): { readonly visible: Item; readonly half: Value | undefined } {
  const metadata = item[metadataAttribute];
  if (!isMap(metadata) || !Object.hasOwn(metadata, "private")) return { visible: item, half: undefined };
  const { private: half, ...shown } = metadata;
  return { visible: { ...item, [metadataAttribute]: shown }, half };
}

/**
 * Seals an item. The last of the sealings holds the private half, too, and authenticates all of the item.
 *
 * @param salt 32 random bytes that no other seal has.
 * @param keys What a root holds of its graph's keys; `undefined` in items beside a root.
 */
export function sealItem(
  split: Pick<SplitItem, "visible" | "half">,
  sealings: readonly Sealing[],
  to: Binding & {
    readonly suite: SuiteName;
    readonly salt: Uint8Array;
    readonly keys: readonly WrappedKey[] | undefined;
  },
): Item {
  const { suite, salt, keys } = to;
  const blobs: Blob[] = sealings.slice(0, -1).map(({ key, secrets }) => {
    const plaintext = orderedBytes(secrets as unknown as Value);
    return { id: key.id, sealed: seal(suite, key.key, salt, blobData(split.visible, to, key.id), plaintext) };
  });
  const { key, secrets } = sealings.at(-1) as Sealing;
  const plaintext = lastPlaintext(split.half, secrets);
  const unsealed: Envelope = { suite, salt, keys, blobs: [...blobs, { id: key.id, sealed: new Uint8Array() }] };
  const aad = itemData(withoutLastBlob(split.visible, unsealed), to);
  const last = { id: key.id, sealed: seal(suite, key.key, salt, aad, plaintext) };
  return { ...split.visible, [sealedAttribute]: envelopeValue({ ...unsealed, blobs: [...blobs, last] }) };
}

/**
 * An item of the size that {@link sealItem} makes.
 *
 * @param parts The secrets of each blob, those of the last at the end.
 */
export function sealedShape(
  split: Pick<SplitItem, "visible" | "half">,
  parts: readonly (readonly Secret[])[],
  to: { readonly suite: SuiteName; readonly keys: readonly WrappedKey[] | undefined },
): Item {
  const blobs = parts.map((secrets, index) => {
    const isLast = index === parts.length - 1;
    const plaintext = isLast ? lastPlaintext(split.half, secrets) : orderedBytes(secrets as unknown as Value);
    return { id: new Uint8Array(16), sealed: new Uint8Array(sealedBytes(to.suite, plaintext.length)) };
  });
  const envelope = { ...to, salt: new Uint8Array(saltBytes), blobs };
  return { ...split.visible, [sealedAttribute]: envelopeValue(envelope) };
}

/**
 * Opens an item with the keys of its blobs. Its parts are the caller's own.
 *
 * @throws Error of whatever class where anything of it is not as it was sealed.
 */
export function openItem(
  item: Item,
  envelope: Envelope,
  keys: readonly Pick<GraphKey, "id" | "key">[],
  from: Binding,
): { readonly item: Item; readonly secrets: readonly Secret[] } {
  const { suite, salt, blobs } = envelope;
  const { [sealedAttribute]: _, ...visible } = item;
  const keyAt = (index: number) => (keys.at(index) as GraphKey).key;
  const last = blobs.at(-1) as Blob;
  const aad = itemData(withoutLastBlob(visible, envelope), from);
  const content = readBack(open(suite, keyAt(-1), salt, aad, last.sealed));
  if (!isMap(content)) throw new RangeError("no content");
  const secrets = [...readSecrets(content["secrets"])];
  for (const [index, { id, sealed }] of blobs.slice(0, -1).entries()) {
    secrets.push(...readSecrets(readBack(open(suite, keyAt(index), salt, blobData(visible, from, id), sealed))));
  }
  const opened: { [name: string]: Value } = { ...visible };
  const metadata = visible[metadataAttribute];
  if (content["private"] !== undefined) {
    if (!isMap(metadata)) throw new RangeError("a private half without a public one");
    opened[metadataAttribute] = { ...metadata, private: content["private"] };
  }
  putBack(opened, secrets);
  return { item: opened, secrets };
}

function lastPlaintext(half: Value | undefined, secrets: readonly Secret[]): Uint8Array {
  const stored = secrets as unknown as Value;
  return orderedBytes(half === undefined ? { secrets: stored } : { private: half, secrets: stored });
}

/** What the last blob authenticates beside its plaintext. */
function itemData(item: Item, { context, table }: Binding): Uint8Array {
  return canonicalBytes(["dystore", 1, "sealed item", context, table.name, table.region ?? null, item]);
}

/** What other blobs authenticate: the last one, which authenticates them, says the rest. */
function blobData(item: Item, { context, table }: Binding, id: Uint8Array): Uint8Array {
  const key = Object.fromEntries(
    Object.entries(item).filter(([name]) => name === table.partitionKey.name || name === table.sortKey?.name),
  );
  return canonicalBytes(["dystore", 1, "sealed part", context, table.name, table.region ?? null, key, id]);
}
