import { DyStoreError, type Item, type Table } from "@dystore/core/adapter";

/** The one error of an item that cannot be opened: no cause is told, lest it help who tries. */
export function cannotOpen(table: Table, item: Item): DyStoreError {
  return new DyStoreError(
    "DECRYPTION",
    "an item could not be opened: it was changed, is not what was sealed here, or its key is missing or wrong",
    { table: table.name, key: item[table.partitionKey.name] },
  );
}

/** The error of a keyring that could not give a key that it has. */
export function keyringFailed(cause: unknown): DyStoreError {
  return new DyStoreError("UNAVAILABLE", "the keyring could not give a key; nothing was written", { cause });
}
