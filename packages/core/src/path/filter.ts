// Imported at once, although most programs use no filter: bundlers follow nothing else that works without waiting. A bundle
// takes 3 ms longer to start.
import { JSONPath } from "jsonpath-plus";
import { Cursor } from "./cursor.ts";
import { lexFilter } from "./filter-text.ts";

/** Answers which children of a container a filter selects: their names or indexes, in the container's order. */
export type Filter = (container: object, root: unknown) => ReadonlySet<unknown>;

// jsonpath-plus keeps every path and script it ever saw; it forgets them after this many filters of ours.
const remembered = 1000;
let compiled = 0;

/** Whether an error of a trial run says that the expression can never work, rather than that this value does not suit it. */
function isFault(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause === undefined || cause instanceof SyntaxError || cause instanceof ReferenceError;
}

/**
 * Makes a filter of its expression: JavaScript's operators, member access and methods of strings and numbers over `@`, `$`,
 * `@root` and `@property`, run by jsonpath-plus's safe evaluator. Where it fails on a value (a member of nothing, say), that
 * value is not selected. Filters are code: a stranger's can take unbounded time.
 *
 * @param pathText The whole path, for errors.
 * @throws DyStoreError `INVALID` where the expression can never be evaluated.
 */
export function compileFilter(text: string, pathText: string): { select: Filter; usesRoot: boolean } {
  const { code, literals, usesRoot } = lexFilter(new Cursor(text));
  const sandbox = Object.fromEntries(literals.map((value, index) => [`$${index}`, value]));
  if (++compiled % remembered === 0) JSONPath.clearCache();
  const run = (json: object, root: unknown, ignoreEvalErrors: boolean): unknown =>
    JSONPath({
      path: `$[?(${code})]`,
      json,
      eval: "safe",
      sandbox: usesRoot ? { ...sandbox, $: root } : { ...sandbox },
      resultType: "parentProperty",
      ignoreEvalErrors,
    });
  try {
    run([{}], {}, false);
  } catch (error) {
    if (isFault(error)) {
      const cursor = new Cursor(pathText);
      throw cursor.error("this filter is no expression that can be evaluated", pathText.indexOf(text), error);
    }
  }
  const select: Filter = (container, root) => {
    const keys = run(container, root, true);
    return new Set(Array.isArray(keys) ? keys : []);
  };
  return { select, usesRoot };
}
