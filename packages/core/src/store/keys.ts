import { throwIfAborted } from "../execute/session.ts";
import { rootKey } from "../plan/address.ts";
import { checkKey } from "../plan/key.ts";
import { rootKeyOf } from "../plan/root.ts";
import type { KeyValue } from "../values/value.ts";
import type { Operation } from "./engine.ts";
import type { KeysOptions } from "./options.ts";

/** `DyStore.keys`: shards and intents that share the root table are passed over. */
export async function* graphKeys(
  operation: Operation,
  { after }: KeysOptions,
): AsyncGenerator<KeyValue, void, undefined> {
  const { engine, adapter, context } = operation;
  const { table } = engine.layout;
  const resume =
    after === undefined ? {} : { after: rootKey({ table, key: checkKey(after, table, adapter.capabilities.limits) }) };
  for await (const page of adapter.scan({ table, consistent: true, publicOnly: true, ...resume }, context)) {
    throwIfAborted(operation);
    for (const item of page) {
      const key = rootKeyOf(item, table, operation.clock());
      if (key !== undefined) yield key;
    }
  }
}
