import { utf8Bytes } from "@dystore/core/adapter";

const shortText = 64;
const firstBytes = 2048;

/** Collects bytes; lengths and counts are four bytes, the highest first. */
export class ByteWriter {
  #buffer = Buffer.allocUnsafe(firstBytes);
  #used = 0;

  byte(value: number): void {
    this.#reserve(1);
    this.#buffer[this.#used++] = value;
  }

  length(value: number): void {
    this.#reserve(4);
    const buffer = this.#buffer;
    buffer[this.#used++] = value >>> 24;
    buffer[this.#used++] = value >>> 16;
    buffer[this.#used++] = value >>> 8;
    buffer[this.#used++] = value;
  }

  /** UTF-8 behind its length. */
  text(value: string): void {
    if (value.length <= shortText && this.#shortText(value)) return;
    const bytes = utf8Bytes(value);
    this.length(bytes);
    this.#reserve(bytes);
    this.#used += this.#buffer.write(value, this.#used, bytes, bytes === value.length ? "latin1" : "utf8");
  }

  /** Unit by unit, which is faster than a call for short texts. @returns `false` for what is not ASCII; nothing is written then. */
  #shortText(value: string): boolean {
    const { length } = value;
    this.#reserve(length + 4);
    const buffer = this.#buffer;
    const start = this.#used + 4;
    for (let index = 0; index < length; index++) {
      const unit = value.charCodeAt(index);
      if (unit > 0x7f) return false;
      buffer[start + index] = unit;
    }
    this.length(length);
    this.#used += length;
    return true;
  }

  /** Bytes behind their length. */
  binary(value: Uint8Array): void {
    this.length(value.length);
    this.#reserve(value.length);
    this.#buffer.set(value, this.#used);
    this.#used += value.length;
  }

  /** All of them; nothing may be added any more. */
  bytes(): Uint8Array {
    return this.#buffer.subarray(0, this.#used);
  }

  #reserve(bytes: number): void {
    const needed = this.#used + bytes;
    if (needed <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(needed, this.#buffer.length * 2));
    larger.set(this.#buffer.subarray(0, this.#used));
    this.#buffer = larger;
  }
}
