import type { Cursor } from "./cursor.ts";

const simpleEscapes: ReadonlyMap<string, string> = new Map([
  ["b", "\b"],
  ["f", "\f"],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
  ["/", "/"],
  ["\\", "\\"],
]);

/** A code unit from the four hexadecimal digits that must come next. */
function hexUnit(cursor: Cursor): number {
  const digits = cursor.match(/[0-9A-Fa-f]{4}/y);
  if (digits === "") throw cursor.expected('four hexadecimal digits after "\\u"');
  return Number.parseInt(digits, 16);
}

// What stands for itself between quotes: all but the quote, the backslash and control characters.
const plainInSingle = /[ -&(-[\]-\uffff]*/y;
const plainInDouble = /[ !#-[\]-\uffff]*/y;

function unicodeEscape(cursor: Cursor): string {
  const start = cursor.at - 2;
  const unit = hexUnit(cursor);
  if (unit < 0xd800 || unit > 0xdfff) return String.fromCharCode(unit);
  if (unit < 0xdc00 && cursor.take("\\u")) {
    const pair = String.fromCharCode(unit, hexUnit(cursor));
    if (pair.isWellFormed()) return pair;
  }
  throw cursor.error("half of a surrogate pair stands alone; write both halves", start);
}

/**
 * Reads a quoted name, which must come next, with the escapes of RFC 9535, 2.3.1.1: those of JSON, and of the quotes only the
 * one that surrounds the name.
 */
export function readQuoted(cursor: Cursor): string {
  const start = cursor.at;
  const quote = cursor.next;
  cursor.at++;
  let name = "";
  for (;;) {
    name += cursor.match(quote === '"' ? plainInDouble : plainInSingle);
    if (cursor.take(quote)) return name;
    if (cursor.next === "") throw cursor.error("the quote that opens here is never closed", start);
    if (!cursor.take("\\")) throw cursor.expected(`an escape such as "\\n" or "\\u0000" for a control character`);
    if (cursor.take(quote)) name += quote;
    else if (cursor.take("u")) name += unicodeEscape(cursor);
    else {
      const character = simpleEscapes.get(cursor.next);
      if (character === undefined) throw cursor.expected(`one of b f n r t u / \\ ${quote} after "\\"`);
      name += character;
      cursor.at++;
    }
  }
}
