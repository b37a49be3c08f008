/** A kind of value that can be of any size. */
export interface LargeKind {
  readonly name: string;
  /** About so many bytes. */
  readonly make: (bytes: number) => unknown;
}

/** Elements of about `each` bytes, none like another. */
function texts(bytes: number, each = 200): string[] {
  return Array.from({ length: Math.ceil(bytes / each) }, (_, n) => `${n}`.padEnd(each - 1, "x"));
}

function named(bytes: number, each = 200): [string, string][] {
  // Not in the order of the names.
  return texts(bytes, each).map((text, n, { length }) => [`n${(n * 7919) % length}`, text]);
}

/** A value for everything that can be cut. */
export const largeKinds: readonly LargeKind[] = [
  { name: "a text", make: (bytes) => "x".repeat(bytes) },
  { name: "a text of characters beyond ASCII", make: (bytes) => `é${"\u{1f600}".repeat(bytes / 4)}` },
  { name: "a binary", make: (bytes) => new Uint8Array(Buffer.from("0123456789".repeat(bytes / 10))) },
  { name: "a list", make: (bytes) => texts(bytes) },
  { name: "a list of few large elements", make: (bytes) => texts(bytes, Math.ceil(bytes / 3)) },
  { name: "a list of one large element", make: (bytes) => ["x".repeat(bytes)] },
  { name: "a list of equal elements", make: (bytes) => texts(bytes).map(() => ({ same: "x".repeat(190) })) },
  { name: "a list of Dates", make: (bytes) => texts(bytes, 25).map((_, n) => new Date(n)) },
  { name: "a list of Dates and others", make: (bytes) => texts(bytes).map((t, n) => (n % 9 === 0 ? new Date(n) : t)) },
  { name: "a list of -0 and small bigints", make: (bytes) => texts(bytes, 10).map((_, n) => (n % 2 === 0 ? -0 : 5n)) },
  { name: "lists in a list", make: (bytes) => texts(bytes, bytes / 3).map(() => [texts(bytes / 3), []]) },
  { name: "a map", make: (bytes) => Object.fromEntries(named(bytes)) },
  { name: "a map of maps", make: (bytes) => ({ b: { c: Object.fromEntries(named(bytes)) }, "": 1 }) },
  { name: "a Map in its order", make: (bytes) => new Map(named(bytes)) },
  { name: "a Map with other keys", make: (bytes) => new Map(texts(bytes).map((text, n) => [n, text])) },
  { name: "a Set", make: (bytes) => new Set(texts(bytes)) },
  { name: "an object with an empty name", make: (bytes) => Object.fromEntries([["", 1], ...named(bytes)]) },
  { name: "a Set of large values", make: (bytes) => new Set([texts(bytes / 2), "x".repeat(bytes / 2), new Date(1)]) },
];

/** Containers in one another, so many. */
export function nested(levels: number, kind: "list" | "map" | "Map", innermost: unknown = 1): unknown {
  let value = innermost;
  for (let level = 0; level < levels; level++) {
    if (kind === "list") value = [level, value];
    else value = kind === "map" ? { a: value } : new Map([["a", value]]);
  }
  return value;
}
