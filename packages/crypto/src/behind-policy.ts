import type { Value } from "@dystore/core/adapter";
import type { SecretSink } from "./divide.ts";
import type { ItemPlace, Secret } from "./secrets.ts";

/** Finds out whether something is to be secret that was not sealed. */
export class Uncovered implements SecretSink<boolean> {
  readonly #sealed: ReadonlySet<string>;
  #found = false;

  constructor(sealed: readonly Secret[]) {
    this.#sealed = new Set(sealed.map(([place]) => JSON.stringify(place)));
  }

  get found(): boolean {
    return this.#found;
  }

  add(_keyName: string, place: ItemPlace, _value: Value): void {
    // It may be sealed with what it lies in.
    const isSealed = place.some((_, index) => this.#sealed.has(JSON.stringify(place.slice(0, index + 1))));
    this.#found ||= !isSealed;
  }

  mark(): boolean {
    return this.#found;
  }

  rewind(found: boolean): void {
    this.#found = found;
  }
}
