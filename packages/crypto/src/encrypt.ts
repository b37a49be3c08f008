import {
  type Context,
  type Item,
  itemKeyText,
  itemMiddleware,
  keyOf,
  type Middleware,
  type Table,
} from "@dystore/core/adapter";
import { Chooser } from "./choose.ts";
import { type Envelope, idBytes, readEnvelope, sealedAttribute, type WrappedKey } from "./envelope.ts";
import { cannotOpen } from "./failure.ts";
import { type GraphKey, GraphKeys, mostKeys, OperationKeyring, storedGeneration } from "./graph-keys.ts";
import { graphBeside, graphOfRoot, isIntent, metadataOf } from "./item-kind.ts";
import type { Keyring } from "./keyring.ts";
import { type OperationState, OperationStates } from "./operation-state.ts";
import { askLoader, type IgnoredPaths, makePolicy, policyFor, type SecretPaths } from "./policy.ts";
import { randomBytes } from "./random.ts";
import { openItem, sealedShape, sealItem, splitHalf } from "./seal-item.ts";
import { type Choices, type Secret, takeOut } from "./secrets.ts";
import { type SuiteName, suiteNames } from "./suite.ts";
import { wrappedBytes } from "./wrap.ts";

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
  /** Default `"aes-256-gcm"`. Items open whatever it was. */
  readonly suite?: SuiteName | undefined;
}

/**
 * A middleware that seals items: what is secret is encrypted, and all of each item is authenticated, so that what was changed,
 * exchanged or put back by others is refused. docs/crypto.md says how, docs/security.md what it is good for.
 *
 * @throws DyStoreError `INVALID` for paths that cannot be parsed, an empty context, and a suite of another name.
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
  const { keyring, paths, context: purpose, ignorePaths = [], suite = "aes-256-gcm" } = options;
  if (typeof purpose !== "string" || purpose === "")
    throw new TypeError("encrypt needs a context: what items are for.");
  if (!suiteNames.includes(suite))
    throw new TypeError("encrypt knows the suites aes-256-gcm and aes-128-cbc-hmac-sha-256.");
  const basePolicy = makePolicy(paths, ignorePaths);
  const { current } = keyring;
  const largestKeys = largestKeysOf(keyring);

  return (below) => {
    /** A Region that is named but is the adapter's home counts as not named. */
    const declared = (table: Table): Table => {
      if (table.region !== below.capabilities.region) return table;
      const { region: _, ...home } = table;
      return home;
    };
    const states = new OperationStates(keyring, below);

    async function split(table: Table, item: Item, context: Context) {
      const policy = policyFor(basePolicy, context);
      const chooser = new Chooser(policy, current);
      const choices = chooser.choose(item, table);
      if (policy.paths === "loader" && chooser.questions.length > 0) {
        await askLoader(chooser.questions, context, graphBeside(item) ?? graphOfRoot(item, table), keyring.names);
      }
      return splitBy(item, choices);
    }

    return itemMiddleware({
      name: "encrypt",

      storedBytes(table, item, sizeBelow) {
        return sizeBelow(largestSealed(table, item));
      },

      async encode(table, item, context, fresh) {
        if (isIntent(item, table)) return item;
        const state = states.of(context, table);
        const beside = graphBeside(item);
        const isRoot = metadataOf(item)?.["kind"] === "root";
        const graph = beside ?? graphOfRoot(item, table);
        const keys = beside || isRoot ? state.graph(graph) : new GraphKeys(new OperationKeyring(keyring));
        const { visible, half, secrets } = await split(table, item, context);
        const generation = fresh ? String(metadataOf(item)?.["version"]) : storedGeneration;
        if (!fresh && (beside || isRoot)) await state.seeRoot(graph);
        const names = [...[...secrets.keys()].filter((name) => name !== current), current];
        const sealings = await Promise.all(
          names.map(async (name) => ({
            key: await keys.forSealing(name, generation),
            secrets: secrets.get(name) ?? [],
          })),
        );
        const held = beside === undefined ? await keys.forRoot(generation) : undefined;
        return sealItem({ visible, half }, sealings, {
          context: purpose,
          table: declared(table),
          suite,
          salt: randomBytes(32),
          keys: held,
        });
      },

      async decode(table, item, context, key) {
        const envelope = readEnvelope(item[sealedAttribute]);
        if (envelope === undefined && isIntent(item, table)) return item;
        const isOther = key !== undefined && itemKeyText(keyOf(item, table)) !== itemKeyText(key);
        if (envelope === undefined || isOther) throw cannotOpen(table, item);
        const keys = await keysOf(states.of(context, table), table, item, envelope);
        try {
          return openItem(item, envelope, keys, { context: purpose, table: declared(table) });
        } catch {
          throw cannotOpen(table, item);
        }
      },
    })(below);

    /** The keys of an item's blobs: those that it holds itself, or its root does. */
    async function keysOf(
      state: OperationState,
      table: Table,
      item: Item,
      { blobs, keys: held }: Envelope,
    ): Promise<GraphKey[]> {
      const beside = graphBeside(item);
      // Only what holds its own keys has them, and only that.
      if ((beside === undefined) === (held === undefined)) throw cannotOpen(table, item);
      const graph = beside ?? graphOfRoot(item, table);
      const isRoot = metadataOf(item)?.["kind"] === "root";
      const keys = beside || isRoot ? state.graph(graph) : new GraphKeys(new OperationKeyring(keyring));
      if (held !== undefined) keys.seeRoot(held);
      else if (blobs.some(({ id }) => !keys.knows(id))) await state.fetchRoot(graph);
      const opened = await Promise.all(blobs.map(({ id }) => openKey(keys, id)));
      const found = opened.filter((each) => each !== undefined);
      if (found.length < blobs.length) throw cannotOpen(table, item);
      return found;
    }

    async function openKey(keys: GraphKeys, id: Uint8Array): Promise<GraphKey | undefined> {
      try {
        return await keys.open(id);
      } catch (error) {
        if (error instanceof RangeError) return undefined;
        throw error;
      }
    }

    function largestSealed(table: Table, item: Item): Item {
      if (isIntent(item, table)) return item;
      const isBeside = graphBeside(item) !== undefined;
      const keys = isBeside ? undefined : largestKeys;
      if (basePolicy.paths === "loader") return largestLoaded(table, item, keys);
      // What a call leaves alone makes items smaller.
      const { visible, half, secrets } = splitBy(item, new Chooser(basePolicy, current).choose(item, table));
      return sealedShape({ visible, half }, [secrets.get(current) ?? []], { suite, keys });
    }

    function largestLoaded(table: Table, item: Item, keys: readonly WrappedKey[] | undefined): Item {
      const chooser = new Chooser(basePolicy, current);
      const { visible, half, secrets } = splitBy(item, chooser.choose(item, table));
      const all = secrets.get(current) ?? [];
      const blobs: (readonly Secret[])[] = [all];
      for (let more = Math.min(largestKeys.length, all.length + 1); more > 1; more--) blobs.unshift([]);
      return sealedShape({ visible, half }, blobs, { suite, keys });
    }
  };
}

/** Keys that take as many bytes as those of any root. */
function largestKeysOf({ names }: Keyring): readonly WrappedKey[] {
  const longest = [...names].sort((a, b) => b.length - a.length).slice(0, mostKeys);
  return longest.map((name) => ({ name, id: new Uint8Array(idBytes), wrapped: new Uint8Array(wrappedBytes) }));
}

function splitBy(item: Item, choices: Choices) {
  const { rest, secrets } = takeOut(item, choices);
  return { ...splitHalf(rest), secrets };
}
