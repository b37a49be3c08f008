/**
 * Encryption for DyStore: `encrypt` makes a middleware that seals items, from a keyring.
 *
 * @module
 */
export { type EncryptOptions, encrypt } from "./encrypt.ts";
export type { Keyring } from "./keyring.ts";
export { type PassphraseKeyringOptions, passphraseKeyring } from "./passphrase-keyring.ts";
export type { IgnoredPaths, SecretPaths } from "./policy.ts";
export { type RawKey, type RawKeyringOptions, rawKeyring } from "./raw-keyring.ts";
export type { SuiteName } from "./suite.ts";
