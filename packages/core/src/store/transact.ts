import { DyStoreError } from "../errors/error.ts";
import { changeGraphs } from "../execute/change-graphs.ts";
import { workOnAll } from "../execute/parallel.ts";
import { at } from "../values/at.ts";
import { beginTogether } from "./begin-together.ts";
import { numbered, numberedErrors } from "./numbered.ts";
import type { CallOptions } from "./options.ts";
import { refuseTwice } from "./refuse-twice.ts";
import { partOf, type TransactOperation, type TransactPart } from "./transact-operation.ts";

/** The results of operations, by their positions. */
export type TransactResults<Operations extends readonly TransactOperation<unknown>[]> = {
  -readonly [Index in keyof Operations]: Operations[Index] extends TransactOperation<infer Result> ? Result : never;
};

/**
 * Carries out operations on several graphs, of one store or of several on the same adapter, all of them or none: the roots are
 * written in one atomic write. What each operation saw, a graph that is not there among it, still holds at that moment; where
 * others were faster, all of them start again, so that the functions of updates may run several times. Readers of several graphs
 * may see one before and another after it.
 *
 * The data is copied when `transact` is called. `signal` and `configLoader` go for all operations, beside their own.
 *
 * @returns What the methods of the operations would have returned, in order.
 * @throws DyStoreError `INVALID` for two operations on one graph, several adapters, and for more than one atomic write of the
 *   adapter can hold (DynamoDB: 100 graphs, those counting twice that get new shards, unless everything fits 100 items and 4 MB);
 *   `NOT_SUPPORTED` for roots in several Regions, and on adapters without atomic writes. Nothing is written then. `CONFLICT` by
 *   `ifAbsent` or `ifVersion` of one of them, or where others keep changing the graphs; `UNKNOWN_OUTCOME`; and whatever the
 *   methods throw.
 *
 * @example
 * ```ts
 * const accounts = new DyStore<{ owner: string; balance: number }>({ adapter, table: "Accounts", primaryKey: "ID" });
 * await accounts.createTables();
 * const ada = await accounts.write({ owner: "Ada", balance: 10 });
 * const bob = await accounts.write({ owner: "Bob", balance: 0 });
 *
 * const [from, to] = await transact([
 *   accounts.operation({ kind: "update", key: ada, fn: (it) => ({ ...it, balance: it.balance - 5 }) }),
 *   accounts.operation({ kind: "update", key: bob, fn: (it) => ({ ...it, balance: it.balance + 5 }) }),
 * ]);
 * console.log([from?.balance, to?.balance]); // [5, 5]
 * ```
 */
export async function transact<const Operations extends readonly TransactOperation<unknown>[]>(
  operations: Operations,
  options: CallOptions = {},
): Promise<TransactResults<Operations>> {
  const parts = operations.map(partOf);
  const results = parts.length === 0 ? [] : await transactParts(parts, options);
  return results as TransactResults<Operations>;
}

async function transactParts(parts: readonly TransactPart<unknown>[], options: CallOptions): Promise<unknown[]> {
  refuseSeveralAdapters(parts);
  const { operations, assign } = beginTogether(parts, options);
  const session = at(operations, 0);
  // One operation is what its method is, down to its errors.
  const isNumbered = parts.length > 1;
  const prepared = await workOnAll(parts, (part, index) => {
    const prepare = async () => part.prepare(at(operations, index));
    return isNumbered ? numberedErrors(index, prepare) : prepare();
  });
  const changes = isNumbered ? prepared.map((change, index) => numbered(index, change)) : prepared;
  const graphs = changes.map(({ graph }) => graph);
  refuseTwice(graphs, session.adapter.capabilities.region);
  assign(graphs);
  return changeGraphs(session, changes);
}

function refuseSeveralAdapters([first, ...others]: readonly TransactPart<unknown>[]): void {
  const index = others.findIndex(({ engine }) => engine.adapter !== first?.engine.adapter) + 1;
  if (index === 0) return;
  const message = `operations[${index}]: its store has another adapter than that of operations[0]; a transact is one write of one adapter, so hand the same adapter object, middleware and all, to all stores`;
  throw new DyStoreError("INVALID", message);
}
