import type { Adapter } from "./adapter.ts";

/**
 * What is left to write of an adapter once `defineAdapter` does the checking. What its methods are called with is sound:
 * - Lists are not empty. Keys of a `get` are distinct, and a write has one step a key, within `capabilities.atomic`.
 * - Tables, keys, conditions and every value of an item are what DynamoDB would take. Number keys are canonical; other numbers
 *   are as the caller gave them, and must come back canonical (`cloneItem` and `decodeItem` make them so).
 * - What is given is the caller's and may change afterwards: keep copies, or what `keepItem` says.
 * - Nothing is called after `close` or an abort. Aborts during a call are its own to notice.
 *
 * Left to it are conditions, order, paging, tokens, `TABLE_NOT_FOUND`, and `INVALID` where the table that stands has
 * other keys.
 */
export type BareAdapter = Omit<Adapter, "storedBytes">;
