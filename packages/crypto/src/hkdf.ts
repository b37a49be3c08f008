import { createHmac, createSecretKey, type KeyObject } from "node:crypto";

/**
 * HKDF-SHA-512 (RFC 5869) in its two steps, for keys of which many are derived: the first step is done once. `hkdfSync`, which does both
 * each time, costs three times as much as the second alone.
 */

const noSalt = createSecretKey(new Uint8Array(64));

/** HKDF-Extract without a salt. */
export function extract(key: Uint8Array): KeyObject {
  const bytes = createHmac("sha512", noSalt).update(key).digest();
  const extracted = createSecretKey(bytes);
  bytes.fill(0);
  return extracted;
}

/** HKDF-Expand to 64 bytes, one block. @param info With a byte more, which is set to 1. */
export function expand(extracted: KeyObject, info: Uint8Array): Buffer {
  info[info.length - 1] = 1;
  return createHmac("sha512", extracted).update(info).digest();
}
