const shortText = 16;
const longText = 1024;
const firstBytes = 16 * 1024;
const mostIdle = 2;
const mostBytes = 1024 * 1024;

const none = Buffer.alloc(0);

/** Memory of earlier writers: what is written often is best kept at hand. */
const idle: Buffer<ArrayBuffer>[] = [];

/** Collects bytes. Lengths and counts are four bytes, the highest first. */
export class ByteWriter {
  #buffer: Buffer<ArrayBuffer>;
  /** Memory that became too small; what was taken may still lie in it. */
  readonly #outgrown: Buffer<ArrayBuffer>[] = [];
  #used = 0;
  #taken = 0;

  constructor() {
    this.#buffer = idle.pop() ?? Buffer.allocUnsafeSlow(firstBytes);
  }

  /** How many there are so far. */
  get used(): number {
    return this.#used;
  }

  tag(tag: number): void {
    this.#reserve(1);
    this.#buffer[this.#used++] = tag;
  }

  /** A tag and what it counts. */
  head(tag: number, count: number): void {
    this.#reserve(5);
    this.#buffer[this.#used] = tag;
    putLength(this.#buffer, this.#used + 1, count);
    this.#used += 5;
  }

  /** Counts anew what a tag counts that stands behind so many bytes. */
  recount(at: number, count: number): void {
    putLength(this.#buffer, at + 1, count);
  }

  /** UTF-8 behind its length. @throws RangeError for a lone surrogate. */
  text(text: string): void {
    this.#reserve(4 + mostBytesOf(text));
    this.#text(text);
  }

  /** As {@link text}, behind a tag. */
  taggedText(tag: number, text: string): void {
    this.#reserve(5 + mostBytesOf(text));
    this.#buffer[this.#used++] = tag;
    this.#text(text);
  }

  #text(text: string): void {
    const buffer = this.#buffer;
    const start = this.#used + 4;
    const { length } = text;
    const bytes = length <= shortText ? putShort(buffer, start, text) : buffer.write(text, start);
    if (bytes !== length && !text.isWellFormed()) throw new RangeError("a lone surrogate has no UTF-8");
    putLength(buffer, this.#used, bytes);
    this.#used = start + bytes;
  }

  /** Bytes behind their length. */
  binary(bytes: Uint8Array): void {
    this.#reserve(4);
    putLength(this.#buffer, this.#used, bytes.length);
    this.#used += 4;
    this.raw(bytes);
  }

  /** Bytes as they are. */
  raw(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#buffer.set(bytes, this.#used);
    this.#used += bytes.length;
  }

  /** Takes back all but so many bytes. @param used By default all that were not taken yet. */
  rewind(used: number = this.#taken): void {
    this.#buffer.fill(0, used, this.#used);
    this.#used = used;
  }

  /** Those that were added since it was called last. They must not be used any more after {@link release}. */
  take(): Uint8Array {
    const bytes = this.#buffer.subarray(this.#taken, this.#used);
    this.#taken = this.#used;
    return bytes;
  }

  /** Wipes its memory, for the next one. Nothing may be added any more. */
  release(): void {
    for (const small of this.#outgrown) small.fill(0);
    const buffer = this.#buffer.fill(0, 0, this.#used);
    this.#buffer = none;
    if (idle.length < mostIdle && buffer.length <= mostBytes) idle.push(buffer);
  }

  #reserve(bytes: number): void {
    if (this.#used + bytes > this.#buffer.length) this.#grow(bytes);
  }

  #grow(bytes: number): void {
    const larger = Buffer.allocUnsafeSlow(Math.max(this.#used + bytes, this.#buffer.length * 2));
    const small = this.#buffer;
    larger.set(small.subarray(this.#taken, this.#used), this.#taken);
    small.fill(0, this.#taken, this.#used);
    if (this.#taken > 0) this.#outgrown.push(small);
    this.#buffer = larger;
  }
}

/** A unit takes three bytes at most; long texts are counted, lest they get three times the memory. */
function mostBytesOf(text: string): number {
  return text.length <= longText ? text.length * 3 : Buffer.byteLength(text);
}

function putLength(buffer: Uint8Array, at: number, value: number): void {
  buffer[at] = value >>> 24;
  buffer[at + 1] = value >>> 16;
  buffer[at + 2] = value >>> 8;
  buffer[at + 3] = value;
}

/** Writes a text unit by unit, which is faster than a call while it is ASCII. @returns its bytes. */
function putShort(buffer: Buffer, start: number, text: string): number {
  const { length } = text;
  for (let index = 0; index < length; index++) {
    const unit = text.charCodeAt(index);
    if (unit > 0x7f) return buffer.write(text, start);
    buffer[start + index] = unit;
  }
  return length;
}
