import {
  type Adapter,
  behindItem,
  type Context,
  type Item,
  type ItemKey,
  isFinished,
  isList,
  itemKeyText,
  keyOf,
  type Table,
} from "@dystore/core/adapter";
import { askedWider, askLoader } from "./ask-loader.ts";
import { Uncovered } from "./behind-policy.ts";
import { Binding } from "./binding.ts";
import { Divider, type SecretSink } from "./divide.ts";
import { type Envelope, idBytes, readEnvelope, saltBytes, sealedAttribute, type WrappedKey } from "./envelope.ts";
import { cannotOpen } from "./failure.ts";
import { type GraphKey, type GraphKeys, mostKeys, storedGeneration } from "./graph-keys.ts";
import { type GraphName, graphBeside, graphOfRoot, isIntent, metadataOf } from "./item-kind.ts";
import type { Keyring } from "./keyring.ts";
import { MeasuredItems } from "./measured-items.ts";
import { type OperationState, OperationStates } from "./operation-state.ts";
import { Plaintexts } from "./plaintexts.ts";
import { type Policy, policyFor } from "./policy.ts";
import { randomBytes } from "./random.ts";
import { all, andThen } from "./ready.ts";
import { openItem, type Sealing, sealedShape, sealItem } from "./seal-item.ts";
import type { Secret } from "./secrets.ts";
import { paddingBytes, type SuiteName } from "./suite.ts";
import { wrappedBytes } from "./wrap.ts";

/** The options of `encrypt`, made ready for use. */
export interface SealerSettings {
  readonly keyring: Keyring;
  readonly policy: Policy;
  /** The option `context`. */
  readonly purpose: string;
  readonly suite: SuiteName;
  readonly plaintext: "refuse" | "migrate";
}

/** By what an item is sealed. */
interface Job {
  readonly table: Table;
  readonly policy: Policy;
  /** The name of the keyring's current key, once for all of a seal: a keyring may go over to another meanwhile. */
  readonly current: string;
  readonly keys: GraphKeys;
  readonly generation: string;
  readonly version: string;
  /** Whether the item holds its graph's keys itself. */
  readonly holdsKeys: boolean;
}

/** What the config loader named of an item, leaf by leaf. */
type Answers = readonly (string | undefined)[];

const noNames: readonly string[] = [];

/** For walks that only ask. */
const nowhere: SecretSink = { add() {}, mark() {}, rewind() {} };

/** Seals and opens the items of one adapter. */
export class ItemSealer {
  readonly #settings: SealerSettings;
  readonly #homeRegion: string;
  readonly #states: OperationStates;
  readonly #measured = new MeasuredItems();
  readonly #bindings = new WeakMap<Table, Binding>();
  /** Keys that take as many bytes as those of any root. */
  readonly #largestKeys: readonly WrappedKey[];

  constructor(settings: SealerSettings, below: Adapter) {
    this.#settings = settings;
    this.#homeRegion = below.capabilities.region;
    this.#states = new OperationStates(settings.keyring, settings.purpose, below);
    const longest = [...settings.keyring.names].sort((a, b) => b.length - a.length).slice(0, mostKeys);
    this.#largestKeys = longest.map((name) => ({
      name,
      id: new Uint8Array(idBytes),
      wrapped: new Uint8Array(wrappedBytes),
    }));
  }

  /** An item of the size that a sealed one can have at most. */
  largest(table: Table, item: Item): Item {
    if (isIntent(item, table)) return item;
    const { policy, suite } = this.#settings;
    const { current } = this.#settings.keyring;
    const keys = graphBeside(item) === undefined ? this.#largestKeysOf(item) : undefined;
    const isRemembered = policy.paths !== "loader" && isFinished(item);
    const plaintexts = new Plaintexts(current, isRemembered ? this.#measured.writer() : undefined);
    // What a call leaves alone is not known here; docs/security.md says what follows.
    const divider = new Divider(policy, current, plaintexts);
    const { visible, half } = divider.divide(item, table);
    // The loader may name any key for each leaf: every key then has a blob of its own.
    const others = this.#largestKeys.slice(1, divider.questions.length + 1).map(({ name }) => name);
    const writers = plaintexts.finish(others, half);
    const contents = writers.map((writer) => writer.take());
    const [content] = contents;
    if (isRemembered && content) this.#measured.remember(item, { table, visible, content });
    else for (const writer of writers) writer.release();
    // Divided into several, each may have to be filled up.
    const lengths = contents.map(({ length }, index) => length + (index < others.length ? paddingBytes(suite) : 0));
    return sealedShape(visible, lengths, { suite, keys });
  }

  /** A root may have to hold an earlier key beside those of its own: see `GraphKeys`. */
  #largestKeysOf(item: Item): readonly WrappedKey[] {
    return isOfGraph(item) ? [...this.#largestKeys, ...this.#largestKeys.slice(0, 1)] : this.#largestKeys;
  }

  /**
   * No promise where nothing has to be waited for, as with most of many items.
   *
   * @param fresh Whether the item's version keeps nothing of the graph before.
   */
  seal(table: Table, item: Item, context: Context, fresh: boolean): Item | Promise<Item> {
    if (isIntent(item, table)) return item;
    const beside = graphBeside(item);
    const graph = beside ?? graphOfRoot(item, table);
    const state = this.#states.of(context, table);
    const isGraphs = beside !== undefined || isRoot(item);
    const keys = isGraphs ? state.graph(graph) : state.separate(graph);
    const version = String(metadataOf(item)?.["version"]);
    const generation = fresh ? version : storedGeneration;
    if (isGraphs) keys.seeNamed(version, versionsIn(item));
    const policy = policyFor(this.#settings.policy, context, graph);
    const { current } = this.#settings.keyring;
    const job = { table, policy, current, keys, generation, version, holdsKeys: beside === undefined };
    const isRootMissing = !fresh && isGraphs && !keys.isRootKnown;
    const answers = policy.paths === "loader" ? this.#ask(job, item, context, graph) : undefined;
    return andThen(answers, (known) =>
      isRootMissing ? state.seeRoot(graph).then(() => this.#seal(job, item, known)) : this.#seal(job, item, known),
    );
  }

  #seal(job: Job, item: Item, answers: Answers | undefined): Item | Promise<Item> {
    const { current, keys, generation, version, holdsKeys } = job;
    const others = answers === undefined ? noNames : namesIn(answers, current);
    return andThen(all([...others, current].map((name) => keys.forSealing(name, generation, version))), (found) =>
      andThen(holdsKeys ? keys.forRoot(generation, version) : undefined, (held) =>
        this.#sealWith(job, item, found, { others, answers, held }),
      ),
    );
  }

  /** @param keys Of the names `others`, and of the current one. */
  #sealWith(
    { table, policy, current }: Job,
    item: Item,
    keys: readonly GraphKey[],
    more: {
      readonly others: readonly string[];
      readonly answers?: Answers | undefined;
      readonly held?: readonly WrappedKey[] | undefined;
    },
  ): Item {
    const { suite } = this.#settings;
    const to = { binding: this.#bindingOf(table), suite, salt: randomBytes(saltBytes), keys: more.held };
    const measured = policy === this.#settings.policy ? this.#measured.take(item, table) : undefined;
    if (measured !== undefined) {
      const { visible, content } = measured;
      const sealed = sealItem(visible, [{ key: keys[0] as GraphKey, plaintext: content }], to);
      content.fill(0);
      return sealed;
    }
    const plaintexts = new Plaintexts(current);
    const { visible, half } = new Divider(policy, current, plaintexts, more.answers).divide(item, table);
    const writers = plaintexts.finish(more.others, half);
    const sealings = writers.map(
      (writer, index): Sealing => ({ key: keys[index] as GraphKey, plaintext: writer.take() }),
    );
    const sealed = sealItem(visible, sealings, to);
    for (const writer of writers) writer.release();
    return sealed;
  }

  /**
   * No promise where nothing has to be waited for.
   *
   * @throws DyStoreError `DECRYPTION` for whatever was not sealed like this, or changed since.
   */
  open(table: Table, item: Item, context: Context, key: ItemKey | undefined): Item | Promise<Item> {
    const envelope = readEnvelope(item[sealedAttribute]);
    if (envelope === undefined && isIntent(item, table)) return item;
    if (key !== undefined && itemKeyText(keyOf(item, table)) !== itemKeyText(key)) throw cannotOpen(table, item);
    const state = this.#states.of(context, table);
    if (envelope === undefined) return this.#openPlain(state, table, item);
    const keys = this.#keysOf(state, table, item, envelope);
    return andThen(keys, (found) => this.#openWith(found, table, item, envelope));
  }

  #openWith(found: readonly (GraphKey | undefined)[], table: Table, item: Item, envelope: Envelope): Item {
    const keys = found.filter((each) => each !== undefined);
    if (keys.length < envelope.blobs.length) throw cannotOpen(table, item);
    try {
      const opened = openItem(item, envelope, keys, this.#bindingOf(table));
      return this.#judged(opened.item, table, opened.secrets, keys.at(-1)?.name);
    } catch {
      throw cannotOpen(table, item);
    }
  }

  /** Says of an opened item whether it is behind what would be sealed today. */
  #judged(item: Item, table: Table, secrets: readonly Secret[], keyName: string | undefined): Item {
    const { keyring, policy } = this.#settings;
    return behindItem(item, {
      message:
        "an item is sealed under an earlier key, or shows what is secret by now; writing the graph whole mends it",
      // What a loader would say today cannot be told without asking it.
      isSo: () => keyName !== keyring.current || (policy.paths !== "loader" && this.#isUncovered(item, table, secrets)),
      rewrites: false,
    });
  }

  #isUncovered(item: Item, table: Table, secrets: readonly Secret[]): boolean {
    const uncovered = new Uncovered(secrets);
    new Divider(this.#settings.policy, this.#settings.keyring.current, uncovered).divide(item, table);
    return uncovered.found;
  }

  /** An item that is not sealed, of a graph of which nothing is. */
  async #openPlain(state: OperationState, table: Table, item: Item): Promise<Item> {
    if (this.#settings.plaintext === "refuse" || Object.hasOwn(item, sealedAttribute)) throw cannotOpen(table, item);
    const beside = graphBeside(item);
    if (beside === undefined && isOfGraph(item)) state.graph(graphOfRoot(item, table)).seeRoot(item);
    if (beside !== undefined) {
      await state.seeRoot(beside);
      if (state.graph(beside).isSealed) throw cannotOpen(table, item);
    }
    const message = "an item is not sealed; the next change of the graph seals it";
    return behindItem({ ...item }, { message, isSo: () => true, rewrites: true });
  }

  /** Walks an item for the leaves whose keys the config loader has to name. */
  #ask({ table, policy, current }: Job, item: Item, context: Context, graph: GraphName): Answers | Promise<Answers> {
    const divider = new Divider(policy, current, nowhere);
    divider.divide(item, table);
    if (divider.questions.length === 0) return [];
    const asked = metadataOf(item)?.["kind"] === "part" ? askedWider(context) : context;
    return askLoader(divider.questions, asked, graph, this.#settings.keyring.names);
  }

  #keysFor(state: OperationState, graph: GraphName, item: Item): GraphKeys {
    return isOfGraph(item) ? state.graph(graph) : state.separate(graph);
  }

  /** The keys of an item's blobs: those that it holds itself, or its root does; `undefined` for those that are not there. */
  #keysOf(
    state: OperationState,
    table: Table,
    item: Item,
    { blobs, keys: held }: Envelope,
  ): readonly (GraphKey | undefined)[] | Promise<readonly (GraphKey | undefined)[]> {
    const beside = graphBeside(item);
    // Only what has no root to look to holds keys itself.
    if ((beside === undefined) === (held === undefined)) throw cannotOpen(table, item);
    const graph = beside ?? graphOfRoot(item, table);
    const keys = this.#keysFor(state, graph, item);
    const open = () => all(blobs.map(({ id }) => keys.open(id)));
    if (held !== undefined) keys.seeRoot(item);
    else if (blobs.some(({ id }) => !keys.knows(id))) return state.fetchRoot(graph).then(open);
    return open();
  }

  /** A Region that is named but is the adapter's home counts as not named. */
  #bindingOf(table: Table): Binding {
    const known = this.#bindings.get(table);
    if (known !== undefined) return known;
    const { region, ...home } = table;
    const binding = new Binding(this.#settings.purpose, region === this.#homeRegion ? home : table);
    this.#bindings.set(table, binding);
    return binding;
  }
}

/** Whether an item is a root or stands beside one. */
function isOfGraph(item: Item): boolean {
  return isRoot(item) || graphBeside(item) !== undefined;
}

function isRoot(item: Item): boolean {
  return metadataOf(item)?.["kind"] === "root";
}

/** The versions of other items that a root or page names. */
function versionsIn(item: Item): readonly string[] {
  const versions = metadataOf(item)?.["versions"];
  return isList(versions) ? versions.filter((version) => typeof version === "string") : [];
}

/** The names that the config loader gave, but for one. */
function namesIn(answers: Answers, current: string): readonly string[] {
  return [...new Set(answers)].filter((name) => name !== undefined).filter((name) => name !== current);
}
