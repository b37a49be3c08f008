import { createHmac, createSecretKey, type KeyObject } from "node:crypto";
import { canonicalBytes } from "./canonical.ts";

// HKDF-SHA-512 (RFC 5869) in its two steps. Where many keys are derived from one the first is done once; and `hkdfSync` takes four times
// as long as both together. Keys are handed over as key objects: raw ones take several times longer.

const noSalt = createSecretKey(new Uint8Array(64));

/** HKDF-Extract. @param salt None by default. */
export function extract(key: Uint8Array, salt: KeyObject = noSalt): KeyObject {
  const bytes = createHmac("sha512", salt).update(key).digest();
  const extracted = createSecretKey(bytes);
  bytes.fill(0);
  return extracted;
}

/** What a key is derived for, as {@link expand} takes it. */
export function infoOf(...purpose: readonly (string | Uint8Array)[]): Uint8Array {
  return Buffer.concat([canonicalBytes(["dystore", 1, ...purpose]), new Uint8Array(1)]);
}

/** HKDF-Expand to 64 bytes, one block. @param info With a byte more, which is set to 1. */
export function expand(extracted: KeyObject, info: Uint8Array): Buffer {
  info[info.length - 1] = 1;
  return createHmac("sha512", extracted).update(info).digest();
}
