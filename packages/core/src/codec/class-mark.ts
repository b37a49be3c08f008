import { DyStoreError } from "../errors/error.ts";
import { isPlainObject } from "../values/kind.ts";
import { isTexts } from "../values/texts.ts";
import type { Value } from "../values/value.ts";
import type { Note, NoteMap } from "./note.ts";

/** Of which class an object is an instance: what is stored beside its fields. */
export interface ClassMark {
  readonly name: string;
  /** The version of the class, a whole number; 0 where it has none. */
  readonly version: number;
  /** Fields that were `undefined` although their class has a default for them. */
  readonly unset?: readonly string[];
  /** What {@link markAlone} gives, where it was made beforehand. */
  readonly alone?: NoteMap;
}

/** A mark for all instances of a class. */
export function classMark(name: string, version: number): ClassMark {
  const mark = { name, version };
  return { ...mark, alone: Object.freeze(markAlone(mark)) };
}

/** The name under which notes on members say of which class their object is. No member has it: see `isMapShaped`. */
export const classNote = "";

/** Makes its subclasses' constructors give a field to an object that is there already. */
class There {
  constructor(object: object) {
    // biome-ignore lint/correctness/noConstructorReturn: this is what gives the subclass's field to that object
    return object;
  }
}

/**
 * A private field on plain objects: out of sight of whoever copies, compares or prints them, and of the costs of a symbol that is
 * not enumerable ten times cheaper.
 */
class Marked extends There {
  #class: ClassMark;

  constructor(object: object, of: ClassMark) {
    super(object);
    this.#class = of;
  }

  static set(object: object, of: ClassMark): void {
    if (#class in object) object.#class = of;
    else new Marked(object, of);
  }

  static get(object: object): ClassMark | undefined {
    return #class in object ? object.#class : undefined;
  }
}

/** The class that a plain object is marked with. */
export function classOf(object: object): ClassMark | undefined {
  return Marked.get(object);
}

/** Gives an object of our own making its class: marks it, or makes something else of it, which then takes its place. */
export type ToClass = (members: Record<string, unknown>, of: ClassMark) => object;

/** Under this symbol stands the mark of a plain object that nobody sees before it is made an instance. */
const inSight: unique symbol = Symbol("dystore.class");

/** As {@link markClass}, many times as fast, and to be seen by whoever looks for symbols: see {@link hideMarks}. */
export function markInSight<T extends object>(object: T, of: ClassMark): T {
  (object as { [inSight]?: ClassMark })[inSight] = of;
  return object;
}

/** The class that a plain object is marked with, in sight or not. */
export function anyClassOf(object: object): ClassMark | undefined {
  return (object as { readonly [inSight]?: ClassMark })[inSight] ?? Marked.get(object);
}

/** Hides all marks in a value that are in sight. */
export function hideMarks(value: unknown): void {
  if (typeof value !== "object" || value === null) return;
  if (Array.isArray(value) || value instanceof Set) for (const each of value) hideMarks(each);
  else if (value instanceof Map) for (const pair of value) hideMarks(pair);
  else if (isPlainObject(value)) {
    const { [inSight]: of } = value as { [inSight]?: ClassMark };
    if (of !== undefined) {
      delete (value as { [inSight]?: ClassMark })[inSight];
      markClass(value, of);
    }
    for (const each of Object.values(value)) hideMarks(each);
  }
}

/** Marks a plain object of our own making. */
export function markClass<T extends object>(object: T, of: ClassMark): T {
  Marked.set(object, of);
  return object;
}

/** Marks a copy as its original is. */
export function keepClass<T extends object>(copy: T, original: object): T {
  const of = classOf(original);
  return of === undefined ? copy : markClass(copy, of);
}

/** The note on an object of which nothing else is to be noted. */
export function markAlone(mark: ClassMark): NoteMap {
  return mark.alone ?? { [classNote]: encodeMark(mark) };
}

/** A mark as it is noted. */
function encodeMark({ name, version, unset = [] }: ClassMark): Note {
  return version === 0 && unset.length === 0 ? name : [name, null, [String(version), ...unset]];
}

/** Whether an element of a list has the same note as its first one, so that `"*"` may stand for both: a word, or nothing but a class. */
export function repeats(first: Note | undefined, note: Note | undefined): boolean {
  if (first === note) return first !== undefined && !Array.isArray(first);
  const name = onlyClass(first);
  return name !== undefined && name === onlyClass(note);
}

/** The class of a note that says nothing else, of version 0. */
function onlyClass(note: Note | undefined): string | undefined {
  if (typeof note !== "object" || Array.isArray(note)) return undefined;
  for (const name in note) if (name !== classNote) return undefined;
  const mark = (note as NoteMap)[classNote];
  return typeof mark === "string" ? mark : undefined;
}

/** @throws DyStoreError `INTEGRITY` for what is no mark. */
export function decodeMark(note: Note | undefined): ClassMark {
  if (typeof note === "string") return { name: note, version: 0 };
  const [name, , extra]: readonly Value[] = Array.isArray(note) ? note : [];
  const [version = "", ...unset] = isTexts(extra) ? extra : [];
  if (typeof name === "string" && /^\d+$/.test(version)) {
    return { name, version: Number(version), ...(unset.length > 0 && { unset }) };
  }
  throw new DyStoreError("INTEGRITY", "the stored types of an item cannot be restored: a class was expected");
}
