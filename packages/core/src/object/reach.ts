import { type ClassMark, classMark } from "../codec/class-mark.ts";
import { DyStoreError } from "../errors/error.ts";
import { formatPath } from "../path/format-path.ts";
import type { PlaceSegment } from "../plan/fragment.ts";
import { isPlainObject } from "../values/kind.ts";
import {
  classOfInstance,
  isInstance,
  isObjectClass,
  isStored,
  nameOf,
  type ObjectClass,
  versionOf,
} from "./object-class.ts";

/** What is known of a class that is reached. */
export interface ReachedClass {
  readonly of: ObjectClass;
  readonly mark: ClassMark;
  /** The names of its fields that are stored, as far as each instance has them. */
  readonly fields: ReadonlySet<string>;
  /** Those of them that have a default other than `undefined`. */
  readonly defaulted: readonly string[];
}

/** The classes that may come back inside an instance of a class: itself, those of its `classes` and of its fields' defaults, and theirs. */
export class Reach {
  readonly root: ObjectClass;
  /** Without the root, unless another names it. */
  readonly inner: ReadonlySet<ObjectClass>;
  readonly #byName = new Map<string, ReachedClass>();
  readonly #byClass = new Map<ObjectClass, ReachedClass>();
  readonly #inner = new Set<ObjectClass>();

  /** @throws DyStoreError `INVALID` for two classes of one name, for what is no class, and for instances that cannot be filled. */
  constructor(root: ObjectClass) {
    this.root = root;
    this.inner = this.#inner;
    this.#explore(root);
  }

  get classes(): readonly ObjectClass[] {
    return [...this.#byName.values()].map(({ of }) => of);
  }

  /** What is known of a class; `undefined` where it is not reached. */
  find(of: ObjectClass): ReachedClass | undefined {
    return this.#byClass.get(of);
  }

  named(name: string): ReachedClass | undefined {
    return this.#byName.get(name);
  }

  #explore(of: ObjectClass): void {
    const name = nameOf(of);
    if (name === "") throw new DyStoreError("INVALID", "a class without a name cannot be stored; give it a typeName");
    const known = this.#byName.get(name)?.of;
    if (known === of) return;
    if (known !== undefined) {
      const who = `${known.name} and ${of.name}, which ${nameOf(this.root)} reaches,`;
      throw new DyStoreError("INVALID", `${who} are both stored as "${name}"; give each a typeName of its own`);
    }
    const instance = construct(of, []);
    const fields = Object.keys(instance).filter((field) => isStoredField(of, instance, field));
    const fixed = fields.find((field) => Object.getOwnPropertyDescriptor(instance, field)?.writable === false);
    if (fixed !== undefined) {
      const problem = `new ${of.name}() makes a field "${fixed}" that cannot be set; do not freeze it, or name it in ignoreList`;
      throw new DyStoreError("INVALID", `${name}: ${problem}`);
    }
    const defaulted = fields.filter((field) => (instance as Record<string, unknown>)[field] !== undefined);
    const mark = classMark(name, versionOf(of));
    const reached = { of, mark, fields: new Set(fields), defaulted };
    this.#byName.set(name, reached);
    this.#byClass.set(of, reached);
    for (const [index, inner] of (of.classes?.() ?? []).entries()) {
      if (!isObjectClass(inner)) {
        throw new DyStoreError("INVALID", `${name}.classes()[${index}] is no class that extends DyObject`);
      }
      this.#reach(inner);
    }
    this.#exploreDefaults(instance);
  }

  #reach(of: ObjectClass): void {
    this.#inner.add(of);
    this.#explore(of);
  }

  #exploreDefaults(value: unknown, seen: Set<unknown> = new Set()): void {
    if (typeof value !== "object" || value === null || seen.has(value)) return;
    seen.add(value);
    const isNested = seen.size > 1 && isInstance(value);
    if (isNested) this.#reach(classOfInstance(value));
    else if (Array.isArray(value) || value instanceof Set) for (const each of value) this.#exploreDefaults(each, seen);
    else if (value instanceof Map) for (const pair of value) this.#exploreDefaults(pair, seen);
    else if (isInstance(value) || isPlainObject(value)) {
      for (const each of Object.values(value)) this.#exploreDefaults(each, seen);
    }
  }
}

/** Whether an instance has a field of its own under a name, and stores it; accessors are computed, also its own. */
export function isStoredField(of: ObjectClass, instance: object, name: string): boolean {
  if (!isStored(of, name)) return false;
  const field = Object.getOwnPropertyDescriptor(instance, name);
  return field?.enumerable === true && field.get === undefined;
}

/** Makes an instance. @throws DyStoreError `INVALID` where its constructor throws. */
export function construct(of: ObjectClass, place: readonly PlaceSegment[]): object {
  try {
    return new of();
  } catch (cause) {
    const path = formatPath(place);
    const problem = `new ${of.name}() throws; instances are made without arguments, then filled`;
    throw new DyStoreError("INVALID", `${nameOf(of)} at ${path}: ${problem}`, { path, cause });
  }
}
