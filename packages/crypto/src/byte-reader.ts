const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Reads what a `ByteWriter` wrote. @throws RangeError or TypeError where bytes lack or are no UTF-8. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  byte(): number {
    return this.#view.getUint8(this.#at++);
  }

  /** Text behind its length. */
  text(): string {
    return utf8.decode(this.#take());
  }

  /** A copy of the bytes behind their length. */
  binary(): Uint8Array {
    return new Uint8Array(this.#take());
  }

  /** As many as a count says. */
  repeat<T>(read: (reader: ByteReader) => T): T[] {
    const list: T[] = [];
    for (let left = this.#length(); left > 0; left--) list.push(read(this));
    return list;
  }

  #take(): Uint8Array {
    const length = this.#length();
    if (length > this.#bytes.length - this.#at) throw new RangeError("bytes end within a value");
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  #length(): number {
    const length = this.#view.getUint32(this.#at);
    this.#at += 4;
    return length;
  }
}
