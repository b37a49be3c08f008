import type { Item, Table, Value } from "@dystore/core/adapter";
import { ByteWriter } from "./byte-writer.ts";

/** An item that was divided to measure it, and the plaintext of its one blob. */
export interface MeasuredItem {
  readonly table: Table;
  readonly visible: { [name: string]: Value };
  readonly content: Uint8Array;
}

const slabBytes = 64 * 1024;
const mostBytes = 4 * 1024 * 1024;

/**
 * Items that were measured and will be sealed next, so that both take one walk. Only of items that nobody changes any more; and few,
 * lest a large graph takes its size in memory again.
 */
export class MeasuredItems {
  #items = new WeakMap<Item, MeasuredItem>();
  #bytes = 0;
  #slab = new ByteWriter();

  /** Where the plaintext of an item may be written that will be remembered: many share memory, as to get some for each takes longer. */
  writer(): ByteWriter {
    if (this.#slab.used > slabBytes) this.#slab = new ByteWriter();
    // An item that could not be measured may have left something.
    this.#slab.rewind();
    return this.#slab;
  }

  remember(item: Item, measured: MeasuredItem): void {
    // A root is measured anew once all of its metadata is known.
    this.take(item, measured.table)?.content.fill(0);
    this.#bytes += measured.content.length;
    if (this.#bytes > mostBytes) {
      this.#items = new WeakMap();
      this.#bytes = measured.content.length;
    }
    this.#items.set(item, measured);
  }

  /** What is known of an item of a table; forgets it. */
  take(item: Item, table: Table): MeasuredItem | undefined {
    const known = this.#items.get(item);
    if (known?.table !== table) return undefined;
    this.#items.delete(item);
    this.#bytes -= known.content.length;
    return known;
  }
}
