const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** What stands for bytes that are no UTF-8, and may have been written as such. */
const replacement = "\ufffd";

/** Reads what a `ByteWriter` wrote. @throws RangeError or TypeError where bytes lack or are no UTF-8. */
export class ByteReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  byte(): number {
    return this.#bytes.readUInt8(this.#at++);
  }

  /** A byte that must be this one. */
  expect(byte: number): void {
    if (this.byte() !== byte) throw new RangeError("a value is of another kind");
  }

  /** Text behind its length. */
  text(): string {
    const end = this.#end();
    const text = this.#bytes.toString("utf8", this.#at, end);
    // It refuses what is no UTF-8, and takes several times as long.
    if (text.includes(replacement)) utf8.decode(this.#bytes.subarray(this.#at, end));
    this.#at = end;
    return text;
  }

  /** A copy of the bytes behind their length. */
  binary(): Uint8Array {
    const end = this.#end();
    const bytes = new Uint8Array(this.#bytes.subarray(this.#at, end));
    this.#at = end;
    return bytes;
  }

  /** As many as a count says. */
  repeat<T>(read: (reader: ByteReader) => T): T[] {
    const list: T[] = [];
    for (let left = this.length(); left > 0; left--) list.push(read(this));
    return list;
  }

  /** Where what follows a length ends. */
  #end(): number {
    const length = this.length();
    if (length > this.#bytes.length - this.#at) throw new RangeError("bytes end within a value");
    return this.#at + length;
  }

  /** A length or count. */
  length(): number {
    const length = this.#bytes.readUInt32BE(this.#at);
    this.#at += 4;
    return length;
  }
}
