import type { DeleteStep } from "../adapter/step.ts";
import type { Table } from "../adapter/table.ts";
import { DyStoreError, isDyStoreError } from "../errors/error.ts";
import { ItemKeys, intentKey } from "../plan/address.ts";
import { intentState, planIntent, planIntentRemoval } from "../plan/intent.ts";
import type { PlannedItem } from "../plan/measure-item.ts";
import type { PartStream } from "../plan/part-stream.ts";
import type { VersionStamp } from "../plan/shard.ts";
import { cleanUp } from "./clean-up.ts";
import { type Session, throwIfAborted } from "./session.ts";

/** So many bytes are written at once. */
const flushBytes = 1024 * 1024;

/** Stores the parts of a stream as they come, under an open intent (rule R2). */
export class StreamStaging {
  readonly version: string;
  readonly expires: number | undefined;
  /** Where the parts lie. */
  readonly table: Table;
  readonly #session: Session;
  readonly #stream: PartStream;
  readonly #stamp: VersionStamp;
  #pending: PlannedItem[] = [];
  #bytes = 0;
  #hasIntent = false;

  constructor(session: Session, stream: PartStream, stamp: VersionStamp, table: Table) {
    this.#session = session;
    this.#stream = stream;
    this.#stamp = stamp;
    this.table = table;
    this.version = stamp.version;
    this.expires = stamp.expires;
  }

  /** Writes what has come, if it is much. */
  async flush(): Promise<void> {
    const items = this.#stream.takeItems();
    this.#pending.push(...items);
    for (const { bytes } of items) this.#bytes += bytes;
    if (this.#bytes >= flushBytes) await this.#write();
  }

  /** Writes the rest. There is an intent in any case: the commit takes it away. */
  async end(): Promise<void> {
    await this.flush();
    if (this.#pending.length > 0 || !this.#hasIntent) await this.#write();
  }

  /** @throws DyStoreError `UNAVAILABLE` once the intent is not open any more: what was staged can never be committed. */
  async assertOpen(): Promise<void> {
    const { adapter, context } = this.#session;
    const [intent] = await adapter.get([intentKey(this.#stamp.graph, this.version)], { consistent: true }, context);
    if (intent !== undefined && intentState(intent) === "open") return;
    throw new DyStoreError("UNAVAILABLE", "the stream could not be committed, and nothing was changed; write it again");
  }

  /** Deletes what was stored, of a stream that will never be committed. A failure leaves it to `sweep`. */
  async takeBack(): Promise<void> {
    const keys = new ItemKeys(this.#stamp.graph);
    const stored = this.#stream.entries.map((entry) => keys.item(this.table, entry));
    const steps: DeleteStep[] = stored.map((key) => ({ kind: "delete", key }));
    // An intent that was aborted stays: late messages may still be under way.
    if (this.#hasIntent) steps.push(planIntentRemoval(this.#stamp.graph, this.version));
    await cleanUp(this.#session, steps);
  }

  async #write(): Promise<void> {
    throwIfAborted(this.#session);
    const { adapter, context } = this.#session;
    const shards = this.#pending;
    this.#pending = [];
    this.#bytes = 0;
    const { graph, version, written } = this.#stamp;
    const steps = shards.map(({ step }) => step);
    if (!this.#hasIntent) steps.unshift(planIntent({ graph, version }, written));
    this.#hasIntent = true;
    try {
      await adapter.write(steps, { atomic: false }, context);
    } catch (error) {
      if (!isDyStoreError(error, "UNKNOWN_OUTCOME")) throw error;
      const message = "the database did not answer while a stream was stored; the graph is unchanged";
      throw new DyStoreError("UNAVAILABLE", message, { cause: error });
    }
  }
}
