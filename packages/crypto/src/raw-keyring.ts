import { createSecretKey, type KeyObject } from "node:crypto";
import { DyStoreError } from "@dystore/core/adapter";
import { checkNames, type Keyring } from "./keyring.ts";

/** 32 random bytes. */
export type RawKey = Uint8Array;

type FetchKey = () => RawKey | null | undefined | Promise<RawKey | null | undefined>;

/** What {@link rawKeyring} takes. */
export interface RawKeyringOptions {
  /** The name of the key that seals whatever no other is named for. */
  readonly current: string;
  /**
   * Keys of 32 random bytes by name, or functions that fetch them; one is called once for each store operation that needs its key. A
   * function answers `undefined` or `null` for a key that was erased, and throws where it cannot tell.
   */
  readonly keys: { readonly [name: string]: RawKey | FetchKey };
}

/**
 * A keyring of keys that you keep: 32 random bytes each, from a secret store or `openssl rand 32`. Keys of earlier times stay in it for
 * as long as items are sealed with them.
 *
 * @throws DyStoreError `INVALID` for keys of another length, for names that cannot be stored, and where `current` is none of them.
 *
 * @example
 * ```ts
 * import { randomBytes } from "node:crypto";
 * import { rawKeyring } from "@dystore/crypto";
 *
 * const keyring = rawKeyring({ current: "2026", keys: { "2026": randomBytes(32) } });
 * console.log(keyring.current); // "2026"
 * ```
 */
export function rawKeyring({ current, keys }: RawKeyringOptions): Keyring {
  const held = new Map<string, KeyObject | FetchKey>();
  for (const [name, key] of Object.entries(keys)) held.set(name, typeof key === "function" ? key : keyObject(key));
  const names = [...held.keys()];
  checkNames(names, current);
  return {
    current,
    names,
    key(name) {
      const key = held.get(name);
      if (key === undefined) throw new DyStoreError("INVALID", "The keyring has no key of that name.");
      return typeof key === "function" ? fetched(key) : key;
    },
  };
}

async function fetched(fetch: FetchKey): Promise<KeyObject | undefined> {
  const key = (await fetch()) ?? undefined;
  return key && keyObject(key);
}

function keyObject(bytes: RawKey): KeyObject {
  if (!(bytes instanceof Uint8Array) || bytes.length !== 32) {
    throw new DyStoreError("INVALID", "A key of a keyring must be 32 bytes; use passphraseKeyring for texts.");
  }
  return createSecretKey(bytes);
}
