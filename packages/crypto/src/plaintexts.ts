import { isList, type Value } from "@dystore/core/adapter";
import { ByteReader } from "./byte-reader.ts";
import { ByteWriter } from "./byte-writer.ts";
import { readValue, tags, writePlain } from "./canonical.ts";
import type { SecretSink } from "./divide.ts";
import type { ItemPlace, Secret } from "./secrets.ts";

/** How far the last plaintext was written. */
interface Mark {
  readonly used: number;
  readonly count: number;
}

/** The plaintexts of an item's blobs (docs/crypto.md), written as its secrets are found. */
export class Plaintexts implements SecretSink<Mark> {
  readonly #current: string;
  readonly #start: number;
  readonly #last: SecretList;
  /** By the names of their keys; mostly there are none. */
  #others: Map<string, SecretList> | undefined;

  /** @param current The name of the last blob's key. @param writer Where its plaintext goes, the others' to some of their own. */
  constructor(current: string, writer: ByteWriter = new ByteWriter()) {
    this.#current = current;
    this.#start = writer.used;
    writer.head(tags.map, 1);
    writer.text("secrets");
    this.#last = new SecretList(writer);
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
  finish(others: readonly string[], half: Value | undefined): readonly ByteWriter[] {
    const last = this.#last.finish();
    if (half !== undefined) {
      last.recount(this.#start, 2);
      last.text("private");
      writePlain(last, half);
    }
    const lists = others.map((name) => this.#other(name));
    // None may be left out: what it holds would be lost.
    if (this.#others !== undefined && this.#others.size > lists.length) throw new RangeError("secrets have no key");
    return [...lists.map((list) => list.finish()), last];
  }

  #other(name: string): SecretList {
    this.#others ??= new Map();
    const known = this.#others.get(name);
    if (known !== undefined) return known;
    const list = new SecretList(new ByteWriter());
    this.#others.set(name, list);
    return list;
  }
}

/** Secrets under one key, in plain form: a list of places and values. */
class SecretList {
  readonly #writer: ByteWriter;
  readonly #start: number;
  #count = 0;

  constructor(writer: ByteWriter) {
    this.#writer = writer;
    this.#start = writer.used;
    writer.head(tags.list, 0);
  }

  add(place: ItemPlace, value: Value): void {
    this.#count++;
    const writer = this.#writer;
    writer.head(tags.list, 2);
    writePlain(writer, place);
    writePlain(writer, value);
  }

  mark(): Mark {
    return { used: this.#writer.used, count: this.#count };
  }

  rewind({ used, count }: Mark): void {
    this.#writer.rewind(used);
    this.#count = count;
  }

  finish(): ByteWriter {
    this.#writer.recount(this.#start, this.#count);
    return this.#writer;
  }
}

/** Reads the last blob's plaintext. @throws RangeError where it is anything else. */
export function readLast(bytes: Uint8Array): { readonly half: Value | undefined; readonly secrets: Secret[] } {
  const reader = new ByteReader(bytes);
  reader.expect(tags.map);
  let half: Value | undefined;
  let secrets: Secret[] | undefined;
  for (let left = reader.length(); left > 0; left--) {
    const name = reader.text();
    if (name === "secrets") secrets = readSecrets(reader);
    else if (name === "private") half = readValue(reader);
    else throw new RangeError("a plaintext has an unknown member");
  }
  if (!reader.isAtEnd || secrets === undefined) throw new RangeError("no plaintext");
  return { half, secrets };
}

/** Reads the plaintext of any other blob. @throws RangeError where it is anything else. */
export function readOther(bytes: Uint8Array): readonly Secret[] {
  const reader = new ByteReader(bytes);
  const secrets = readSecrets(reader);
  if (!reader.isAtEnd) throw new RangeError("bytes follow a list of secrets");
  return secrets;
}

function readSecrets(reader: ByteReader): Secret[] {
  reader.expect(tags.list);
  const secrets: Secret[] = [];
  for (let left = reader.length(); left > 0; left--) {
    reader.expect(tags.list);
    if (reader.length() !== 2) throw new RangeError("no secret");
    const place = readValue(reader);
    if (!isPlace(place)) throw new RangeError("a secret has no place");
    secrets.push([place, readValue(reader)]);
  }
  return secrets;
}

function isPlace(value: Value): value is ItemPlace {
  return (
    isList(value) && value.length > 0 && value.every((each) => typeof each === "string" || typeof each === "number")
  );
}
