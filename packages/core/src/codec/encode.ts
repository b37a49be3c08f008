import { DyStoreError } from "../errors/error.ts";
import { formatPath } from "../path/format-path.ts";
import { Decimal } from "../values/decimal.ts";
import { isPlainObject } from "../values/kind.ts";
import { canonicalNumeric } from "../values/numeric.ts";
import { isWide, setOwn } from "../values/own.ts";
import { utf8Bytes } from "../values/utf8.ts";
import type { Value } from "../values/value.ts";
import { type ClassMark, classOf, markAlone, repeats } from "./class-mark.ts";
import type { AnyCodec } from "./codec.ts";
import { codecPrefix, type Note, noteTypes } from "./note.ts";
import { ShardRef } from "./shard-ref.ts";
import { trailOf } from "./trail.ts";
import { isUnread, type PartlyRead, unreadMembers } from "./unread.ts";

// Local and called so for speed: V8 makes it free in a for-in loop, but neither `Object.hasOwn` nor an imported function.
const hasOwn = Object.prototype.hasOwnProperty;

/** How deep an object may nest within one shard, however it is cut: bounds the stack. */
const mostLevels = 1000;

/** Told of every place on the way down, so that declared places can be taken out. */
export interface Cutter<State> {
  /** The state for a member or element, or `undefined` where nothing is declared at or below it. */
  enter(state: State, segment: string | number, value: unknown): State | undefined;
  /**
   * What becomes of a value: it stays in its parent (`"kept"`), was taken out and leaves a gap in its list (`"taken"`), or is
   * left out as if it were not there (`"dropped"`).
   */
  take(state: State, value: unknown): Fate;
}

type Fate = "kept" | "taken" | "dropped";

/** What is made of a map. */
interface Made {
  readonly stored: Record<string, Value>;
  readonly mark: ClassMark | undefined;
  /** Of its members; the class comes with the first of them. */
  notes: Record<string, Note> | undefined;
}

/**
 * Whether an object's stored form is a map: DynamoDB refuses empty names, so that what has one is stored as a list of pairs, as
 * are Maps with keys of other types.
 */
export function isMapShaped(value: object): value is Record<string, unknown> | Map<string, unknown> {
  if (!(value instanceof Map)) return isPlainObject(value) && !Object.hasOwn(value, "");
  for (const [key, member] of value) if (typeof key !== "string" || key === "" || member === undefined) return false;
  return true;
}

/** Whether a value is never cut out, wherever it stands. */
function isScalar(value: unknown): boolean {
  return value === null || (typeof value !== "object" && typeof value !== "string");
}

/** What bounds stored values. */
export interface EncodeLimits {
  /** Levels of one item: cycles are looked for beyond it. */
  readonly depth: number;
  readonly nameBytes: number;
}

/**
 * Turns a caller's value into its stored form and notes. Copies everything; changes nothing. Refuses with `INVALID` and the
 * path whatever could not come back as it was.
 */
export class Encoder<State> {
  /** Notes of what was encoded last. */
  note: Note | undefined = undefined;
  /** The deepest level at which a list or map was met; whoever encodes a fragment sets it back. */
  deepest = 0;
  /** Whether something was met that stands for parts which were not read; set back likewise. */
  partial = false;
  /** Where the walk stands, from the graph's root. */
  readonly place: (string | number)[] = [];
  readonly #root: unknown;
  readonly #codecs: readonly AnyCodec[];
  readonly #limits: EncodeLimits;
  readonly #cutter: Cutter<State>;

  constructor(root: unknown, codecs: readonly AnyCodec[], limits: EncodeLimits, cutter: Cutter<State>) {
    this.#root = root;
    this.#codecs = codecs;
    this.#limits = limits;
    this.#cutter = cutter;
  }

  /** @param level How deep in its item a list or map would stand here; the item itself is 1. */
  encode(value: unknown, level: number, state: State | undefined): Value {
    this.note = undefined;
    switch (typeof value) {
      case "string":
        if (!value.isWellFormed())
          this.#refuse("a string with a lone surrogate cannot be stored as UTF-8; repair the text or store bytes");
        return value;
      case "number":
        return this.#number(value);
      case "boolean":
        return value;
      case "bigint":
        return this.#exact(value, noteTypes.bigint);
      case "object":
        return value === null ? null : this.#object(value, level, state);
      case "undefined":
        return this.#refuse("undefined cannot be stored here; use null, or leave the element out");
      default:
        return this.#refuse(`a ${typeof value} cannot be stored; remove it or store data instead`);
    }
  }

  #number(value: number): Value {
    if (value === 0) {
      if (Object.is(value, -0)) this.note = noteTypes.negativeZero;
      return 0;
    }
    const size = Math.abs(value);
    if (size >= 1e-130 && size < 1e126) return value;
    if (Number.isFinite(value))
      return this.#refuse("numbers reach from 1E-130 to 9.99E+125; store this one as a string");
    return this.#refuse("NaN and infinities cannot be stored; use null or a string");
  }

  #exact(value: bigint | Decimal, type: "bigint" | "decimal"): Value {
    let canonical: Value;
    try {
      canonical = canonicalNumeric(value);
    } catch (cause) {
      return this.#refuse(
        "numbers have at most 38 digits, from 1E-130 to 9.99E+125; store this one as a string",
        cause,
      );
    }
    if (typeof canonical !== (type === "bigint" ? "bigint" : "object")) this.note = type;
    return canonical;
  }

  #object(value: object, level: number, state: State | undefined): Value {
    if (Array.isArray(value)) return this.#list(value, level, state);
    if (isPlainObject(value)) return this.#map(value, level, state);
    if (value instanceof Uint8Array) return new Uint8Array(value);
    if (isUnread(value)) {
      this.partial = true;
      // No value to anyone but those who put it there; see `plan/split.ts`.
      return value as unknown as Value;
    }
    const codec = this.#codecs.find((candidate) => candidate.test(value));
    if (codec !== undefined) {
      const given: unknown = codec.encode(value);
      if (typeof given === "object" && given !== null && codec.test(given))
        this.#refuse(
          `the codec "${codec.name}" encodes this to a value that it claims itself; let it return plain data`,
        );
      const stored = this.encode(given, level, undefined);
      this.note = [codecPrefix + codec.name, this.note ?? null];
      return stored;
    }
    if (value instanceof Date) {
      if (Number.isNaN(value.getTime())) this.#refuse("an invalid Date cannot be stored; use null");
      this.note = noteTypes.date;
      return value.toISOString();
    }
    if (value instanceof Map) return this.#dictionary(value, level, state);
    if (value instanceof Set) return this.#typedList(value, [...value], level, noteTypes.set);
    if (value instanceof Decimal) return this.#exact(value, noteTypes.decimal);
    if (value instanceof URL) {
      this.note = noteTypes.url;
      return value.href;
    }
    if (value instanceof ShardRef)
      return this.#refuse("a ShardRef stands where no shard is declared; put it back in its own place");
    const name: string = Object.getPrototypeOf(value)?.constructor?.name ?? "unknown class";
    return this.#refuse(
      `an instance of ${name} cannot be stored; make it a plain object, or give the store a codec for it`,
    );
  }

  /** @param given What the caller has in the place of the list. */
  #list(value: readonly unknown[], level: number, state: State | undefined, given: object = value): Value {
    this.#checkLevel(given, level);
    // Of the right length where nothing is cut out: lists that grow have room for about 17 elements at once.
    const stored = new Array<Value>(state === undefined ? value.length : 0);
    let notes: Record<string, Note> | undefined;
    let same = true;
    let index = 0;
    let position = 0;
    // By index, since holes in lists are to be found, too.
    for (let from = 0; from < value.length; from++) {
      const element = value[from];
      this.place.push(index);
      const below = state === undefined || isScalar(element) ? undefined : this.#cutter.enter(state, index, element);
      const fate = below === undefined ? "kept" : this.#cutter.take(below, element);
      if (fate === "kept") {
        stored[position] = this.encode(element, level + 1, below);
        if (this.note !== undefined) {
          same &&=
            notes === undefined ? position === 0 && repeats(this.note, this.note) : repeats(notes["0"], this.note);
          notes ??= {};
          notes[position] = this.note;
        } else same = false;
        position++;
      }
      this.place.pop();
      if (fate !== "dropped") index++;
    }
    stored.length = position;
    const first = notes?.["0"];
    this.note = same && first !== undefined && stored.length > 1 ? { "*": first } : notes;
    return stored;
  }

  #map(value: Record<string, unknown>, level: number, state: State | undefined): Value {
    this.#checkLevel(value, level);
    const mark = classOf(value);
    if (!isMapShaped(value)) {
      if (mark !== undefined) this.#refuse("a field of an instance cannot have an empty name");
      const members = Object.entries(value).filter(([, member]) => member !== undefined);
      return this.#typedList(value, members, level, noteTypes.object);
    }
    const members: Record<string, unknown> = level === 1 && isWide(value) ? { ...value } : value;
    const made: Made = { stored: members === value ? {} : (members as Record<string, Value>), mark, notes: undefined };
    for (const name in members) {
      const member = hasOwn.call(members, name) ? members[name] : undefined;
      if (member === undefined || this.#member(made, name, member, level, state) !== "kept") delete made.stored[name];
    }
    const unread = (value as PartlyRead)[unreadMembers];
    if (unread !== undefined) {
      this.partial = true;
      (made.stored as PartlyRead)[unreadMembers] = unread;
    }
    this.note = made.notes ?? (mark && markAlone(mark));
    return made.stored;
  }

  #dictionary(value: Map<unknown, unknown>, level: number, state: State | undefined): Value {
    if (!isMapShaped(value)) return this.#typedList(value, [...value], level, noteTypes.entries);
    this.#checkLevel(value, level);
    const made: Made = { stored: {}, mark: undefined, notes: undefined };
    const names: string[] = [];
    for (const [name, member] of value) {
      if (this.#member(made, name, member, level, state) !== "dropped") names.push(name);
    }
    this.note = [noteTypes.map, made.notes ?? null, names];
    return made.stored;
  }

  /** Adds a member to what is made of its map, unless it is cut out. */
  #member(made: Made, name: string, member: unknown, level: number, state: State | undefined): Fate {
    this.place.push(name);
    this.#checkName(name);
    const below = state === undefined || isScalar(member) ? undefined : this.#cutter.enter(state, name, member);
    const fate = below === undefined ? "kept" : this.#cutter.take(below, member);
    if (fate === "kept") {
      setOwn(made.stored, name, this.encode(member, level + 1, below));
      if (this.note !== undefined) {
        made.notes ??= made.mark === undefined ? {} : { ...markAlone(made.mark) };
        setOwn(made.notes, name, this.note);
      }
    }
    this.place.pop();
    return fate;
  }

  /** Something that is no list, stored as one; nothing is cut out of it. */
  #typedList(given: object, members: readonly unknown[], level: number, type: string): Value {
    const stored = this.#list(members, level, undefined, given);
    this.note = this.note === undefined ? [type] : [type, this.note];
    return stored;
  }

  #checkName(name: string): void {
    if (name.length * 3 > this.#limits.nameBytes && utf8Bytes(name) > this.#limits.nameBytes) {
      this.place.pop();
      this.#refuse(
        `holds a name that is too long: names have at most ${this.#limits.nameBytes} bytes; shorten it, or make it a value`,
      );
    }
    if (!name.isWellFormed()) this.#refuse("a name with a lone surrogate cannot be stored as UTF-8; repair it");
  }

  #checkLevel(value: object, level: number): void {
    if (level > this.deepest) this.deepest = level;
    // Looked for now and then only, at two levels, as lists of pairs stand between Maps: whatever contains itself passes here.
    const { depth } = this.#limits;
    if (level <= depth || (level % depth !== 1 && level % depth !== 2 && level <= mostLevels)) return;
    if (trailOf(this.#root, this.place).passed.has(value))
      this.#refuse("the data contains itself here; store a key or a copy instead");
    if (level > mostLevels) {
      this.place.length = this.#limits.depth;
      this.#refuse(`lists and maps nest more than ${mostLevels} levels below here; declare a shard on the way down`);
    }
  }

  #refuse(problem: string, cause?: unknown): never {
    const path = formatPath(trailOf(this.#root, this.place).place);
    throw new DyStoreError("INVALID", `${path}: ${problem}`, { path, cause });
  }
}
