import type { KeyObject } from "node:crypto";
import { DyStoreError } from "@dystore/core/adapter";

/**
 * Keys by name. They wrap the keys that graphs are sealed with and never touch data themselves, so that changing one means wrapping
 * anew. Names are stored in plain text.
 */
export interface Keyring {
  /** The name of the key that seals whatever no other is named for. */
  readonly current: string;
  /** All names. Nothing is ever opened with a key of another name. */
  readonly names: readonly string[];
  /**
   * The 32 bytes of a key as a secret `KeyObject`, or `undefined` for one that is gone for ever: what it sealed is `DECRYPTION` then, and
   * sealing under it `INVALID`. Whatever is thrown is `UNAVAILABLE`. Called once for a name and store operation at most; only for `names`.
   * What was unwrapped by a key is remembered as long as its object lives: make a new object of a key that may be erased each time.
   */
  key(name: string): KeyObject | undefined | Promise<KeyObject | undefined>;
}

/** @throws DyStoreError `INVALID` for names that cannot be stored, and a current key that is none of them. */
export function checkNames(names: readonly string[], current: string): void {
  for (const name of names) {
    if (!/^[A-Za-z0-9][\w.:@/-]{0,63}$/.test(name)) {
      const problem = `A key's name has 1 to 64 letters, digits, and ._:@/- after the first; rename the key.`;
      throw new DyStoreError("INVALID", problem);
    }
  }
  if (!names.includes(current))
    throw new DyStoreError("INVALID", "The current key of a keyring must be one of its keys.");
}
