import { DyStoreError } from "../errors/error.ts";
import { parsePath } from "../path/path.ts";
import { classOfInstance, isInstance, nameOf } from "./object-class.ts";

/** The same error, with the class of the instance in front in which it arose. */
export function namingClass(error: DyStoreError, root: object): DyStoreError {
  const { code, message, table, key, path, steps, issues, requestId } = error;
  const name = nameOf(classOfInstance(innermost(root, path)));
  const details = { table, key, path, steps, issues, requestId, cause: error.cause ?? error };
  return new DyStoreError(code, `${name}: ${message}`, details);
}

/** The instance that holds a place, and does not just stand there. */
function innermost(root: object, path: string | undefined): object {
  let instance = root;
  let at: unknown = root;
  for (const key of (path === undefined ? undefined : parsePath(path).keys) ?? []) {
    if (typeof at !== "object" || at === null) break;
    if (isInstance(at)) instance = at;
    at = at instanceof Map ? at.get(key) : (at as Readonly<Record<string | number, unknown>>)[key];
  }
  return instance;
}
