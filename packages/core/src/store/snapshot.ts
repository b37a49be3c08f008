import { keepClass } from "../codec/class-mark.ts";
import type { AnyCodec } from "../codec/codec.ts";
import { isPlainObject } from "../values/kind.ts";
import { setOwn } from "../values/own.ts";

/**
 * A copy of a caller's data for what is cut only after something was awaited: what the caller does to the original meanwhile
 * must not be written. Instances of classes are copied by their codecs. Cycles stay cycles, for cutting to refuse.
 */
export function snapshot<T>(data: T, codecs: readonly AnyCodec[]): T {
  const copies = new Map<object, object>();
  const copy = (value: unknown): unknown => {
    if (typeof value !== "object" || value === null) return value;
    const known = copies.get(value);
    if (known !== undefined) return known;
    const codec = isOwn(value) ? undefined : codecs.find((candidate) => candidate.test(value));
    if (codec !== undefined) {
      // Until it is copied it stands for itself: whatever leads back to it is no loop here.
      copies.set(value, value);
      copies.set(value, codec.decode(copy(codec.encode(value))));
      return copies.get(value);
    }
    const made = emptyLike(value);
    copies.set(value, made);
    if (Array.isArray(made)) for (const element of value as unknown[]) made.push(copy(element));
    else if (made instanceof Map) for (const [key, member] of value as typeof made) made.set(copy(key), copy(member));
    else if (made instanceof Set) for (const member of value as typeof made) made.add(copy(member));
    else if (made !== value && isPlainObject(value))
      for (const name of Object.keys(value)) setOwn(made as Record<string, unknown>, name, copy(value[name]));
    return made;
  };
  return copy(data) as T;
}

/** Whether no codec is asked for an object. */
function isOwn(value: object): boolean {
  return Array.isArray(value) || isPlainObject(value) || value instanceof Uint8Array;
}

/** What an object's copy begins as; the object itself where it is an instance of some other class. */
function emptyLike(value: object): object {
  if (Array.isArray(value)) return [];
  if (isPlainObject(value)) return keepClass({}, value);
  if (value instanceof Map) return new Map();
  if (value instanceof Set) return new Set();
  if (value instanceof Date) return new Date(value);
  if (value instanceof URL) return new URL(value);
  return value instanceof Uint8Array ? new Uint8Array(value) : value;
}
