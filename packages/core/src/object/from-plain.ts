import { anyClassOf, hideMarks } from "../codec/class-mark.ts";
import { DyStoreError, type ErrorCode } from "../errors/error.ts";
import { formatPath } from "../path/format-path.ts";
import type { Place, PlaceSegment } from "../plan/fragment.ts";
import { isPlainObject } from "../values/kind.ts";
import { setOwn } from "../values/own.ts";
import { fieldKind, isInstance, nameOf, type ObjectClass } from "./object-class.ts";
import { construct, type Reach, type ReachedClass } from "./reach.ts";

/** Classes that were chosen for objects which say of none. */
export type Chosen = ReadonlyMap<object, ReachedClass>;

/**
 * Makes instances of what was read, which is used up: wherever a plain object is marked with a class, or one was chosen for it.
 * Outer objects come before inner ones, so that `migrate` sees what is in them as it is stored.
 *
 * @param made Instances by what is stored of them: of each there is one, also where several calls come upon it.
 * @throws DyStoreError `INTEGRITY` for names of classes that are not reached, `NOT_SUPPORTED` for versions that are newer than their
 *   class, `INVALID` where a class does not take what is stored.
 */
export function fromPlain(
  value: unknown,
  place: Place,
  reach: Reach,
  chosen: Chosen,
  made?: Map<object, object>,
): unknown {
  return new Walk(place, reach, chosen, made).value(value);
}

class Walk {
  readonly #place: PlaceSegment[];
  readonly #reach: Reach;
  readonly #chosen: Chosen;
  readonly #made: Map<object, object> | undefined;

  constructor(place: Place, reach: Reach, chosen: Chosen, made: Map<object, object> | undefined) {
    this.#place = [...place];
    this.#reach = reach;
    this.#chosen = chosen;
    this.#made = made;
  }

  value(value: unknown): unknown {
    if (!isObject(value)) return value;
    if (Array.isArray(value)) {
      for (let index = 0; index < value.length; index++) {
        if (isObject(value[index])) value[index] = this.#inner(index, value[index]);
      }
      return value;
    }
    if (isPlainObject(value)) return this.#object(value);
    if (value instanceof Map) {
      const pairs = [...value];
      value.clear();
      for (const [key, member] of pairs) value.set(this.#any(String(key), key), this.#any(String(key), member));
    } else if (value instanceof Set) {
      const members = [...value];
      value.clear();
      for (const [index, member] of members.entries()) value.add(this.#any(index, member));
    }
    return value;
  }

  #inner(segment: PlaceSegment, value: object): unknown {
    this.#place.push(segment);
    const made = this.value(value);
    this.#place.pop();
    return made;
  }

  #any(segment: PlaceSegment, value: unknown): unknown {
    return isObject(value) ? this.#inner(segment, value) : value;
  }

  #object(members: Record<string, unknown>): object {
    const known = this.#made?.get(members);
    if (known !== undefined) return known;
    const mark = anyClassOf(members);
    const reached = mark === undefined ? this.#chosen.get(members) : this.#reach.named(mark.name);
    if (reached !== undefined) {
      // What was undefined is so again, rather than the default of what is not stored.
      setUndefined(members, mark?.unset);
      const instance = this.#instance(reached, this.#migrated(reached, members, mark?.version ?? 0));
      this.#made?.set(members, instance);
      return instance;
    }
    if (mark !== undefined) {
      const root = nameOf(this.#reach.root);
      const problem = `what is stored is of the class "${mark.name}", which ${root} does not reach; add it to ${root}.classes`;
      throw this.#error("INTEGRITY", mark.name, problem);
    }
    for (const name of Object.keys(members)) setOwn(members, name, this.#any(name, members[name]));
    return members;
  }

  #instance({ of, fields: known }: ReachedClass, fields: Readonly<Record<string, unknown>>): object {
    const instance = construct(of, this.#place) as Record<string, unknown>;
    for (const name in fields) {
      if (!known.has(name) && !(Object.hasOwn(fields, name) && this.#isField(of, instance, name))) continue;
      const value = fields[name];
      this.#set(of, instance, name, isObject(value) ? this.#inner(name, value) : value);
    }
    return instance;
  }

  #set(of: ObjectClass, instance: Record<string, unknown>, name: string, value: unknown): void {
    try {
      instance[name] = value;
    } catch (cause) {
      this.#place.push(name);
      const problem = `the field cannot be set; new ${of.name}() must not freeze what it makes`;
      throw this.#error("INVALID", nameOf(of), problem, cause);
    }
  }

  #isField(of: ObjectClass, instance: object, name: string): boolean {
    const kind = fieldKind(of, instance, name);
    if (kind !== "method") return kind === "field";
    this.#place.push(name);
    throw this.#error("INVALID", nameOf(of), "the class has a method where a value is stored; rename one in migrate");
  }

  #migrated({ of, mark }: ReachedClass, old: Record<string, unknown>, from: number): Readonly<Record<string, unknown>> {
    const { version } = mark;
    if (from === version || (from < version && of.migrate === undefined)) return old;
    hideMarks(old);
    let migrated: object | undefined;
    try {
      migrated = of.migrate?.(old, from);
    } catch (cause) {
      throw this.#error("INVALID", nameOf(of), `migrate throws for what is stored of version ${from}`, cause);
    }
    if (isObject(migrated) && (isPlainObject(migrated) || isInstance(migrated))) {
      return migrated as Readonly<Record<string, unknown>>;
    }
    if (from < version) {
      throw this.#error("INVALID", nameOf(of), `migrate returns no object for what is stored of version ${from}`);
    }
    const problem = `what is stored is of version ${from}, and the class is of version ${version}; update the program`;
    throw this.#error("NOT_SUPPORTED", nameOf(of), problem);
  }

  #error(code: ErrorCode, name: string, problem: string, cause?: unknown): DyStoreError {
    const path = formatPath(this.#place);
    return new DyStoreError(code, `${name} at ${path}: ${problem}`, { path, cause });
  }
}

/** Makes fields undefined that are not stored, so that no default takes their place. */
export function setUndefined(members: Record<string, unknown>, names: readonly string[] = []): void {
  for (const name of names) if (!Object.hasOwn(members, name)) setOwn(members, name, undefined);
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
