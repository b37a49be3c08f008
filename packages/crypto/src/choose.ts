import {
  expiryAttribute,
  type Item,
  isList,
  isMap,
  metadataAttribute,
  type Table,
  type Value,
} from "@dystore/core/adapter";
import { sealedAttribute } from "./envelope.ts";
import { graphBeside, metadataOf, privateOf } from "./item-kind.ts";
import { isOpaque, type Note, noteOf, parseNote } from "./notes.ts";
import type { PathState, Step } from "./path-state.ts";
import { isExpressed, type Policy, type Question, startOf } from "./policy.ts";
import type { Choice, Choices } from "./secrets.ts";

/** From the graph's root. */
type Place = readonly Step[];

/** Chooses what of an item is secret: exact where places are known, and rather too much where they are not. */
export class Chooser {
  /** Leaves whose keys the config loader has to name; they are chosen until it says otherwise. */
  readonly questions: Question[] = [];
  readonly #asks: boolean;
  readonly #name: string;
  readonly #policy: Policy;
  #inPart = false;
  /** Expressions need exact places, as ignored paths do: parts have none. */
  #expressions: readonly RegExp[] = [];

  /** @param name Of the key that secrets have without a loader. */
  constructor(policy: Policy, name: string) {
    this.#policy = policy;
    this.#asks = policy.paths === "loader";
    this.#name = name;
  }

  choose(item: Item, table: Table): Choices {
    const chosen: Choices = new Map();
    if (Object.hasOwn(item, sealedAttribute)) chosen.set(sealedAttribute, this.#name);
    this.#inPart = metadataOf(item)?.["kind"] === "part";
    if (!this.#inPart) this.#expressions = this.#policy.ignored.expressions;
    const place = storedPlace(item);
    const state = this.#stateAt(place, item);
    if (state === undefined) return chosen;
    const half = privateOf(item);
    const notes = parseNote(half?.["notes"]);
    const boxed = half?.["boxed"] === true;
    const opaque = isOpaque(notes);
    const within = opaque ? state.sealWhole() : state.sealMisfits(false);
    for (const name of Object.keys(item)) {
      const value = item[name];
      if (value === undefined || isPublic(name, table) || name === sealedAttribute) continue;
      if (boxed) note(chosen, name, this.#visit(value, state, place, notes, chosen, name));
      else if (opaque) note(chosen, name, this.#typed(value, within, place, chosen, name));
      else note(chosen, name, this.#child(value, name, name, within, place, noteOf(notes, name), chosen));
    }
    if (this.#asks) this.#chooseDisplaced(half?.["displaced"], within, place, opaque, chosen);
    return chosen;
  }

  /** Attributes that stand in the private half are sealed with it; the loader may want another key for them. */
  #chooseDisplaced(
    displaced: Value | undefined,
    state: PathState,
    place: Place,
    opaque: boolean,
    chosen: Choices,
  ): void {
    const pairs: Choices = new Map();
    for (const [index, pair] of (isList(displaced) ? displaced : []).entries()) {
      const [name, value] = isList(pair) ? pair : [];
      if (typeof name !== "string" || value === undefined) continue;
      const inPair: Choices = new Map();
      if (opaque) note(inPair, 1, this.#typed(value, state, place, inPair, 1));
      else note(inPair, 1, this.#child(value, name, 1, state, place, undefined, inPair));
      if (inPair.size > 0) pairs.set(index, inPair);
    }
    if (pairs.size > 0) {
      chosen.set(metadataAttribute, new Map([["private", new Map([["displaced", pairs]])]]));
    }
  }

  /** What holds at the place of an item's content; `undefined` where nothing of it can be secret. */
  #stateAt(place: Place, item: Item): PathState | undefined {
    const layout = graphBeside(item) === undefined ? String(privateOf(item)?.["layout"] ?? "[]") : undefined;
    let state: PathState | undefined = startOf(this.#policy, layout);
    for (const step of place) {
      // The place of a part may lead through the stored form of a typed value, which no path names.
      const isLost: boolean = this.#inPart && state.isLeftBy(step);
      state = (isLost ? state.sealWhole() : state.sealMisfits(step === undefined)).enter(step);
      if (state === undefined) return undefined;
    }
    // Positions within what was cut by size are not known: what leads into it makes all of it secret.
    return this.#inPart ? state.sealAll() : state;
  }

  /** @param step The name or position by which paths lead here; @param segment that by which the item does. */
  #child(
    value: Value,
    step: Step,
    segment: string | number,
    state: PathState,
    place: Place,
    notes: Note | undefined,
    choices: Choices,
  ): Choice | undefined {
    const inner = state.enter(step);
    if (inner?.hasSecrets !== true) return undefined;
    // Nobody else asks for it, and there are many.
    const isTold = this.#asks || this.#expressions.length > 0;
    return this.#visit(value, inner, isTold ? [...place, step] : place, notes, choices, segment);
  }

  #visit(
    value: Value,
    state: PathState,
    place: Place,
    notes: Note | undefined,
    into: Choices,
    segment: string | number,
  ): Choice | undefined {
    if (!state.hasSecrets) return undefined;
    const opaque = isOpaque(notes);
    const container = !opaque && (isList(value) ? value.length > 0 : isMap(value) && Object.keys(value).length > 0);
    if (!container) return this.#leaf(value, state, place, opaque, into, segment);
    const within = state.sealMisfits(isList(value));
    const isWhole = !state.ignores && this.#expressions.length === 0 && !this.#asks;
    if (within.isSecret && isWhole) return this.#name;
    const choices: Choices = new Map();
    if (isList(value)) {
      const isExact = state.hasExactPositions;
      for (const [index, element] of value.entries()) {
        const step = isExact ? index : undefined;
        const inner = noteOf(notes, String(index));
        note(choices, index, this.#child(element, step, index, within, place, inner, choices));
      }
    } else {
      for (const [name, member] of Object.entries(value as Item)) {
        note(choices, name, this.#child(member, name, name, within, place, noteOf(notes, name), choices));
      }
    }
    if (choices.size === 0) return undefined;
    // Where nothing in it is left alone, its names and structure are secret, too.
    const isAll = [...choices.values()].every((choice) => choice === this.#name);
    const count = isList(value) ? value.length : Object.keys(value as Item).length;
    return within.isSecret && !this.#asks && isAll && choices.size === count ? this.#name : choices;
  }

  /** A member of a typed value's stored form, which no path names: what holds of it is what holds of the value at this place. */
  #typed(value: Value, state: PathState, place: Place, into: Choices, segment: string | number): Choice | undefined {
    return state.hasSecrets ? this.#leaf(value, state, place, true, into, segment) : undefined;
  }

  #leaf(
    value: Value,
    state: PathState,
    place: Place,
    opaque: boolean,
    into: Choices,
    segment: string | number,
  ): Choice | undefined {
    const isEmpty = !opaque && (isList(value) || isMap(value));
    // What leads into something that has nothing in it finds nothing, and there is nothing to ask about.
    if (isEmpty && (!state.isSecret || this.#asks)) return undefined;
    if (isExpressed(place, this.#expressions)) return undefined;
    if (this.#asks) this.questions.push({ place, choices: into, segment });
    return this.#name;
  }
}

function note(choices: Choices, segment: string | number, choice: Choice | undefined): void {
  if (choice !== undefined) choices.set(segment, choice);
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
