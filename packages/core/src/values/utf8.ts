/**
 * Bytes of a string in UTF-8; a lone surrogate counts 3.
 *
 * @example
 * ```ts
 * utf8Bytes("é"); // 2
 * ```
 */
export function utf8Bytes(text: string): number {
  const length = text.length;
  // Most names and values are short ASCII, where a loop beats the call into native code.
  if (length > 16) return Buffer.byteLength(text);
  for (let i = 0; i < length; i++) {
    if (text.charCodeAt(i) > 127) return Buffer.byteLength(text);
  }
  return length;
}

/**
 * Order of two strings by their UTF-8 bytes, as DynamoDB sorts them: negative, 0 or positive. JavaScript's own `<` compares
 * UTF-16 units and so puts U+E000 to U+FFFF behind the characters that need surrogates.
 *
 * @example
 * ```ts
 * compareUtf8("\uffff", "\u{1f600}") < 0; // true
 * "\uffff" < "\u{1f600}"; // false
 * ```
 */
export function compareUtf8(a: string, b: string): number {
  if (a === b) return 0;
  const shorter = Math.min(a.length, b.length);
  for (let i = 0; i < shorter; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return x >= 0xd800 && y >= 0xd800 ? codePointRank(x) - codePointRank(y) : x - y;
  }
  return a.length - b.length;
}

/** Ranks units from U+D800 on so that surrogates, which stand for U+10000 and above, come last. */
function codePointRank(unit: number): number {
  return unit >= 0xe000 ? unit - 0x800 : unit + 0x2000;
}

/**
 * Order of two byte strings: negative, 0 or positive; a prefix comes before what it is a prefix of.
 *
 * @example
 * ```ts
 * compareBytes(new Uint8Array([1]), new Uint8Array([1, 0])) < 0; // true
 * ```
 */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  return Buffer.compare(a, b);
}
