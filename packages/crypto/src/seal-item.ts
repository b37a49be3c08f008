import { type Item, isMap, metadataAttribute, type Value } from "@dystore/core/adapter";
import type { Binding } from "./binding.ts";
import { ByteWriter } from "./byte-writer.ts";
import {
  type Blob,
  type Envelope,
  idBytes,
  saltBytes,
  sealedAttribute,
  storedEnvelope,
  type WrappedKey,
  withoutLastBlob,
} from "./envelope.ts";
import type { GraphKey } from "./graph-keys.ts";
import { readLast, readOther } from "./plaintexts.ts";
import { putBack, type Secret } from "./secrets.ts";
import { open, type SuiteName, seal, sealedBytes } from "./suite.ts";

const noBytes = new Uint8Array(64 * 1024);

/** Bytes that only their length matters of. */
function zeros(count: number): Uint8Array {
  return count <= noBytes.length ? noBytes.subarray(0, count) : new Uint8Array(count);
}

/** A key with the plaintext that it seals. */
export interface Sealing {
  readonly key: Pick<GraphKey, "id" | "key">;
  readonly plaintext: Uint8Array;
}

/**
 * Seals an item. The last of the sealings authenticates all of the item.
 *
 * @param visible The item without what is secret, and without the private half of its metadata; becomes the sealed one.
 * @param salt 32 random bytes that no other seal has.
 * @param keys What a root holds of its graph's keys; `undefined` in items beside a root.
 */
export function sealItem(
  visible: { [name: string]: Value },
  sealings: readonly Sealing[],
  to: {
    readonly binding: Binding;
    readonly suite: SuiteName;
    readonly salt: Uint8Array;
    readonly keys: readonly WrappedKey[] | undefined;
  },
): Item {
  const { binding, suite, salt } = to;
  const writer = new ByteWriter();
  const blobs: Value[][] = [];
  for (const { key, plaintext } of sealings) {
    const blob: Value[] = [key.id];
    blobs.push(blob);
    const isLast = blobs.length === sealings.length;
    // It authenticates the item as it is without its ciphertext, which is known last.
    if (isLast) visible[sealedAttribute] = storedEnvelope(to, blobs);
    const aad = isLast ? binding.itemData(writer, visible) : binding.partData(writer, visible, key.id);
    blob.push(seal(suite, key.key, salt, aad, plaintext));
  }
  writer.release();
  return visible;
}

/** An item of the size that {@link sealItem} makes, of plaintexts of such lengths. */
export function sealedShape(
  visible: Item,
  lengths: readonly number[],
  to: { readonly suite: SuiteName; readonly keys: readonly WrappedKey[] | undefined },
): Item {
  const blobs = lengths.map((length) => [zeros(idBytes), zeros(sealedBytes(to.suite, length))]);
  return { ...visible, [sealedAttribute]: storedEnvelope({ ...to, salt: zeros(saltBytes) }, blobs) };
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
  binding: Binding,
): { readonly item: Item; readonly secrets: readonly Secret[] } {
  const { suite, salt, blobs } = envelope;
  const keyAt = (index: number) => (keys.at(index) as GraphKey).key;
  const last = blobs.at(-1) as Blob;
  const writer = new ByteWriter();
  const aad = binding.itemData(writer, withoutLastBlob(item, envelope));
  const { half, secrets } = readLast(open(suite, keyAt(-1), salt, aad, last.sealed));
  for (const [index, { id, sealed }] of blobs.slice(0, -1).entries()) {
    const part = open(suite, keyAt(index), salt, binding.partData(writer, item, id), sealed);
    secrets.push(...readOther(part));
  }
  writer.release();
  return { item: putTogether(item, half, secrets), secrets };
}

/** The item as it was before it was sealed. */
function putTogether(item: Item, half: Value | undefined, secrets: readonly Secret[]): Item {
  const members = Object.entries(item).filter(([name]) => name !== sealedAttribute);
  if (half !== undefined) {
    const metadata = item[metadataAttribute];
    if (!isMap(metadata)) throw new RangeError("a private half without a public one");
    members.push([metadataAttribute, { ...metadata, private: half }]);
  }
  const deeper: Secret[] = [];
  for (const secret of secrets) {
    const [[name, ...more], value] = secret;
    if (typeof name === "string" && more.length === 0) members.push([name, value]);
    else deeper.push(secret);
  }
  // All at once: an object that gains many members one by one becomes slow.
  const opened = Object.fromEntries(members);
  putBack(opened, deeper);
  return opened;
}
