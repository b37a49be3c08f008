import { utf8Bytes } from "@dystore/core/adapter";

/** Collects bytes; lengths and counts are four bytes, the highest first. */
export class ByteWriter {
  #buffer = Buffer.allocUnsafeSlow(1024);
  #used = 0;

  byte(value: number): void {
    this.#reserve(1);
    this.#buffer[this.#used++] = value;
  }

  length(value: number): void {
    this.#reserve(4);
    this.#used = this.#buffer.writeUInt32BE(value, this.#used);
  }

  /** UTF-8 behind its length. */
  text(value: string): void {
    const bytes = utf8Bytes(value);
    this.length(bytes);
    this.#reserve(bytes);
    this.#used += this.#buffer.write(value, this.#used, bytes, bytes === value.length ? "latin1" : "utf8");
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
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, this.#buffer.length * 2));
    larger.set(this.#buffer.subarray(0, this.#used));
    this.#buffer = larger;
  }
}
