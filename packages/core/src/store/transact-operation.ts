import { DyStoreError } from "../errors/error.ts";
import type { PreparedChange } from "../execute/change-graphs.ts";
import type { GraphAddress } from "../plan/address.ts";
import type { KeyValue } from "../values/value.ts";
import { prepareDeletePath, prepareWritePath } from "./change-path.ts";
import { prepareDelete } from "./delete.ts";
import type { Engine, Operation } from "./engine.ts";
import type { ChangeOperation } from "./operation.ts";
import type { CallOptions } from "./options.ts";
import { prepareTouch, prepareUpdate } from "./update.ts";
import { prepareWrite } from "./write.ts";

const part: unique symbol = Symbol("dystore.transact");

/**
 * One operation of a `transact`, as `DyStore.operation` makes it. `Result` is what it will answer. Opaque: it does nothing by
 * itself, and may be used again.
 */
export interface TransactOperation<Result> {
  readonly [part]: TransactPart<Result>;
}

/** What an operation consists of for whoever carries it out. */
export interface TransactPart<Result> {
  readonly engine: Engine;
  readonly options: CallOptions;
  /** Copies what the operation was given before it awaits anything. */
  readonly prepare: (operation: Operation) => Promise<PreparedChange<Result>>;
}

/** Makes an operation for `transact`. `address` checks a graph's key; `Result` is what the method of its kind answers. */
export function transactOperation<T extends object, Result>(
  engine: Engine,
  change: ChangeOperation<T, object>,
  address: (key: KeyValue) => GraphAddress,
): TransactOperation<Result> {
  const prepare = async (operation: Operation) =>
    (await prepareChange(operation, change, address)) as PreparedChange<Result>;
  return Object.freeze({ [part]: { engine, options: change, prepare } });
}

/** What an operation consists of. @throws DyStoreError `INVALID` for what `DyStore.operation` did not make. */
export function partOf<Result>(operation: TransactOperation<Result>, index: number): TransactPart<Result> {
  const found: TransactPart<Result> | undefined = operation?.[part];
  if (found !== undefined) return found;
  const message = `operations[${index}]: transact takes what store.operation({ kind, ... }) makes, of each store its own`;
  throw new DyStoreError("INVALID", message);
}

async function prepareChange<T extends object>(
  operation: Operation,
  change: ChangeOperation<T, object>,
  address: (key: KeyValue) => GraphAddress,
): Promise<PreparedChange<unknown>> {
  switch (change.kind) {
    case "write":
      return prepareWrite(operation, change.data, change);
    case "writePath":
      return prepareWritePath(operation, address(change.key), change.path, change.value, change);
    case "deletePath":
      return prepareDeletePath(operation, address(change.key), change.path, change);
    case "update":
      return prepareUpdate(operation, address(change.key), change.fn, change);
    case "touch":
      return prepareTouch(operation, address(change.key), change.expiresAt, change);
    case "delete":
      return prepareDelete(operation, address(change.key), change);
    default: {
      const kinds = "write, writePath, deletePath, update, touch or delete";
      throw new DyStoreError("INVALID", `the kind of an operation of a transact must be ${kinds}`);
    }
  }
}
