// Narrower than what parses without quotes: digits first would look like indexes, "$" and "@" like JSONPath's own signs, and
// U+0080 to U+00A0 like nothing at all.
const bareName = /^[A-Za-z_\u00a1-\uffff][\w\-\u00a1-\uffff]*$/;

const escapes: ReadonlyMap<string, string> = new Map([
  ["\b", "\\b"],
  ["\f", "\\f"],
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
  ["'", "\\'"],
  ["\\", "\\\\"],
]);

function escaped(character: string): string {
  return escapes.get(character) ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/** A name between quotes, escaped as in RFC 9535's normalized paths; lone surrogates are escaped too. */
function quoted(name: string): string {
  return `['${name.replace(/['\\\p{Cc}\p{Cs}]/gu, escaped)}']`;
}

function formatKey(key: string | number | undefined): string {
  if (key === undefined) return "[*]";
  if (typeof key === "number") return `[${key}]`;
  return bareName.test(key) && key.isWellFormed() ? `.${key}` : quoted(key);
}

/**
 * A place as a JSONPath that {@link parsePath} reads back to it: `$.a['b c'][0]`; the root is `$`. A position that is not known
 * is `undefined`, and written as a wildcard.
 */
export function formatPath(place: readonly (string | number | undefined)[]): string {
  let text = "$";
  for (const key of place) text += formatKey(key);
  return text;
}

/**
 * A place as config loaders are told it, without `$.` in front: `location.city`, `friends[0]`; the root is `$`. A position that is not
 * known is `undefined`.
 *
 * @example
 * ```ts
 * dottedPath(["friends", 0, "first name"]); // "friends[0]['first name']"
 * dottedPath(["friends", undefined]); // "friends[*]"
 * ```
 */
export function dottedPath(place: readonly (string | number | undefined)[]): string {
  if (place.length === 0) return "$";
  const text = formatPath(place);
  return text.slice(text.startsWith("$.") ? 2 : 1);
}
