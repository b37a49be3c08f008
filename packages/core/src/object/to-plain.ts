import { classOf, keepClass, markClass } from "../codec/class-mark.ts";
import { DyStoreError } from "../errors/error.ts";
import { formatPath } from "../path/format-path.ts";
import type { PlaceSegment } from "../plan/fragment.ts";
import { isPlainObject } from "../values/kind.ts";
import { setOwn } from "../values/own.ts";
import { classOfInstance, isInstance, nameOf } from "./object-class.ts";
import { isStoredField, type Reach } from "./reach.ts";

/** More than anything that can be stored nests. */
const mostLevels = 1001;

/**
 * What is stored for a value: a plain object in the place of each instance, marked with its class. Nothing is changed: what holds
 * instances is copied, all else is shared.
 *
 * @throws DyStoreError `INVALID` for cycles, and for instances of classes that are not reached, or what a plain store read of such.
 */
export function toPlain(value: unknown, reach: Reach): unknown {
  return isObject(value) ? new Walk(reach).plain(value) : value;
}

class Walk {
  readonly #reach: Reach;
  readonly #place: PlaceSegment[] = [];
  /** What stands around the value, outermost first. */
  readonly #around: object[] = [];

  constructor(reach: Reach) {
    this.#reach = reach;
  }

  plain(value: object): unknown {
    if (this.#around.includes(value)) throw this.#refused("contains itself; store a key or a copy instead");
    if (this.#around.length > mostLevels) throw this.#refused("nests too deep to be stored");
    this.#around.push(value);
    const converted = this.#converted(value);
    this.#around.pop();
    return converted;
  }

  #converted(value: object): unknown {
    if (Array.isArray(value)) return this.#list(value);
    if (isInstance(value)) return this.#instance(value as Record<string, unknown>);
    if (isPlainObject(value)) return this.#members(value);
    if (value instanceof Map) return this.#map(value);
    return value instanceof Set ? this.#set(value) : value;
  }

  #instance(value: Record<string, unknown>): object {
    const of = classOfInstance(value);
    const reached = this.#reach.find(of);
    if (reached === undefined) throw this.#unreached(`an instance of ${of.name}`);
    const { fields: known, defaulted, mark } = reached;
    // Marked before it has members, since V8 does that several times as fast.
    const fields: Record<string, unknown> = markClass({}, mark);
    let set = 0;
    // No list of names is made: instances are many.
    for (const name in value) {
      const isKnown = known.has(name);
      if (!isKnown && !isStoredField(of, value, name)) continue;
      const field = value[name];
      if (field === undefined) continue;
      fields[name] = isObject(field) ? this.#inner(name, field) : field;
      if (isKnown) set++;
    }
    if (set === known.size) return fields;
    const unset = defaulted.filter((name) => value[name] === undefined);
    return unset.length === 0 ? fields : markClass(fields, { name: mark.name, version: mark.version, unset });
  }

  #list(list: readonly unknown[]): readonly unknown[] {
    let copy: unknown[] | undefined;
    for (let index = 0; index < list.length; index++) {
      const element = list[index];
      if (!isObject(element)) continue;
      const plain = this.#inner(index, element);
      if (plain === element) continue;
      copy ??= [...list];
      copy[index] = plain;
    }
    return copy ?? list;
  }

  #members(members: Readonly<Record<string, unknown>>): object {
    const mark = classOf(members);
    if (mark !== undefined && this.#reach.named(mark.name) === undefined) {
      throw this.#unreached(`of the class "${mark.name}"`);
    }
    let copy: Record<string, unknown> | undefined;
    for (const name of Object.keys(members)) {
      const plain = this.#any(name, members[name]);
      if (plain === members[name]) continue;
      copy ??= keepClass({ ...members }, members);
      setOwn(copy, name, plain);
    }
    return copy ?? members;
  }

  #map(map: ReadonlyMap<unknown, unknown>): ReadonlyMap<unknown, unknown> {
    const pairs = [...map].map(([key, value]): [unknown, unknown] => [
      this.#any(String(key), key),
      this.#any(String(key), value),
    ]);
    return pairs.every(([key, value]) => map.get(key) === value) ? map : new Map(pairs);
  }

  #set(set: ReadonlySet<unknown>): ReadonlySet<unknown> {
    const members = [...set].map((member, index) => this.#any(index, member));
    return members.every((member) => set.has(member)) ? set : new Set(members);
  }

  #any(segment: PlaceSegment, value: unknown): unknown {
    return isObject(value) ? this.#inner(segment, value) : value;
  }

  #inner(segment: PlaceSegment, value: object): unknown {
    this.#place.push(segment);
    const plain = this.plain(value);
    this.#place.pop();
    return plain;
  }

  #unreached(what: string): DyStoreError {
    const root = nameOf(this.#reach.root);
    return this.#refused(`is ${what}, which ${root} does not reach; add it to ${root}.classes`);
  }

  #refused(problem: string): DyStoreError {
    const path = formatPath(this.#place);
    return new DyStoreError("INVALID", `${path}: ${problem}`, { path });
  }
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
