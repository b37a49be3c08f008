import { tableText } from "../adapter/item-key.ts";
import type { ItemKey } from "../adapter/table.ts";
import { isDyStoreError } from "../errors/error.ts";
import { type Session, throwIfAborted } from "../execute/session.ts";
import { at } from "../values/at.ts";
import type { Item } from "../values/value.ts";

/** Reads items consistently; in a table that is not there none is. */
export async function getLeniently(session: Session, keys: readonly ItemKey[]): Promise<(Item | undefined)[]> {
  const { adapter, context } = session;
  const found: (Item | undefined)[] = keys.map(() => undefined);
  const tables = new Map<string, number[]>();
  for (const [index, { table }] of keys.entries()) {
    const text = tableText(table, adapter.capabilities.region);
    tables.set(text, [...(tables.get(text) ?? []), index]);
  }
  for (const indexes of tables.values()) {
    throwIfAborted(session);
    try {
      const items = await adapter.get(
        indexes.map((index) => at(keys, index)),
        { consistent: true },
        context,
      );
      for (const [position, index] of indexes.entries()) found[index] = items[position];
    } catch (error) {
      if (!isDyStoreError(error, "TABLE_NOT_FOUND")) throw error;
    }
  }
  return found;
}
