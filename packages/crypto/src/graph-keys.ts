import { KeyObject } from "node:crypto";
import { DyStoreError, type Item } from "@dystore/core/adapter";
import { idBytes, readEnvelope, sealedAttribute, type WrappedKey } from "./envelope.ts";
import { keyringFailed } from "./failure.ts";
import { extract } from "./hkdf.ts";
import { recall, remember } from "./key-memory.ts";
import type { Keyring } from "./keyring.ts";
import { randomBytes } from "./random.ts";
import { all, andThen } from "./ready.ts";
import { unwrap, type WrapPurpose, wrap } from "./wrap.ts";

/** A key that items of one graph are sealed with. */
export interface GraphKey extends WrappedKey {
  /** What HKDF has extracted from it. */
  readonly key: KeyObject;
}

/** `undefined` where it is gone, or unknown. */
type MaybeKey = KeyObject | undefined;

/** The keys of a keyring, each asked for once in a store operation. */
export class OperationKeyring {
  readonly #keyring: Keyring;
  readonly #keys = new Map<string, MaybeKey | Promise<MaybeKey>>();

  constructor(keyring: Keyring) {
    this.#keyring = keyring;
  }

  has(name: string): boolean {
    return this.#keyring.names.includes(name);
  }

  /** `undefined` for a key that is gone. */
  key(name: string): MaybeKey | Promise<MaybeKey> {
    if (this.#keys.has(name)) return this.#keys.get(name);
    const asked = this.#ask(name);
    this.#keys.set(name, asked);
    return asked;
  }

  #ask(name: string): MaybeKey | Promise<MaybeKey> {
    try {
      const key = this.#keyring.key(name);
      return key instanceof KeyObject ? checked(key) : this.#wait(key);
    } catch (cause) {
      // Kept as what it is: it is not asked again.
      return Promise.reject(keyringFailed(cause));
    }
  }

  async #wait(key: MaybeKey | Promise<MaybeKey>): Promise<MaybeKey> {
    try {
      const fetched = await key;
      return fetched === undefined ? undefined : checked(fetched);
    } catch (cause) {
      throw keyringFailed(cause);
    }
  }
}

/** A text would do for HKDF, and be no key. */
function checked(key: unknown): KeyObject {
  if (key instanceof KeyObject && key.type === "secret" && key.symmetricKeySize === 32) return key;
  throw new TypeError("a key of a keyring is a secret KeyObject of 32 bytes");
}

/** More keys than this no root has to hold. */
export const mostKeys = 16;

/** The generation of keys that the stored root has; others are called by the version that they are made for. */
export const storedGeneration = "";

/**
 * The keys of one graph, as far as one store operation has met or made them. What keeps items of the stored graph is sealed with
 * the keys of its root, under whatever names there are; a version that keeps none gets fresh ones.
 */
export class GraphKeys {
  readonly #keyring: OperationKeyring;
  readonly #purpose: WrapPurpose;
  readonly #known = new Map<string, WrappedKey>();
  readonly #opened = new Map<string, GraphKey | Promise<GraphKey | undefined>>();
  readonly #made = new Map<string, Map<string, GraphKey | Promise<GraphKey>>>();
  /** By version of the items: keys of roots that something was sealed with since. It may need them beneath another root. */
  readonly #used = new Map<string, Set<GraphKey>>();
  /** Those of the root that was seen last; `undefined` while none was. */
  #stored: readonly WrappedKey[] | undefined;
  #isSealed = false;

  constructor(keyring: OperationKeyring, purpose: WrapPurpose) {
    this.#keyring = keyring;
    this.#purpose = purpose;
  }

  /** Whether the graph's root was seen, or found not to be there. */
  get isRootKnown(): boolean {
    return this.#stored !== undefined;
  }

  /** Whether the root that was seen is sealed, be it as it should or not. */
  get isSealed(): boolean {
    return this.#isSealed;
  }

  /** Whether keys were made that exist nowhere else yet. */
  get hasMade(): boolean {
    return this.#made.size > 0;
  }

  /** Takes note of a root and what it holds; `undefined` where none stands. */
  seeRoot(root: Item | undefined): void {
    const keys = readEnvelope(root?.[sealedAttribute])?.keys ?? [];
    this.#stored = keys;
    this.#isSealed = root !== undefined && Object.hasOwn(root, sealedAttribute);
    for (const key of keys) this.#known.set(idText(key.id), key);
  }

  /** Whether a key of this id was met or made. */
  knows(id: Uint8Array): boolean {
    return this.#known.has(idText(id));
  }

  /** The key of an id, unwrapped once; `undefined` where it is unknown, changed, or wrapped by a key that the keyring has not or that is gone. */
  open(id: Uint8Array): GraphKey | undefined | Promise<GraphKey | undefined> {
    const text = idText(id);
    const opened = this.#opened.get(text);
    if (opened !== undefined) return opened;
    const known = this.#known.get(text);
    if (known === undefined || !this.#keyring.has(known.name)) return undefined;
    const opening = andThen(this.#keyring.key(known.name), (key) => this.#unwrap(key, known, text));
    if (opening instanceof Promise) this.#opened.set(text, opening);
    return opening;
  }

  /** The key by which an item of a generation is sealed under a name of the keyring; no promise where it is there already. */
  forSealing(name: string, generation: string, version: string): GraphKey | Promise<GraphKey> {
    const made = this.#made.get(generation)?.get(name);
    if (made !== undefined) return made;
    const stored = generation === storedGeneration ? this.#stored?.find((key) => key.name === name) : undefined;
    if (stored === undefined) return this.#make(name, generation);
    return andThen(this.open(stored.id), (opened) =>
      opened === undefined ? this.#make(name, generation) : this.#use(opened, version),
    );
  }

  #use(key: GraphKey, version: string): GraphKey {
    this.#usedFor(version).add(key);
    return key;
  }

  #usedFor(version: string): Set<GraphKey> {
    const known = this.#used.get(version);
    if (known !== undefined) return known;
    const used = new Set<GraphKey>();
    this.#used.set(version, used);
    return used;
  }

  /** Takes note that items of a version name those of others: a page does, and a root. */
  seeNamed(version: string, named: readonly string[]): void {
    for (const other of named) for (const key of this.#used.get(other) ?? []) this.#use(key, version);
  }

  /**
   * What the root of a generation has to hold. A stream's parts are sealed with the keys of the root that stood then; others may have
   * replaced it by the time it is committed. What was sealed for attempts that were refused needs nothing.
   */
  forRoot(generation: string, version: string): readonly WrappedKey[] | Promise<readonly WrappedKey[]> {
    return andThen(all([...(this.#made.get(generation)?.values() ?? [])]), (made) => {
      const keys: WrappedKey[] = [...made];
      if (generation === storedGeneration) {
        const stored = this.#stored ?? [];
        const held = new Set(stored.map(({ id }) => idText(id)));
        keys.unshift(...stored, ...[...this.#usedFor(version)].filter(({ id }) => !held.has(idText(id))));
      }
      if (keys.length <= mostKeys) return keys;
      throw new DyStoreError("INVALID", `A graph is sealed under ${mostKeys} keys at most; let fewer names share it.`);
    });
  }

  #unwrap(keyringKey: MaybeKey, wrapped: WrappedKey, text: string): GraphKey | undefined {
    const key = keyringKey && unwrapOnce(keyringKey, wrapped, this.#purpose);
    if (key === undefined) return undefined;
    const opened = { ...wrapped, key };
    this.#opened.set(text, opened);
    return opened;
  }

  #make(name: string, generation: string): GraphKey | Promise<GraphKey> {
    const keys = this.#made.get(generation) ?? new Map<string, GraphKey | Promise<GraphKey>>();
    this.#made.set(generation, keys);
    // Another seal of the same call may have made it meanwhile.
    const known = keys.get(name);
    if (known !== undefined) return known;
    const making = andThen(this.#keyring.key(name), (key) => {
      const made = this.#fresh(name, key);
      keys.set(name, made);
      return made;
    });
    if (making instanceof Promise) keys.set(name, making);
    return making;
  }

  #fresh(name: string, key: MaybeKey): GraphKey {
    if (key === undefined) {
      throw new DyStoreError(
        "INVALID",
        `The key ${name} of the keyring is gone: nothing can be sealed under it any more.`,
      );
    }
    const bytes = randomBytes(32);
    const wrapped = wrap(key, name, this.#purpose, bytes);
    const made = { name, id: randomBytes(idBytes), wrapped, key: extract(bytes) };
    bytes.fill(0);
    remember(key, wrapped, { name, purpose: this.#purpose, graphKey: made.key });
    const text = idText(made.id);
    this.#known.set(text, made);
    this.#opened.set(text, made);
    return made;
  }
}

function unwrapOnce(key: KeyObject, { name, wrapped }: WrappedKey, purpose: WrapPurpose): KeyObject | undefined {
  const known = recall(key, name, purpose, wrapped);
  if (known !== undefined) return known;
  const graphKey = unwrap(key, name, purpose, wrapped);
  if (graphKey !== undefined) remember(key, wrapped, { name, purpose, graphKey });
  return graphKey;
}

function idText(id: Uint8Array): string {
  return Buffer.from(id.buffer, id.byteOffset, id.length).toString("latin1");
}
