import { DyStoreError } from "../errors/error.ts";

/** Longest part of a refused path that an error carries. */
const carried = 200;

/** The error of a path that cannot be used: code `INVALID`, the path in `path`. */
export function invalidPath(text: string, message: string, cause?: unknown): DyStoreError {
  const path = text.length > carried ? `${text.slice(0, carried)}…` : text;
  return new DyStoreError("INVALID", message, { path, cause });
}

/** A character as an error may show it: quoted, or its code point where printing it could confuse. */
function shown(character: string): string {
  if (character === "") return "the end";
  if (/^[\p{L}\p{N}\p{P}\p{S} ]$/u.test(character)) return character === '"' ? `'"'` : `"${character}"`;
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
}

/** Where a parser stands in a path's text. */
export class Cursor {
  readonly text: string;
  /** The index of the next UTF-16 unit. */
  at = 0;

  constructor(text: string) {
    this.text = text;
  }

  /** The next UTF-16 unit, `""` at the end. */
  get next(): string {
    return this.text.charAt(this.at);
  }

  /** Steps over `token` if it comes next. */
  take(token: string): boolean {
    if (!this.text.startsWith(token, this.at)) return false;
    this.at += token.length;
    return true;
  }

  /** Steps over what a sticky expression matches here, and returns it: `""` where it matches nothing. */
  match(sticky: RegExp): string {
    sticky.lastIndex = this.at;
    const found = sticky.exec(this.text)?.[0] ?? "";
    this.at += found.length;
    return found;
  }

  /** Steps over blank space as RFC 9535 defines it: space, tab, line feed, carriage return. */
  skipBlank(): void {
    this.match(/[ \t\n\r]*/y);
  }

  /** The error that something else was expected at a position, here by default. */
  expected(what: string, at: number = this.at): DyStoreError {
    const code = this.text.codePointAt(at);
    return this.error(`expected ${what}, found ${shown(code === undefined ? "" : String.fromCodePoint(code))}`, at);
  }

  /** The error that something is wrong at a position, here by default. Characters count from 1. */
  error(what: string, at: number = this.at, cause?: unknown): DyStoreError {
    return invalidPath(this.text, `This path is malformed at character ${at + 1}: ${what}.`, cause);
  }
}
