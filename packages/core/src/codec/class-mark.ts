import { DyStoreError } from "../errors/error.ts";
import type { Note } from "./note.ts";

/** Of which class an object is an instance: what is stored beside its fields. */
export interface ClassMark {
  readonly name: string;
  /** The version of the class, a whole number; 0 where it has none. */
  readonly version: number;
}

/** The name under which notes on members say of which class their object is. No member has it: see `isMapShaped`. */
export const classNote = "";

const mark: unique symbol = Symbol("dystore.class");

interface Marked {
  [mark]?: ClassMark;
}

/** The class that a plain object is marked with. */
export function classOf(object: object): ClassMark | undefined {
  return (object as Marked)[mark];
}

/** Marks a plain object of our own making, out of sight of whoever copies, compares or prints it. */
export function markClass<T extends object>(object: T, of: ClassMark): T {
  return Object.defineProperty(object, mark, { value: of, configurable: true, writable: true });
}

/** Marks a copy as its original is. */
export function keepClass<T extends object>(copy: T, original: object): T {
  const of = classOf(original);
  return of === undefined ? copy : markClass(copy, of);
}

/** A mark as it is noted. */
export function encodeMark({ name, version }: ClassMark): Note {
  return version === 0 ? name : [name, null, [String(version)]];
}

/** @throws DyStoreError `INTEGRITY` for what is no mark. */
export function decodeMark(note: Note): ClassMark {
  const [name, , [version = ""] = []] =
    typeof note === "string" ? [note, null, ["0"]] : Array.isArray(note) ? note : [];
  if (typeof name === "string" && /^\d+$/.test(version)) return { name, version: Number(version) };
  throw new DyStoreError("INTEGRITY", "the stored types of an item cannot be restored: a class was expected");
}
