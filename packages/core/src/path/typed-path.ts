import type { AfterBracket, AfterDot, NeedsQuotes } from "./path-suggestion.ts";
import type { Select } from "./typed-children.ts";

/**
 * What a method of a store of `T` takes as a path: `P` itself where it fits `T`, else the paths that it could have been, which the
 * compiler then names and editors offer. Every name and index of a literal is checked. Any other string passes, as does what
 * follows a filter, `..`, an escape or a value of type `unknown`.
 *
 * Functions are no fields, nor are the names of a `DyObject` that begin with `_`. A getter looks like a field to the types, as does
 * what an `ignoreList` names, and a member of an instance that a codec stores; no path matches these.
 *
 * @example
 * ```ts
 * async function first<P extends string>(store: DyStore<Person>, path: CheckedPath<Person, P>) {
 *   const [value] = await store.readPath("john", path);
 *   return value;
 * }
 * ```
 */
export type CheckedPath<T, P extends string> = P extends P
  ? IsLiteral<P> extends true
    ? Outcome<T, P> extends infer Suggested extends string
      ? Suggested
      : P
    : P
  : never;

/**
 * The type of what a path matches in a value of type `T`: of several matches, the union of theirs. `unknown` where the path is no literal,
 * and after a filter, `..` or an escape. Never `undefined`, as that is not stored.
 *
 * @example
 * ```ts
 * type City = PathValue<Person, "$.location.city">; // string
 * ```
 */
export type PathValue<T, P extends string> = P extends P
  ? IsLiteral<P> extends true
    ? Outcome<T, P> extends readonly [infer V]
      ? V
      : unknown
    : unknown
  : never;

/**
 * What a stream of a list, string or binary of type `V` consists of: elements of the list, pieces of the string or binary.
 *
 * @example
 * ```ts
 * type Reading = StreamPiece<{ celsius: number }[]>; // { celsius: number }
 * ```
 */
export type StreamPiece<V> = unknown extends V
  ? unknown
  : V extends readonly (infer Element)[]
    ? Element
    : Extract<V, string | Uint8Array>;

/** Whether a type is one string, rather than `string` or a template with holes. */
type IsLiteral<P extends string> = Record<never, never> extends Record<P, 1> ? false : true;

/** What a literal comes to: `[V]`, where `V` is the type of its matches; or, where it fits nothing, the paths that it could have been. */
type Outcome<T, P extends string> = P extends `$${infer Rest}`
  ? Walk<T, "$", Rest>
  : Walk<T, "", P extends `.${string}` | `[${string}` ? P : `.${P}`>;

/** Walks on from a value of type `V`: `Done` is the text that led there, `Rest` what is left. */
type Walk<V, Done extends string, Rest extends string> = Rest extends ""
  ? [V]
  : IsOpen<V> extends true
    ? [unknown]
    : Rest extends `..${string}`
      ? [unknown]
      : Rest extends `[${infer In}` | `.[${infer In}`
        ? Bracket<V, `${Done}[`, In>
        : Rest extends `.${infer Text}`
          ? Dot<V, Done, Shorthand<Text>>
          : AfterDot<V, Done>;

/** Whether a type, or one of a union, says nothing of what is in it. */
type IsOpen<V> = unknown extends V ? true : true extends (V extends object ? IsOpenObject<V> : false) ? true : false;

/** As are `object`, `{}`, and what any name may lead to anything in. */
type IsOpenObject<V> = [keyof V] extends [never]
  ? true
  : string extends keyof V
    ? unknown extends V[keyof V]
      ? true
      : false
    : false;

/** The name (or `*`) at the beginning of a text, and what follows it. */
type Shorthand<Text extends string> = Text extends `${infer Before}.${infer After}`
  ? Before extends `${infer Name}[${infer In}`
    ? [Name, `[${In}.${After}`]
    : [Before, `.${After}`]
  : Text extends `${infer Name}[${infer In}`
    ? [Name, `[${In}`]
    : [Text, ""];

/** Behind a dot, where a name and a rest stand. */
type Dot<V, Done extends string, Split extends [name: string, rest: string]> =
  Select<V, Split[0] extends "*" ? "*" : Split[0] extends NeedsQuotes ? never : `'${Split[0]}'`> extends infer Next
    ? [Next] extends [never]
      ? AfterDot<V, Done>
      : Walk<Next, Done extends "" ? Split[0] : `${Done}.${Split[0]}`, Split[1]>
    : never;

/** In brackets. `Done` ends with `[` or `,`; `Found` is what the selectors before the comma select. */
type Bracket<V, Done extends string, In extends string, Found = never> =
  Selector<In> extends [infer Text extends string, infer Rest extends string]
    ? Text extends `?${string}` | `${string}\\${string}`
      ? [unknown]
      : [Select<V, Text>] extends [never]
        ? AfterBracket<V, Done>
        : Rest extends `]${infer After}`
          ? Walk<Found | Select<V, Text>, `${Done}${Text}]`, After>
          : Rest extends `,${infer More}`
            ? Bracket<V, `${Done}${Text},`, More, Found | Select<V, Text>>
            : AfterBracket<V, Done>
    : AfterBracket<V, Done>;

/** The selector at the beginning of what stands in brackets, and what follows it. */
type Selector<In extends string> = In extends ` ${infer Text}`
  ? Selector<Text>
  : In extends `'${infer Name}'${infer Rest}`
    ? [`'${Name}'`, SkipBlank<Rest>]
    : In extends `"${infer Name}"${infer Rest}`
      ? [`"${Name}"`, SkipBlank<Rest>]
      : In extends `${infer Text}]${infer Rest}`
        ? Text extends `${infer First},${infer Others}`
          ? [First, `,${Others}]${Rest}`]
          : [Text, `]${Rest}`]
        : never;

type SkipBlank<Text extends string> = Text extends ` ${infer Rest}` ? SkipBlank<Rest> : Text;
