import type { Item, Table } from "@dystore/core/adapter";

/** An item that was divided to measure it, and the plaintext of its one blob. */
export interface MeasuredItem {
  readonly table: Table;
  readonly visible: Item;
  readonly content: Uint8Array;
}

const mostBytes = 4 * 1024 * 1024;

/**
 * Items that were measured and will be sealed next, so that both take one walk. Only of items that nobody changes any more; and few,
 * lest a large graph takes its size in memory again.
 */
export class MeasuredItems {
  #items = new WeakMap<Item, MeasuredItem>();
  #bytes = 0;

  remember(item: Item, { content, ...more }: MeasuredItem): void {
    this.#bytes += content.length;
    if (this.#bytes > mostBytes) {
      this.#items = new WeakMap();
      this.#bytes = content.length;
    }
    this.#items.set(item, { ...more, content: new Uint8Array(content) });
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
