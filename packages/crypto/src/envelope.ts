import { type Item, isList, isMap, type Value } from "@dystore/core/adapter";
import { type SuiteName, suiteNames } from "./suite.ts";

/** The attribute of a sealed item that holds what is sealed. */
export const sealedAttribute = "__dystore_sealed__";

const envelopeFormat = 1;
export const idBytes = 16;
export const saltBytes = 32;

/** Ciphertext and tag, sealed with the graph key of this id. */
export interface Blob {
  readonly id: Uint8Array;
  readonly sealed: Uint8Array;
}

/** A graph key as stored: wrapped by the key of a keyring that has this name. */
export interface WrappedKey {
  readonly name: string;
  readonly id: Uint8Array;
  readonly wrapped: Uint8Array;
}

/** What `__dystore_sealed__` says. */
export interface Envelope {
  readonly suite: SuiteName;
  readonly salt: Uint8Array;
  /** The last one authenticates the item; it is there always. */
  readonly blobs: readonly Blob[];
  /** All keys of the graph, in roots and in items of no graph. */
  readonly keys: readonly WrappedKey[] | undefined;
}

/** The attribute's value. @param blobs Lists of an id and what is sealed. */
export function storedEnvelope(
  { suite, salt, keys }: Omit<Envelope, "blobs">,
  blobs: readonly Value[],
): { readonly [name: string]: Value } {
  const value = { format: envelopeFormat, suite, salt, blobs };
  return keys === undefined ? value : { ...value, keys: keys.map(({ name, id, wrapped }) => [name, id, wrapped]) };
}

/** Reads {@link storedEnvelope}; `undefined` where it is anything else, or more: what is not read is not authenticated. */
export function readEnvelope(value: Value | undefined): Envelope | undefined {
  if (!isMap(value)) return undefined;
  const { format, suite, salt, blobs: blobList, keys: keyList, ...more } = value;
  if (Object.keys(more).length > 0) return undefined;
  const suiteName = suiteNames.find((name) => name === suite);
  if (format !== envelopeFormat || suiteName === undefined || !isBinary(salt, saltBytes)) return undefined;
  const blobs = isList(blobList) ? blobList.map(readBlob) : [];
  const keys = isList(keyList) ? keyList.map(readKey) : undefined;
  if (!isWhole(blobs) || (keyList !== undefined && keys === undefined) || keys?.includes(undefined)) return undefined;
  if (blobs.length === 0) return undefined;
  return { suite: suiteName, salt, blobs, keys: keys as WrappedKey[] | undefined };
}

/** The item as the last blob authenticates it: without that blob's ciphertext, which is known last. */
export function withoutLastBlob(item: Item, envelope: Envelope): Item {
  const blobs = envelope.blobs.map(({ id, sealed }, index, { length }) => (index < length - 1 ? [id, sealed] : [id]));
  return { ...item, [sealedAttribute]: storedEnvelope(envelope, blobs) };
}

function readBlob(value: Value): Blob | undefined {
  const [id, sealed, ...more] = isList(value) ? value : [];
  if (more.length > 0) return undefined;
  return isBinary(id, idBytes) && sealed instanceof Uint8Array ? { id, sealed } : undefined;
}

function readKey(value: Value): WrappedKey | undefined {
  const [name, id, wrapped, ...more] = isList(value) ? value : [];
  if (more.length > 0) return undefined;
  if (typeof name !== "string" || !isBinary(id, idBytes) || !(wrapped instanceof Uint8Array)) return undefined;
  return { name, id, wrapped };
}

function isWhole<T>(list: readonly (T | undefined)[]): list is readonly T[] {
  return !list.includes(undefined);
}

function isBinary(value: Value | undefined, length: number): value is Uint8Array {
  return value instanceof Uint8Array && value.length === length;
}
