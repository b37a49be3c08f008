import type { Value } from "@dystore/core/adapter";
import type { Bytes } from "./byte-writer.ts";
import { tags, writePlain } from "./canonical.ts";
import type { SecretSink } from "./divide.ts";
import type { ItemPlace } from "./secrets.ts";

/** How far the last plaintext was written. */
interface Mark {
  readonly used: number;
  readonly count: number;
}

/** The plaintexts of an item's blobs (docs/crypto.md), written, or only counted, as its secrets are found. */
export class Plaintexts<B extends Bytes> implements SecretSink<Mark> {
  readonly #current: string;
  readonly #make: () => B;
  readonly #last: SecretList<B>;
  /** By the names of their keys; mostly there are none. */
  #others: Map<string, SecretList<B>> | undefined;

  /** @param current The name of the last blob's key. @param make Where a plaintext goes. */
  constructor(current: string, make: () => B) {
    this.#current = current;
    this.#make = make;
    const bytes = make();
    bytes.head(tags.map, 1);
    bytes.text("secrets");
    this.#last = new SecretList(bytes);
  }

  add(keyName: string, place: ItemPlace, value: Value): void {
    (keyName === this.#current ? this.#last : this.#other(keyName)).add(place, value);
  }

  mark(): Mark {
    return this.#last.mark();
  }

  rewind(mark: Mark): void {
    this.#last.rewind(mark);
  }

  /**
   * Where the plaintexts went, in the order of the blobs.
   *
   * @param others The names of all keys but the current one.
   * @param half The private half of the item's metadata.
   */
  finish(others: readonly string[], half: Value | undefined): readonly B[] {
    const last = this.#last.finish();
    if (half !== undefined) {
      last.recount(0, 2);
      last.text("private");
      writePlain(last, half);
    }
    return [...others.map((name) => this.#other(name).finish()), last];
  }

  #other(name: string): SecretList<B> {
    this.#others ??= new Map();
    const known = this.#others.get(name);
    if (known !== undefined) return known;
    const list = new SecretList(this.#make());
    this.#others.set(name, list);
    return list;
  }
}

/** Secrets under one key, in plain form: a list of places and values. */
class SecretList<B extends Bytes> {
  readonly #bytes: B;
  readonly #start: number;
  #count = 0;

  constructor(bytes: B) {
    this.#bytes = bytes;
    this.#start = bytes.used;
    bytes.head(tags.list, 0);
  }

  add(place: ItemPlace, value: Value): void {
    this.#count++;
    const bytes = this.#bytes;
    bytes.head(tags.list, 2);
    bytes.head(tags.list, place.length);
    for (let index = 0; index < place.length; index++) {
      const segment = place[index];
      if (typeof segment === "string") bytes.taggedText(tags.string, segment);
      else writePlain(bytes, segment as number);
    }
    if (typeof value === "string") bytes.taggedText(tags.string, value);
    else writePlain(bytes, value);
  }

  mark(): Mark {
    return { used: this.#bytes.used, count: this.#count };
  }

  rewind({ used, count }: Mark): void {
    this.#bytes.rewind(used);
    this.#count = count;
  }

  finish(): B {
    this.#bytes.recount(this.#start, this.#count);
    return this.#bytes;
  }
}
