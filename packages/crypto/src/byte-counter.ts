import { utf8Bytes } from "@dystore/core/adapter";
import type { Bytes } from "./byte-writer.ts";

/** Counts the bytes that a `ByteWriter` would collect. */
export class ByteCounter implements Bytes {
  used = 0;

  tag(_tag: number): void {
    this.used += 1;
  }

  head(_tag: number, _count: number): void {
    this.used += 5;
  }

  recount(_at: number, _count: number): void {}

  text(text: string): void {
    this.used += 4 + utf8Bytes(text);
  }

  taggedText(_tag: number, text: string): void {
    this.used += 5 + utf8Bytes(text);
  }

  binary(bytes: Uint8Array): void {
    this.used += 4 + bytes.length;
  }

  rewind(used: number): void {
    this.used = used;
  }
}
