import {
  expiryAttribute,
  type Item,
  isList,
  isMap,
  metadataAttribute,
  setOwn,
  type Table,
  type Value,
} from "@dystore/core/adapter";
import { sealedAttribute } from "./envelope.ts";
import { metadataOf, privateOf } from "./item-kind.ts";
import { isOpaque, type Note, noteOf, parseNote } from "./notes.ts";
import type { PathState, Place, Step } from "./path-state.ts";
import { contentPlace, isExpressed, type Policy } from "./policy.ts";
import type { ItemPlace } from "./secrets.ts";

// Local and called so for speed: V8 makes it free in a for-in loop, but neither `Object.hasOwn` nor an imported function.
const hasOwn = Object.prototype.hasOwnProperty;

/** Takes the secrets of an item, in its order. */
export interface SecretSink<Mark = unknown> {
  /**
   * @param keyName Of the key of the keyring that it is sealed under.
   * @param place Where it stands in the item; another place after the call.
   */
  add(keyName: string, place: ItemPlace, value: Value): void;
  mark(): Mark;
  /** Takes back what was added since. */
  rewind(mark: Mark): void;
}

/** What of an item is not secret. */
export interface VisibleItem {
  /** The caller's own; its parts are those of the item. */
  readonly visible: { [name: string]: Value };
  /** The private half of its metadata, which is sealed in any case. */
  readonly half: Value | undefined;
}

/** Divides an item by what is secret of it: exact where places are known, and rather too much where they are not. */
export class Divider {
  /** Leaves whose keys the config loader has to name, where its answers are not known yet. */
  readonly questions: Place[] = [];
  readonly #policy: Policy;
  readonly #name: string;
  readonly #sink: SecretSink;
  readonly #answers: readonly (string | undefined)[] | undefined;
  #answered = 0;
  readonly #asks: boolean;
  #inPart = false;
  /** Expressions need exact places, as ignored paths do: parts have none. */
  #expressions: readonly RegExp[] = [];
  /** Whether somebody asks for the place in the graph. */
  #isTold = false;
  /** Where the walk stands in the item, and in the graph. */
  readonly #place: (string | number)[] = [];
  readonly #steps: Step[] = [];

  /**
   * @param name Of the key that secrets have without a loader, and with one until it answered.
   * @param answers To the questions that an earlier walk had.
   */
  constructor(policy: Policy, name: string, sink: SecretSink, answers?: readonly (string | undefined)[]) {
    this.#policy = policy;
    this.#name = name;
    this.#sink = sink;
    this.#answers = answers;
    this.#asks = policy.paths === "loader";
  }

  divide(item: Item, table: Table): VisibleItem {
    this.#inPart = metadataOf(item)?.["kind"] === "part";
    if (!this.#inPart) this.#expressions = this.#policy.ignored.expressions;
    this.#isTold = this.#asks || this.#expressions.length > 0;
    const { steps, state } = contentPlace(this.#policy, item);
    if (this.#isTold) this.#steps.push(...steps);
    const about = privateOf(item);
    const notes = parseNote(about?.["notes"]);
    const isBoxed = about?.["boxed"] === true;
    const opaque = isOpaque(notes);
    const within = opaque ? state?.sealWhole() : state?.sealMisfits(false);
    const visible: { [name: string]: Value } = {};
    for (const name in item) {
      if (!hasOwn.call(item, name)) continue;
      const value = item[name];
      if (value === undefined) continue;
      let kept: Value | undefined = value;
      if (name === metadataAttribute) kept = withoutHalf(value);
      else if (name === sealedAttribute) kept = this.#whole(name, value);
      else if (state === undefined || within === undefined || isPublic(name, table)) kept = value;
      else if (isBoxed) kept = this.#content(name, value, state, notes);
      else if (opaque) kept = this.#typed(name, value, within);
      else kept = this.#child(value, name, name, within, noteOf(notes, name));
      if (kept !== undefined) setOwn(visible, name, kept);
    }
    if (about === undefined || within === undefined || !this.#asks)
      return { visible, half: metadataOf(item)?.["private"] };
    return { visible, half: this.#withoutDisplaced(about, within, opaque) };
  }

  /** Attributes that stand in the private half are sealed with it; the loader may want another key for them. */
  #withoutDisplaced(half: Item, state: PathState, opaque: boolean): Value {
    const { displaced } = half;
    if (!isList(displaced)) return half;
    this.#place.push(metadataAttribute, "private", "displaced");
    const pairs = displaced.map((pair, index) => {
      const [name, value, ...more] = isList(pair) ? pair : [];
      if (typeof name !== "string" || value === undefined) return pair;
      this.#place.push(index);
      const kept = opaque ? this.#typed(1, value, state) : this.#child(value, name, 1, state, undefined);
      this.#place.pop();
      return kept === undefined ? [name, ...more] : [name, kept, ...more];
    });
    return { ...half, displaced: pairs };
  }

  // These return what stays of a value, which may be all, and `undefined` where it is secret as a whole.

  /** @param step The name or position by which paths lead here; @param segment that by which the item does. */
  #child(
    value: Value,
    step: Step,
    segment: string | number,
    state: PathState,
    notes: Note | undefined,
  ): Value | undefined {
    const inner = state.enter(step);
    if (inner?.hasSecrets !== true) return value;
    if (typeof value === "string" && !this.#isTold) {
      // As below, for what there is most of.
      this.#place.push(segment);
      this.#sink.add(this.#name, this.#place, value);
      this.#place.pop();
      return undefined;
    }
    if (this.#isTold) this.#steps.push(step);
    this.#place.push(segment);
    const kept = this.#visit(value, inner, notes);
    this.#place.pop();
    if (this.#isTold) this.#steps.pop();
    return kept;
  }

  #visit(value: Value, state: PathState, notes: Note | undefined): Value | undefined {
    if (!state.hasSecrets) return value;
    const opaque = isOpaque(notes);
    if (opaque || !isFilled(value)) return this.#leaf(value, state, opaque);
    const within = state.sealMisfits(isList(value));
    if (within.isSecret && !state.ignores && !this.#isTold) return this.#secret(value, this.#name);
    const mark = this.#sink.mark();
    const kept = isList(value) ? this.#elements(value, within, notes) : this.#members(value, within, notes);
    // Where nothing in it is left alone, its names and structure are secret, too.
    if (!within.isSecret || this.#asks || isFilled(kept)) return kept;
    this.#sink.rewind(mark);
    return this.#secret(value, this.#name);
  }

  #elements(list: readonly Value[], state: PathState, notes: Note | undefined): readonly Value[] {
    const isExact = state.hasExactPositions;
    const kept: Value[] = [];
    let isWhole = true;
    for (const [index, element] of list.entries()) {
      const inner = noteOf(notes, String(index));
      const rest = this.#child(element, isExact ? index : undefined, index, state, inner);
      isWhole &&= rest === element;
      if (rest !== undefined) kept.push(rest);
    }
    return isWhole ? list : kept;
  }

  #members(map: Item, state: PathState, notes: Note | undefined): Item {
    const kept: { [name: string]: Value } = {};
    let isWhole = true;
    for (const name of Object.keys(map)) {
      const member = map[name] as Value;
      const rest = this.#child(member, name, name, state, noteOf(notes, name));
      isWhole &&= rest === member;
      if (rest !== undefined) setOwn(kept, name, rest);
    }
    return isWhole ? map : kept;
  }

  /** What stands in the one attribute of an item that is no map itself. */
  #content(segment: string, value: Value, state: PathState, notes: Note | undefined): Value | undefined {
    this.#place.push(segment);
    const kept = this.#visit(value, state, notes);
    this.#place.pop();
    return kept;
  }

  /** A member of a typed value's stored form, which no path names: what holds of it is what holds of the value at this place. */
  #typed(segment: string | number, value: Value, state: PathState): Value | undefined {
    if (!state.hasSecrets) return value;
    this.#place.push(segment);
    const kept = this.#leaf(value, state, true);
    this.#place.pop();
    return kept;
  }

  #whole(segment: string, value: Value): undefined {
    this.#place.push(segment);
    this.#secret(value, this.#name);
    this.#place.pop();
  }

  #leaf(value: Value, state: PathState, opaque: boolean): Value | undefined {
    const isEmpty = !opaque && (isList(value) || isMap(value));
    // What leads into something that has nothing in it finds nothing, and there is nothing to ask about.
    if (isEmpty && (!state.isSecret || this.#asks)) return value;
    if (isExpressed(this.#steps, this.#expressions)) return value;
    const name = this.#asks ? this.#answer() : this.#name;
    return name === undefined ? value : this.#secret(value, name);
  }

  #answer(): string | undefined {
    if (this.#answers !== undefined) return this.#answers[this.#answered++];
    this.questions.push([...this.#steps]);
    return this.#name;
  }

  #secret(value: Value, name: string): undefined {
    this.#sink.add(name, this.#place, value);
  }
}

function isFilled(value: Value): value is readonly Value[] | Item {
  return isList(value) ? value.length > 0 : isMap(value) && Object.keys(value).length > 0;
}

function withoutHalf(metadata: Value): Value {
  if (!isMap(metadata) || !Object.hasOwn(metadata, "private")) return metadata;
  const { private: _, ...shown } = metadata;
  return shown;
}

/** What every item shows: its key and its expiry, beside the public half of its metadata. */
function isPublic(name: string, { partitionKey, sortKey }: Table): boolean {
  return name === partitionKey.name || name === sortKey?.name || name === expiryAttribute;
}
