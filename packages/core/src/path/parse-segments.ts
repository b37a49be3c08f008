import { Cursor, invalidPath } from "./cursor.ts";
import { lexFilter } from "./filter-text.ts";
import { readQuoted } from "./quoted-name.ts";
import type { Segment } from "./segment.ts";

// The most segments a path may have.
const maximumSegments = 64;

// Names without quotes: those of RFC 9535, and beyond it names that begin with a digit, and names with "-", "$" and "@".
const bareName = /[\w$@\-\u0080-\uffff]+/y;

function readInteger(cursor: Cursor): number {
  const start = cursor.at;
  const digits = cursor.match(/-?[0-9]*/y);
  if (digits === "" || digits === "-") throw cursor.expected("a whole number");
  if (digits === "-0" || /^-?0./.test(digits)) {
    throw cursor.error("a whole number has no leading zeros, and 0 no sign", start);
  }
  const value = Number(digits);
  if (!Number.isSafeInteger(value)) throw cursor.error("this number is beyond 2^53 - 1", start);
  return value;
}

/** The integer that comes next, or `undefined` where none begins. */
function readOptionalInteger(cursor: Cursor): number | undefined {
  return /[-0-9]/.test(cursor.next) ? readInteger(cursor) : undefined;
}

function readIndexOrSlice(cursor: Cursor): Segment {
  const start = readOptionalInteger(cursor);
  const afterStart = cursor.at;
  cursor.skipBlank();
  if (!cursor.take(":")) {
    cursor.at = afterStart;
    if (start === undefined) throw cursor.expected("a whole number");
    return { kind: "index", index: start };
  }
  cursor.skipBlank();
  const end = readOptionalInteger(cursor);
  cursor.skipBlank();
  let step: number | undefined;
  if (cursor.take(":")) {
    cursor.skipBlank();
    step = readOptionalInteger(cursor);
  }
  return { kind: "slice", ...(start !== undefined && { start }), ...(end !== undefined && { end }), step: step ?? 1 };
}

function readFilter(cursor: Cursor, filters: boolean): Segment {
  if (!filters) throw cursor.error("filters are evaluated only when asked for, with the option { filters: true }");
  cursor.at++;
  cursor.skipBlank();
  const start = cursor.at;
  lexFilter(cursor);
  return { kind: "filter", text: cursor.text.slice(start, cursor.at).trimEnd() };
}

/** One selector between brackets. */
function readSelector(cursor: Cursor, filters: boolean): Segment {
  if (cursor.take("*")) return { kind: "wildcard" };
  if (cursor.next === "'" || cursor.next === '"') return { kind: "name", name: readQuoted(cursor) };
  if (cursor.next === "?") return readFilter(cursor, filters);
  if (cursor.next === "(") {
    throw cursor.error("script expressions are never evaluated; for the last element write [-1]");
  }
  if (/[-0-9:]/.test(cursor.next)) return readIndexOrSlice(cursor);
  const what = filters ? `a quoted name, an index, a slice, "*" or "?"` : `a quoted name, an index, a slice or "*"`;
  throw cursor.expected(what);
}

function readBrackets(cursor: Cursor, filters: boolean): Segment {
  const selectors: Segment[] = [];
  do {
    cursor.at++;
    cursor.skipBlank();
    selectors.push(Object.freeze(readSelector(cursor, filters)));
    cursor.skipBlank();
  } while (cursor.next === ",");
  if (!cursor.take("]")) throw cursor.expected(`"," or "]"`);
  const [only] = selectors;
  return only !== undefined && selectors.length === 1 ? only : { kind: "union", selectors: Object.freeze(selectors) };
}

/** What stands after a dot, or at the start of a path without `$`. */
function readShorthand(cursor: Cursor, filters: boolean): Segment {
  if (cursor.take("*")) return { kind: "wildcard" };
  // RFC 9535 has no ".[", but older dialects print it so ("friends.[0]"), and it can mean only one thing.
  if (cursor.next === "[") return readBrackets(cursor, filters);
  const name = cursor.match(bareName);
  if (name === "") throw cursor.expected(`a name, "*" or "["`);
  return { kind: "name", name };
}

function readSegment(cursor: Cursor, filters: boolean): Segment {
  if (cursor.take("..")) return { kind: "descendant", selector: Object.freeze(readShorthand(cursor, filters)) };
  if (cursor.take(".")) return readShorthand(cursor, filters);
  if (cursor.next === "[") return readBrackets(cursor, filters);
  throw cursor.expected(`"." or "["`);
}

/** Reads a whole path, with or without its leading `$`. Linear in the text's length; nothing recurses. */
export function parseSegments(text: string, filters: boolean): readonly Segment[] {
  const cursor = new Cursor(text);
  const segments: Segment[] = [];
  const add = (segment: Segment): void => {
    if (segments.length === maximumSegments) {
      throw invalidPath(
        text,
        `This path has more than ${maximumSegments} segments; read a larger part and pick from that.`,
      );
    }
    segments.push(Object.freeze(segment));
  };
  if (text === "") throw cursor.expected('a name, or "$" for the whole');
  if (!cursor.take("$") && cursor.next !== "." && cursor.next !== "[") add(readShorthand(cursor, filters));
  while (cursor.at < text.length) {
    const blank = cursor.at;
    cursor.skipBlank();
    if (cursor.next === "") throw cursor.error("blank space ends the path; leave it out", blank);
    add(readSegment(cursor, filters));
  }
  return Object.freeze(segments);
}
