import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  type KeyObject,
  timingSafeEqual,
} from "node:crypto";
import { canonicalBytes } from "./canonical.ts";
import { expand } from "./hkdf.ts";

/** How secrets are sealed: AES-256-GCM, or AES-128-CBC with HMAC-SHA-256 as RFC 7518, 5.2.3 has it. */
export type SuiteName = "aes-256-gcm" | "aes-128-cbc-hmac-sha-256";

export const suiteNames: readonly SuiteName[] = ["aes-256-gcm", "aes-128-cbc-hmac-sha-256"];

/** Both suites have tags of 16 bytes. */
const tagBytes = 16;
const blockBytes = 16;
const saltBytes = 32;
const gcmNonceBytes = 12;

/** What one blob of one item is sealed with. Key objects: ciphers take raw bytes several times slower. */
interface ItemKey {
  /** Of GCM all 32 bytes, of CBC the last 16. */
  readonly key: KeyObject;
  /** Of CBC alone. */
  readonly macKey: KeyObject | undefined;
  readonly nonce: Uint8Array;
}

/** The info that item keys are derived by, up to its salt, with room for that and for a byte of HKDF's: filled in anew for each key. */
const infos = { "aes-256-gcm": infoOf("aes-256-gcm"), "aes-128-cbc-hmac-sha-256": infoOf("aes-128-cbc-hmac-sha-256") };

function infoOf(suite: SuiteName): Uint8Array {
  // A list whose last element is that binary.
  return Buffer.concat([canonicalBytes(["dystore", 1, "item", suite, new Uint8Array(saltBytes)]), new Uint8Array(1)]);
}

/**
 * HKDF-SHA-512 gives each blob a key and nonce of its own, because its item's salt is drawn anew for each seal: no nonce ever
 * recurs under a key.
 */
function deriveItemKey(suite: SuiteName, graphKey: KeyObject, salt: Uint8Array): ItemKey {
  const info = infos[suite];
  info.set(salt, info.length - saltBytes - 1);
  const okm = expand(graphKey, info);
  const isGcm = suite === "aes-256-gcm";
  const macKey = isGcm ? undefined : createSecretKey(within(okm, 0, 16));
  const key = createSecretKey(isGcm ? within(okm, 0, 32) : within(okm, 16, 16));
  okm.fill(0, 0, 32);
  return { key, macKey, nonce: within(okm, 32, isGcm ? gcmNonceBytes : blockBytes) };
}

/** As `subarray`, which takes longer. */
function within({ buffer, byteOffset }: Uint8Array, start: number, length: number): Uint8Array {
  return new Uint8Array(buffer, byteOffset + start, length);
}

/** Bytes of a blob that seals so many bytes. */
export function sealedBytes(suite: SuiteName, bytes: number): number {
  if (suite === "aes-256-gcm") return bytes + tagBytes;
  return (Math.floor(bytes / blockBytes) + 1) * blockBytes + tagBytes;
}

/** By how many bytes more a plaintext may be filled up where it is divided. */
export function paddingBytes(suite: SuiteName): number {
  return suite === "aes-256-gcm" ? 0 : blockBytes;
}

/** Ciphertext and tag. @param salt Fresh: never used with this graph key before. */
export function seal(
  suite: SuiteName,
  graphKey: KeyObject,
  salt: Uint8Array,
  aad: Uint8Array,
  plaintext: Uint8Array,
): Uint8Array {
  const { key, macKey, nonce } = deriveItemKey(suite, graphKey, salt);
  if (macKey === undefined) {
    const cipher = createCipheriv("aes-256-gcm", key, nonce, { authTagLength: tagBytes });
    cipher.setAAD(aad);
    // Of memory that many share: to get some for each takes longer.
    const sealed = Buffer.allocUnsafe(plaintext.length + tagBytes);
    sealed.set(cipher.update(plaintext));
    // A stream cipher has nothing left at its end.
    cipher.final();
    sealed.set(cipher.getAuthTag(), plaintext.length);
    return sealed;
  }
  const cipher = createCipheriv("aes-128-cbc", key, nonce);
  const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  return Buffer.concat([ciphertext, cbcTag(macKey, nonce, aad, ciphertext)]);
}

/** The plaintext, once its tag was found right. @throws Error where it is not. */
export function open(
  suite: SuiteName,
  graphKey: KeyObject,
  salt: Uint8Array,
  aad: Uint8Array,
  sealed: Uint8Array,
): Uint8Array {
  const { key, macKey, nonce } = deriveItemKey(suite, graphKey, salt);
  const ciphertext = sealed.subarray(0, -tagBytes);
  const tag = sealed.subarray(ciphertext.length);
  if (macKey === undefined) {
    const decipher = createDecipheriv("aes-256-gcm", key, nonce, { authTagLength: tagBytes });
    decipher.setAAD(aad);
    decipher.setAuthTag(tag);
    const plaintext = decipher.update(ciphertext);
    // A stream cipher has nothing left at its end.
    decipher.final();
    return plaintext;
  }
  if (!timingSafeEqual(cbcTag(macKey, nonce, aad, ciphertext), tag)) throw new RangeError("the tag is wrong");
  const decipher = createDecipheriv("aes-128-cbc", key, nonce);
  return Buffer.concat([decipher.update(ciphertext), decipher.final()]);
}

/** RFC 7518, 5.2.2.1: HMAC-SHA-256 over AAD, IV, ciphertext and the AAD's length in bits, cut to 16 bytes. */
function cbcTag(macKey: KeyObject, iv: Uint8Array, aad: Uint8Array, ciphertext: Uint8Array): Uint8Array {
  const bits = Buffer.alloc(8);
  bits.writeBigUInt64BE(BigInt(aad.length) * 8n);
  const mac = createHmac("sha256", macKey).update(aad).update(iv).update(ciphertext).update(bits);
  return mac.digest().subarray(0, tagBytes);
}
