import {
  createCipheriv,
  createDecipheriv,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  timingSafeEqual,
} from "node:crypto";
import { canonicalBytes } from "./canonical.ts";
import { extract } from "./hkdf.ts";
import type { GraphName } from "./item-kind.ts";
import { randomBytes } from "./random.ts";

const saltBytes = 32;
const commitmentBytes = 32;
const keyBytes = 32;
const tagBytes = 16;

/** Bytes of a wrapped graph key: salt, commitment, ciphertext and tag. */
export const wrappedBytes: number = saltBytes + commitmentBytes + keyBytes + tagBytes;

// A wrapping key is used once.
const nonce = new Uint8Array(12);

/** What a wrapped key is bound to: beneath any other root it does not open. */
export interface WrapPurpose {
  /** The option `context` of `encrypt`. */
  readonly context: string;
  /** Where the root stands; its Region as the store declares it. */
  readonly graph: GraphName;
}

/** The wrapping key and the commitment that follow from a keyring's key and a salt: 32 bytes each of HKDF-SHA-512. */
function derive(
  key: KeyObject,
  name: string,
  salt: Uint8Array,
): { readonly key: KeyObject; readonly commitment: Uint8Array } {
  const okm = new Uint8Array(hkdfSync("sha512", key, salt, canonicalBytes(["dystore", 1, "wrap", name]), 64));
  const wrapping = createSecretKey(okm.subarray(0, keyBytes));
  okm.fill(0, 0, keyBytes);
  return { key: wrapping, commitment: okm.subarray(keyBytes) };
}

/** Seals a graph key under a key of a keyring. */
export function wrap(
  key: KeyObject,
  name: string,
  purpose: WrapPurpose,
  graphKey: Uint8Array,
  salt: Uint8Array = randomBytes(32),
): Uint8Array {
  const wrapping = derive(key, name, salt);
  const cipher = createCipheriv("aes-256-gcm", wrapping.key, nonce, { authTagLength: tagBytes });
  cipher.setAAD(purposeData(purpose));
  return Buffer.concat([salt, wrapping.commitment, cipher.update(graphKey), cipher.final(), cipher.getAuthTag()]);
}

/** The graph key, ready to derive from; `undefined` where it was wrapped under another key or for another purpose, or changed. */
export function unwrap(key: KeyObject, name: string, purpose: WrapPurpose, wrapped: Uint8Array): KeyObject | undefined {
  if (wrapped.length !== wrappedBytes) return undefined;
  const wrapping = derive(key, name, wrapped.subarray(0, saltBytes));
  const commitment = wrapped.subarray(saltBytes, saltBytes + commitmentBytes);
  // Without it one wrapped key might open under two keys of a keyring, to two different graph keys.
  if (!timingSafeEqual(commitment, wrapping.commitment)) return undefined;
  const sealed = wrapped.subarray(saltBytes + commitmentBytes);
  const decipher = createDecipheriv("aes-256-gcm", wrapping.key, nonce, { authTagLength: tagBytes });
  decipher.setAAD(purposeData(purpose));
  decipher.setAuthTag(sealed.subarray(keyBytes));
  const bytes = decipher.update(sealed.subarray(0, keyBytes));
  try {
    decipher.final();
  } catch {
    return undefined;
  }
  const extracted = extract(bytes);
  bytes.fill(0);
  return extracted;
}

/** What is authenticated beside a wrapped key. */
function purposeData({ context, graph: { table, region, key } }: WrapPurpose): Uint8Array {
  // An item without a key is refused by the adapter beneath.
  return canonicalBytes(["dystore", 1, "wrapped key", context, table, region ?? null, key ?? null]);
}
