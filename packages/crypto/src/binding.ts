import type { Item, Table, Value } from "@dystore/core/adapter";
import { ByteWriter } from "./byte-writer.ts";
import { tags, writeCanonical } from "./canonical.ts";

/** What the items of a table are bound to beside what they say themselves, as canonical form. */
export class Binding {
  readonly #table: Table;
  /** How the lists begin whose last elements say what an item says. */
  readonly #item: Uint8Array;
  readonly #part: Uint8Array;

  /** @param context The option `context` of `encrypt`. @param table With its Region as the store declares it. */
  constructor(context: string, table: Table) {
    this.#table = table;
    const begin = (kind: string, more: number): Uint8Array => {
      const parts = ["dystore", 1, kind, context, table.name, table.region ?? null];
      const writer = new ByteWriter();
      writer.head(tags.list, parts.length + more);
      for (const part of parts) writeCanonical(writer, part);
      const bytes = new Uint8Array(writer.take());
      writer.release();
      return bytes;
    };
    this.#item = begin("sealed item", 1);
    this.#part = begin("sealed part", 2);
  }

  /** What the last blob authenticates beside its plaintext. */
  itemData(writer: ByteWriter, item: Item): Uint8Array {
    writer.raw(this.#item);
    writeCanonical(writer, item);
    return writer.take();
  }

  /** What other blobs authenticate: the last one, which authenticates them, says the rest. */
  partData(writer: ByteWriter, item: Item, id: Uint8Array): Uint8Array {
    const { partitionKey, sortKey } = this.#table;
    const names = Object.keys(item).filter((name) => name === partitionKey.name || name === sortKey?.name);
    writer.raw(this.#part);
    writeCanonical(writer, Object.fromEntries(names.map((name) => [name, item[name] as Value])));
    writeCanonical(writer, id);
    return writer.take();
  }
}
