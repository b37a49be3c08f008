import { isDeepStrictEqual } from "node:util";

/** A step of a path as the model understands it: a name, an index, any child, or any descendant of a name. */
export type ModelStep = string | number | "*" | { readonly descendant: string };

type Container = Record<string, unknown> | unknown[] | Map<unknown, unknown>;

interface Slot {
  readonly parent: Container;
  readonly key: string | number;
}

const segment = /(?<wild>\.\*|\[\*\])|\.\.(?<below>\w+)|\.(?<name>\w+)|\['(?<quoted>[^',]*)'\]|\[(?<index>-?\d+)\]/y;

/** The most steps that the model takes; the engine refuses paths of more than 64. */
const longest = 20;

/** The steps of a path, or nothing where the model knows no such path. */
export function parseModelPath(path: string): readonly ModelStep[] | undefined {
  const steps: ModelStep[] = [];
  segment.lastIndex = 1;
  while (segment.lastIndex < path.length) {
    const found = segment.exec(path)?.groups;
    if (found === undefined) return undefined;
    const name = found["name"] ?? found["quoted"];
    // Plain objects that the model is made of have a prototype there.
    if (name === "__proto__") return undefined;
    if (found["wild"] !== undefined) steps.push("*");
    else if (found["below"] !== undefined) steps.push({ descendant: found["below"] });
    else steps.push(name ?? Number(found["index"]));
  }
  return path.startsWith("$") && steps.length > 0 && steps.length <= longest ? steps : undefined;
}

function containerAt(value: unknown): Container | undefined {
  if (Array.isArray(value) || value instanceof Map) return value;
  const plain = typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
  return plain ? (value as Record<string, unknown>) : undefined;
}

function keysOf(container: Container): (string | number)[] {
  if (Array.isArray(container)) return [...container.keys()];
  const keys = container instanceof Map ? [...container.keys()] : Object.keys(container);
  return keys.filter((key) => typeof key === "string");
}

function get({ parent, key }: Slot): unknown {
  if (parent instanceof Map) return parent.get(key);
  return (parent as Record<string | number, unknown>)[key];
}

function children(value: unknown, step: Exclude<ModelStep, object>): Slot[] {
  const parent = containerAt(value);
  if (parent === undefined) return [];
  const keys = keysOf(parent);
  if (step === "*") return keys.map((key) => ({ parent, key }));
  const key = typeof step === "number" && step < 0 && Array.isArray(parent) ? parent.length + step : step;
  return keys.includes(key) ? [{ parent, key }] : [];
}

function descendants(value: unknown): unknown[] {
  return [value, ...children(value, "*").flatMap((slot) => descendants(get(slot)))];
}

function slots(root: unknown, steps: readonly ModelStep[]): Slot[] {
  let values: unknown[] = [root];
  let found: Slot[] = [];
  for (const step of steps) {
    const from = typeof step === "object" ? values.flatMap(descendants) : values;
    const name = typeof step === "object" ? step.descendant : step;
    found = from.flatMap((value) => children(value, name));
    values = found.map(get);
  }
  return found;
}

/** What a path matches. */
export function modelRead(root: unknown, steps: readonly ModelStep[]): unknown[] {
  return slots(root, steps).map(get);
}

/** Sets every match, or creates the last step of a path of names and indexes; `make` gives a copy of the value for each. */
export function modelWrite(root: unknown, steps: readonly ModelStep[], make: () => unknown): boolean {
  const found = slots(root, steps);
  for (const { parent, key } of found) {
    if (parent instanceof Map) parent.set(key, make());
    else (parent as Record<string | number, unknown>)[key] = make();
  }
  if (found.length > 0) return true;
  const last = steps.at(-1);
  if (steps.some((step) => step === "*" || typeof step === "object")) return false;
  const above = steps.length === 1 ? [root] : modelRead(root, steps.slice(0, -1));
  const parent = containerAt(above[0]);
  if (Array.isArray(parent)) {
    if (last !== parent.length) return false;
    parent.push(make());
  } else {
    if (parent === undefined || typeof last !== "string") return false;
    if (parent instanceof Map) parent.set(last, make());
    else parent[last] = make();
  }
  return true;
}

/** Removes every match; elements behind it move up. */
export function modelDelete(root: unknown, steps: readonly ModelStep[]): boolean {
  const found = slots(root, steps);
  // The last first, so that positions in lists hold.
  for (const { parent, key } of found.reverse()) {
    if (parent instanceof Map) parent.delete(key);
    else if (Array.isArray(parent)) parent.splice(Number(key), 1);
    else delete parent[key];
  }
  return found.length > 0;
}

/** Whether one match of a path lies in another, where the order of changes would count. */
export function matchesNest(root: unknown, steps: readonly ModelStep[]): boolean {
  const found = slots(root, steps);
  const doubled = found.some((one, index) =>
    found.some((two, other) => other < index && one.parent === two.parent && isDeepStrictEqual(one.key, two.key)),
  );
  return (
    doubled ||
    found.some((slot) => descendants(get(slot)).some((value) => found.some(({ parent }) => parent === value)))
  );
}
