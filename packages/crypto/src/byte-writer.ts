const shortText = 16;
const firstBytes = 16 * 1024;
const mostIdle = 2;
const mostBytes = 1024 * 1024;

const none = Buffer.alloc(0);

/** Memory of earlier writers: what is written often is best kept at hand. */
const idle: Buffer<ArrayBuffer>[] = [];

/** Collects bytes; lengths and counts are four bytes, the highest first. */
export class ByteWriter {
  #buffer: Buffer<ArrayBuffer>;
  /** Memory that became too small; what was taken may still lie in it. */
  readonly #outgrown: Buffer<ArrayBuffer>[] = [];
  #used = 0;
  #taken = 0;

  constructor() {
    this.#buffer = idle.pop() ?? Buffer.allocUnsafeSlow(firstBytes);
  }

  byte(value: number): void {
    if (this.#used === this.#buffer.length) this.#reserve(1);
    this.#buffer[this.#used++] = value;
  }

  length(value: number): void {
    if (this.#used + 4 > this.#buffer.length) this.#reserve(4);
    this.#putLength(value);
  }

  /** UTF-8 behind its length. @throws RangeError for a lone surrogate, which has none. */
  text(value: string): void {
    const { length } = value;
    // A unit takes three bytes at most.
    if (this.#used + 4 + length * 3 > this.#buffer.length) this.#reserve(4 + length * 3);
    const bytes = (length <= shortText && this.#ascii(value)) || this.#buffer.write(value, this.#used + 4);
    if (bytes !== length && !value.isWellFormed()) throw new RangeError("a lone surrogate has no UTF-8");
    this.#putLength(bytes);
    this.#used += bytes;
  }

  /** Writes a short text unit by unit, which is faster than a call. @returns its length, or 0 where it is no ASCII. */
  #ascii(value: string): number {
    const buffer = this.#buffer;
    const start = this.#used + 4;
    const { length } = value;
    for (let index = 0; index < length; index++) {
      const unit = value.charCodeAt(index);
      if (unit > 0x7f) return 0;
      buffer[start + index] = unit;
    }
    return length;
  }

  /** Bytes behind their length. */
  binary(value: Uint8Array): void {
    this.length(value.length);
    if (this.#used + value.length > this.#buffer.length) this.#reserve(value.length);
    this.#buffer.set(value, this.#used);
    this.#used += value.length;
  }

  #putLength(value: number): void {
    const buffer = this.#buffer;
    const at = this.#used;
    buffer[at] = value >>> 24;
    buffer[at + 1] = value >>> 16;
    buffer[at + 2] = value >>> 8;
    buffer[at + 3] = value;
    this.#used = at + 4;
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
    const larger = Buffer.allocUnsafeSlow(Math.max(this.#used + bytes, this.#buffer.length * 2));
    larger.set(this.#buffer.subarray(0, this.#used));
    this.#outgrown.push(this.#buffer);
    this.#buffer = larger;
  }
}
