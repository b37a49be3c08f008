import { itemMiddleware, type Middleware } from "@dystore/core/adapter";
import { ItemSealer } from "./item-sealer.ts";
import type { Keyring } from "./keyring.ts";
import { type IgnoredPaths, makePolicy, type SecretPaths } from "./policy.ts";
import { type SuiteName, suiteNames } from "./suite.ts";

/** What {@link encrypt} takes. */
export interface EncryptOptions {
  /** The keys. */
  readonly keyring: Keyring;
  /**
   * What is secret: JSONPaths of names, positions and wildcards from the graph's root (`location.city`, `notes[*].text`), with all
   * that lies within; `"all"`; or `"loader"`: what the config loader's `loadKey` names a key for, leaf by leaf.
   */
  readonly paths: SecretPaths;
  /** What items are for, such as a name of the application: they open under the same one only. Stored nowhere. */
  readonly context: string;
  /** What is left alone of it: paths, or expressions against the full dotted path of a leaf. Default: nothing. */
  readonly ignorePaths?: IgnoredPaths | undefined;
  /**
   * What becomes of graphs that are not sealed. `"refuse"`: they are `DECRYPTION`. `"migrate"`: they are read, and sealed as a whole by
   * their first change; whoever can write to the tables can then forge whole graphs, so end it once `verifyAll` finds none. Default
   * `"refuse"`.
   */
  readonly plaintext?: "refuse" | "migrate" | undefined;
  /** Default `"aes-256-gcm"`. Items open whatever it was. */
  readonly suite?: SuiteName | undefined;
}

/**
 * A middleware that seals items: what is secret is encrypted, and all of each item is authenticated, so that what was changed,
 * exchanged or put back by others is refused. docs/crypto.md says how, docs/security.md what it is good for.
 *
 * Reading what cannot be opened is `DECRYPTION` with table and key. With `paths: "loader"` writing is `INVALID` where the store has no
 * `loadKey`, or that names a key that the keyring has not. A keyring that fails is `UNAVAILABLE`.
 *
 * @throws DyStoreError `INVALID` for paths that cannot be parsed. TypeError for a context that is empty or no Unicode text, and a suite of another name.
 *
 * @example
 * ```ts
 * import { randomBytes } from "node:crypto";
 * import { memoryAdapter } from "@dystore/adapter-memory";
 * import { DyStore } from "@dystore/core";
 * import { encrypt, rawKeyring } from "@dystore/crypto";
 *
 * const keyring = rawKeyring({ current: "2026", keys: { "2026": randomBytes(32) } });
 * const sealed = encrypt({ keyring, paths: ["location.city"], context: "people" })(memoryAdapter());
 * const store = new DyStore({ adapter: sealed, table: "People", primaryKey: "ID" });
 * await store.createTables();
 * const key = await store.write({ name: "Ada", location: { city: "London" } });
 * console.log(await store.readPath(key, "location.city")); // ["London"]
 * ```
 */
export function encrypt(options: EncryptOptions): Middleware {
  const { keyring, paths, context, ignorePaths = [], plaintext = "refuse", suite = "aes-256-gcm" } = options;
  if (typeof context !== "string" || context === "" || !context.isWellFormed())
    throw new TypeError("encrypt needs a context: what items are for.");
  if (!suiteNames.includes(suite)) throw new TypeError(`encrypt knows the suites ${suiteNames.join(" and ")}.`);
  const settings = { keyring, policy: makePolicy(paths, ignorePaths), purpose: context, suite, plaintext };
  return (below) => {
    const sealer = new ItemSealer(settings, below);
    return itemMiddleware({
      name: "encrypt",
      storedBytes: (table, item, sizeBelow) => sizeBelow(sealer.largest(table, item)),
      encode: (table, item, call, fresh) => sealer.seal(table, item, call, fresh),
      decode: (table, item, call, key) => sealer.open(table, item, call, key),
    })(below);
  };
}
