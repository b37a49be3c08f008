import { createSecretKey, type KeyObject, scrypt } from "node:crypto";
import { DyStoreError } from "@dystore/core/adapter";
import { checkNames, type Keyring } from "./keyring.ts";

/** What {@link passphraseKeyring} takes. */
export interface PassphraseKeyringOptions {
  /** The name of the key that seals whatever no other is named for. */
  readonly current: string;
  /** Passphrases by the names of their keys. */
  readonly passphrases: { readonly [name: string]: string };
  /** 16 random bytes or more, the same for ever: without them nothing can be opened. No secret. */
  readonly salt: Uint8Array;
  /** scrypt's N, a power of two from 2^14 to 2^20. Default 2^17: some 0.3 s and 128 MB, once for each key and process. */
  readonly cost?: number | undefined;
}

const blockSize = 8;
const parallelization = 1;
const leastCost = 2 ** 14;
const defaultCost = 2 ** 17;
const mostCost = 2 ** 20;

/**
 * A keyring of keys that are derived from passphrases by scrypt (r 8, p 1): for those who cannot keep 32 random bytes. Each is
 * derived when first needed, once. Passphrases must be long: who has the table can try them.
 *
 * @throws DyStoreError `INVALID` for empty passphrases, salts that are no bytes or short, costs out of range, and names that cannot be stored.
 *
 * @example
 * ```ts
 * import { passphraseKeyring } from "@dystore/crypto";
 *
 * const salt = Buffer.from("9f1b7a3d52c84e60b1d2f3a4c5968778", "hex");
 * const keyring = passphraseKeyring({ current: "main", passphrases: { main: "seven long words that nobody else has" }, salt });
 * console.log(keyring.names); // ["main"]
 * ```
 */
export function passphraseKeyring(options: PassphraseKeyringOptions): Keyring {
  const { current, passphrases, cost = defaultCost } = options;
  const names = Object.keys(passphrases);
  checkNames(names, current);
  if (!(options.salt instanceof Uint8Array) || options.salt.length < 16) {
    throw new DyStoreError("INVALID", "The salt of a passphrase keyring is a Uint8Array of 16 bytes at least.");
  }
  const salt = new Uint8Array(options.salt);
  if (!Number.isInteger(Math.log2(cost)) || cost < leastCost || cost > mostCost) {
    throw new DyStoreError("INVALID", "The cost of a passphrase keyring is a power of two from 2^14 to 2^20.");
  }
  const texts = new Map(Object.entries(passphrases));
  for (const text of texts.values()) {
    if (text === "") throw new DyStoreError("INVALID", "A passphrase is empty.");
  }
  const derived = new Map<string, Promise<KeyObject>>();
  return {
    current,
    names,
    key(name) {
      const text = texts.get(name);
      if (text === undefined) throw new DyStoreError("INVALID", "The keyring has no key of that name.");
      const known = derived.get(name);
      if (known !== undefined) return known;
      const deriving = derive(text, salt, cost);
      derived.set(name, deriving);
      // Memory may be short now and not later.
      deriving.catch(() => derived.delete(name));
      return deriving;
    },
  };
}

function derive(text: string, salt: Uint8Array, cost: number): Promise<KeyObject> {
  const maxmem = 256 * cost * blockSize;
  return new Promise((resolve, reject) => {
    scrypt(text.normalize("NFC"), salt, 32, { N: cost, r: blockSize, p: parallelization, maxmem }, (error, key) => {
      if (error === null) resolve(createSecretKey(key));
      else reject(error);
    });
  });
}
