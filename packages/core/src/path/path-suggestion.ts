import type { List, Names } from "./typed-children.ts";

/** The paths that lead on from `Done`, which leads to a value of type `V`; `Done` itself where nothing can follow. */
export type AfterDot<V, Done extends string> = OrElse<
  Done,
  | InBrackets<V, `${Done}[`, Extract<Names<V>, NeedsQuotes>>
  | `${Done extends "" ? "" : `${Done}.`}${Exclude<Names<V>, NeedsQuotes>}`
>;

/** The same behind a bracket that is open: `Done` ends with `[` or `,`. */
export type AfterBracket<V, Done extends string> = OrElse<
  Done extends `${infer Before}[` ? Before : Done,
  InBrackets<V, Done, Names<V>>
>;

/** Names that stand in quotes only, in brackets. */
export type NeedsQuotes = "" | `${string}${Sign}${string}`;

// The signs of ASCII but "_", "-", "$" and "@".
type Sign =
  | (" " | "!" | '"' | "#" | "%" | "&" | "'" | "(" | ")" | "*" | "+" | "," | "." | "/" | ":" | ";")
  | ("<" | "=" | ">" | "?" | "[" | "\\" | "]" | "^" | "`" | "{" | "|" | "}" | "~");

type InBrackets<
  V,
  Before extends string,
  Name extends string,
> = `${Before}${`'${Exclude<Name, NeedsEscape>}'` | (V extends List ? "0" | "-1" | "*" : never)}]`;

type NeedsEscape = `${string}${"'" | "\\"}${string}`;

type OrElse<Else, Paths> = [Paths] extends [never] ? Else : Paths;
