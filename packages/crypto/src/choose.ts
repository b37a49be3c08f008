import {
  expiryAttribute,
  type Item,
  isList,
  isMap,
  metadataAttribute,
  type Pattern,
  parsePattern,
  type Table,
  type Value,
} from "@dystore/core/adapter";
import { sealedAttribute } from "./envelope.ts";
import { graphBeside, metadataOf, privateOf } from "./item-kind.ts";
import { isOpaque, type Note, noteOf, parseNote } from "./notes.ts";
import { type Ignored, isExpressed, type Policy, type Question } from "./policy.ts";
import type { Choice, Choices } from "./secrets.ts";

/** From the graph's root; positions that nobody knows are `undefined`. */
type Place = readonly (string | number | undefined)[];

/** How far a place has come along a pattern. */
interface Cursor {
  readonly pattern: Pattern;
  readonly depth: number;
}

/** What is known at a place from the way to it. */
interface State {
  readonly place: Place;
  /** Patterns of secrets that lead on from here. */
  readonly secret: readonly Cursor[];
  readonly isSecret: boolean;
  /** Patterns of what is left alone that lead on from here. */
  readonly ignored: readonly Cursor[];
  /** Declarations of shards that lead on from here; `undefined` where elements of any list may have been taken out. */
  readonly gaps: readonly Cursor[] | undefined;
}

/** Chooses what of an item is secret: exact where places are known, and rather too much where they are not. */
export class Chooser {
  /** Leaves whose keys the config loader has to name; they are chosen until it says otherwise. */
  readonly questions: Question[] = [];
  readonly #asks: boolean;
  readonly #ignored: Ignored;
  readonly #name: string;
  readonly #policy: Policy;
  #inPart = false;

  /** @param name Of the key that secrets have without a loader. */
  constructor(policy: Policy, name: string) {
    this.#policy = policy;
    this.#asks = policy.paths === "loader";
    this.#ignored = policy.ignored;
    this.#name = name;
  }

  choose(item: Item, table: Table): Choices {
    const chosen: Choices = new Map();
    if (Object.hasOwn(item, sealedAttribute)) chosen.set(sealedAttribute, this.#name);
    const state = this.#stateOf(item);
    if (state === undefined) return chosen;
    const half = privateOf(item);
    const notes = parseNote(half?.["notes"]);
    const boxed = half?.["boxed"] === true;
    // A codec's value has members that no path names.
    const within = sealMisfits(state, false, isOpaque(notes));
    for (const name of Object.keys(item)) {
      const value = item[name];
      if (value === undefined || isPublic(name, table) || name === sealedAttribute) continue;
      if (boxed) this.#note(chosen, name, this.#visit(value, state, notes, chosen, name));
      else this.#note(chosen, name, this.#child(value, name, name, within, noteOf(notes, name), chosen));
    }
    if (this.#asks) this.#chooseDisplaced(half?.["displaced"], state, chosen);
    return chosen;
  }

  /** Attributes that stand in the private half are sealed with it; the loader may want another key for them. */
  #chooseDisplaced(displaced: Value | undefined, state: State, chosen: Choices): void {
    const pairs: Choices = new Map();
    for (const [index, pair] of (isList(displaced) ? displaced : []).entries()) {
      const [name, value] = isList(pair) ? pair : [];
      if (typeof name !== "string" || value === undefined) continue;
      const inPair: Choices = new Map();
      this.#note(inPair, 1, this.#child(value, name, 1, state, undefined, inPair));
      if (inPair.size > 0) pairs.set(index, inPair);
    }
    if (pairs.size > 0) {
      chosen.set(metadataAttribute, new Map([["private", new Map([["displaced", pairs]])]]));
    }
  }

  /** What holds at the place of an item's content; `undefined` where nothing of it can be secret. */
  #stateOf(item: Item): State | undefined {
    const { paths } = this.#policy;
    let state: State | undefined = {
      place: [],
      secret: typeof paths === "string" ? [] : paths.map(begin),
      isSecret: paths === "all" || this.#asks,
      ignored: this.#ignored.patterns.map(begin),
      gaps: declaredGaps(item),
    };
    this.#inPart = metadataOf(item)?.["kind"] === "part";
    for (const segment of storedPlace(item)) {
      if (state === undefined) break;
      // The place of a part may lead through the stored form of a typed value, which no path names.
      const isLost = this.#inPart && state.secret.some((cursor) => cursor.depth > 0 && !fits(cursor, segment));
      state = enter(sealMisfits(state, segment === undefined, isLost), segment);
    }
    if (!this.#inPart || state === undefined) return state;
    // Positions within what was cut by size are not known: what leads into it makes all of it secret.
    return { ...state, isSecret: state.isSecret || state.secret.length > 0, secret: [], ignored: [] };
  }

  #note(choices: Choices, segment: string | number, choice: Choice | undefined): void {
    if (choice !== undefined) choices.set(segment, choice);
  }

  /** @param step The name or position by which paths lead here; @param segment that by which the item does. */
  #child(
    value: Value,
    step: string | number | undefined,
    segment: string | number,
    state: State,
    note: Note | undefined,
    choices: Choices,
  ): Choice | undefined {
    const inner = enter(state, step);
    return inner && this.#visit(value, inner, note, choices, segment);
  }

  #visit(
    value: Value,
    state: State,
    note: Note | undefined,
    into: Choices,
    segment: string | number,
  ): Choice | undefined {
    if (!state.isSecret && state.secret.length === 0) return undefined;
    const opaque = isOpaque(note);
    const container = !opaque && (isList(value) ? value.length > 0 : isMap(value) && Object.keys(value).length > 0);
    if (!container) return this.#leaf(value, state, opaque, into, segment);
    const within = sealMisfits(state, isList(value), false);
    const isWhole = state.ignored.length === 0 && !this.#hasExpressions && !this.#asks;
    if (within.isSecret && isWhole) return this.#name;
    const choices: Choices = new Map();
    if (isList(value)) {
      const isExact = state.gaps?.some(leadsToElement) === false;
      for (const [index, element] of value.entries()) {
        const step = isExact ? index : undefined;
        this.#note(choices, index, this.#child(element, step, index, within, noteOf(note, String(index)), choices));
      }
    } else {
      for (const [name, member] of Object.entries(value as Item)) {
        this.#note(choices, name, this.#child(member, name, name, within, noteOf(note, name), choices));
      }
    }
    if (choices.size === 0) return undefined;
    // Where nothing in it is left alone, its names and structure are secret, too.
    const isAll = [...choices.values()].every((choice) => choice === this.#name);
    const count = isList(value) ? value.length : Object.keys(value as Item).length;
    return within.isSecret && !this.#asks && isAll && choices.size === count ? this.#name : choices;
  }

  /** Expressions need exact places, as ignored paths do: parts have none. */
  get #hasExpressions(): boolean {
    return this.#ignored.expressions.length > 0 && !this.#inPart;
  }

  #leaf(value: Value, state: State, opaque: boolean, into: Choices, segment: string | number): Choice | undefined {
    const isEmpty = !opaque && (isList(value) || isMap(value));
    // What leads into something that has nothing in it finds nothing, and there is nothing to ask about.
    if (isEmpty && (!state.isSecret || this.#asks)) return undefined;
    if (this.#hasExpressions && isExpressed(state.place, this.#ignored.expressions)) return undefined;
    if (this.#asks) this.questions.push({ place: state.place, choices: into, segment });
    return this.#name;
  }
}

function begin(pattern: Pattern): Cursor {
  return { pattern, depth: 0 };
}

/** One step down; `undefined` where it leads into what is left alone. */
function enter(state: State, step: string | number | undefined): State | undefined {
  const ignored = advance(state.ignored, step, false);
  if (ignored.some(isDone)) return undefined;
  const secret = state.isSecret ? [] : advance(state.secret, step, true);
  const isSecret = state.isSecret || secret.some(isDone);
  const gaps = state.gaps && advance(state.gaps, step, true);
  return { place: [...state.place, step], secret: isSecret ? [] : secret, isSecret, ignored, gaps };
}

/** A path that leads on into another kind of container means what stands there all the same. */
function sealMisfits(state: State, intoList: boolean, isLost: boolean): State {
  if (state.isSecret || state.secret.length === 0) return state;
  if (!isLost && state.secret.every((cursor) => fitsShape(cursor, intoList))) return state;
  return { ...state, isSecret: true, secret: [] };
}

/** @param generous Whether a position that is not known fits any. */
function advance(cursors: readonly Cursor[], step: string | number | undefined, generous: boolean): readonly Cursor[] {
  if (cursors.length === 0) return cursors;
  const further: Cursor[] = [];
  for (const cursor of cursors) {
    const { pattern, depth } = cursor;
    const isUnknown = step === undefined && pattern[depth]?.kind === "index";
    if (isUnknown ? generous : fits(cursor, step)) further.push({ pattern, depth: depth + 1 });
  }
  return further;
}

/** Whether a step is the next one of a pattern; a position that is not known may be. */
function fits({ pattern, depth }: Cursor, step: string | number | undefined): boolean {
  const segment = pattern[depth];
  if (segment?.kind === "name") return segment.name === step;
  if (segment?.kind === "index") return step === undefined || segment.index === step;
  return segment?.kind === "wildcard";
}

function isDone({ pattern, depth }: Cursor): boolean {
  return depth === pattern.length;
}

/** Whether a pattern's next step is of the kind that leads into such a container: names into maps, positions into lists. */
function fitsShape({ pattern, depth }: Cursor, intoList: boolean): boolean {
  const kind = pattern[depth]?.kind;
  return kind === "wildcard" || kind === (intoList ? "index" : "name");
}

/** Whether a declaration takes elements out of the list that its cursor stands at: those behind them move up. */
function leadsToElement({ pattern, depth }: Cursor): boolean {
  return depth === pattern.length - 1 && pattern[depth]?.kind !== "name";
}

/** The declarations by which shards were taken out of a root; `undefined` where these are not known, or lead anywhere. */
function declaredGaps(item: Item): readonly Cursor[] | undefined {
  if (graphBeside(item) !== undefined) return undefined;
  const text = privateOf(item)?.["layout"];
  if (text === undefined) return [];
  try {
    const layout = JSON.parse(String(text)) as { readonly path?: string }[];
    // Declarations of classes have no path: instances may stand anywhere.
    return layout.map(({ path = "" }) => begin(parsePattern(path)));
  } catch {
    return undefined;
  }
}

/** Where an item's content stands in its graph. Positions are not stored. */
function storedPlace(item: Item): Place {
  const text = privateOf(item)?.["path"];
  if (typeof text !== "string") return [];
  try {
    const place: unknown = JSON.parse(text);
    return isList(place) ? place.map((segment) => (typeof segment === "string" ? segment : undefined)) : [];
  } catch {
    return [];
  }
}

/** What every item shows: its key, its expiry and the public half of its metadata. */
function isPublic(name: string, { partitionKey, sortKey }: Table): boolean {
  return name === partitionKey.name || name === sortKey?.name || name === metadataAttribute || name === expiryAttribute;
}
