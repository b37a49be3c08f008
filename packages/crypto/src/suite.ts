import { createCipheriv, createDecipheriv, createHmac, hkdfSync, type KeyObject, timingSafeEqual } from "node:crypto";
import { canonicalBytes } from "./canonical.ts";

/** How secrets are sealed: AES-256-GCM, or AES-128-CBC with HMAC-SHA-256 as RFC 7518, 5.2.3 has it. */
export type SuiteName = "aes-256-gcm" | "aes-128-cbc-hmac-sha-256";

export const suiteNames: readonly SuiteName[] = ["aes-256-gcm", "aes-128-cbc-hmac-sha-256"];

/** Both suites have tags of 16 bytes. */
const tagBytes = 16;
const blockBytes = 16;
const gcmNonceBytes = 12;

/** What one blob of one item is sealed with: 32 bytes of key, 16 of which GCM takes 12 as nonce and CBC all as IV. */
interface ItemKey {
  readonly key: Uint8Array;
  readonly nonce: Uint8Array;
}

/**
 * HKDF-SHA-512 gives each blob a key and nonce of its own, because its item's salt is drawn anew for each seal: no nonce ever
 * recurs under a key.
 */
function deriveItemKey(suite: SuiteName, graphKey: KeyObject, salt: Uint8Array): ItemKey {
  const info = canonicalBytes(["dystore", 1, "item", suite]);
  const okm = new Uint8Array(hkdfSync("sha512", graphKey, salt, info, 48));
  return { key: okm.subarray(0, 32), nonce: okm.subarray(32) };
}

/** Bytes of a blob that seals so many bytes. */
export function sealedBytes(suite: SuiteName, bytes: number): number {
  if (suite === "aes-256-gcm") return bytes + tagBytes;
  return (Math.floor(bytes / blockBytes) + 1) * blockBytes + tagBytes;
}

/** Ciphertext and tag. @param salt Fresh: never used with this graph key before. */
export function seal(
  suite: SuiteName,
  graphKey: KeyObject,
  salt: Uint8Array,
  aad: Uint8Array,
  plaintext: Uint8Array,
): Uint8Array {
  const { key, nonce } = deriveItemKey(suite, graphKey, salt);
  if (suite === "aes-256-gcm") {
    const cipher = createCipheriv(suite, key, nonce.subarray(0, gcmNonceBytes), { authTagLength: tagBytes });
    cipher.setAAD(aad);
    return Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
  }
  const cipher = createCipheriv("aes-128-cbc", key.subarray(16), nonce);
  const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  return Buffer.concat([ciphertext, cbcTag(key, nonce, aad, ciphertext)]);
}

/** The plaintext, once its tag was found right. @throws Error where it is not. */
export function open(
  suite: SuiteName,
  graphKey: KeyObject,
  salt: Uint8Array,
  aad: Uint8Array,
  sealed: Uint8Array,
): Uint8Array {
  const { key, nonce } = deriveItemKey(suite, graphKey, salt);
  const ciphertext = sealed.subarray(0, -tagBytes);
  const tag = sealed.subarray(ciphertext.length);
  if (suite === "aes-256-gcm") {
    const decipher = createDecipheriv(suite, key, nonce.subarray(0, gcmNonceBytes), { authTagLength: tagBytes });
    decipher.setAAD(aad);
    decipher.setAuthTag(tag);
    return Buffer.concat([decipher.update(ciphertext), decipher.final()]);
  }
  if (!timingSafeEqual(cbcTag(key, nonce, aad, ciphertext), tag)) throw new RangeError("the tag is wrong");
  const decipher = createDecipheriv("aes-128-cbc", key.subarray(16), nonce);
  return Buffer.concat([decipher.update(ciphertext), decipher.final()]);
}

/** RFC 7518, 5.2.2.1: HMAC-SHA-256 over AAD, IV, ciphertext and the AAD's length in bits, cut to 16 bytes. */
function cbcTag(key: Uint8Array, iv: Uint8Array, aad: Uint8Array, ciphertext: Uint8Array): Uint8Array {
  const bits = Buffer.alloc(8);
  bits.writeBigUInt64BE(BigInt(aad.length) * 8n);
  const mac = createHmac("sha256", key.subarray(0, 16)).update(aad).update(iv).update(ciphertext).update(bits);
  return mac.digest().subarray(0, tagBytes);
}
