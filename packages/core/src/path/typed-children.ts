import type { Decimal } from "../values/decimal.ts";

// Every type here takes the members of a union one by one, and is `never` where nothing can be selected.

/** The type of what a selector selects in a value of type `V`. It is written as in brackets: `'a b'`, `-1`, `1:3`, `*`. */
export type Select<V, Selector extends string> = Data<
  Selector extends `'${infer Name}'` | `"${infer Name}"`
    ? Member<V, Name>
    : Selector extends "*"
      ? Children<V>
      : Selector extends `${string}:${string}`
        ? Element<V>
        : Selector extends `${number}`
          ? ElementAt<V, Selector>
          : never
>;

/** The names that a value of type `V` can have. */
export type Names<V> =
  V extends ReadonlyMap<infer Key, unknown>
    ? string & Key
    : V extends Leaf | List
      ? never
      : { [Name in NameOf<V>]: [Data<V[Name]>] extends [never] ? never : `${Name}` }[NameOf<V>];

/** Any list or tuple. */
export type List = readonly unknown[];

/** What is stored of a value. */
type Data<V> = Exclude<V, undefined | AnyFunction>;

type AnyFunction = (...args: never) => unknown;

type NameOf<V> = V extends Instance ? Exclude<keyof V & string, Hidden> : keyof V & (string | number);

/** An instance of a `DyObject` class: of those, names that begin with `_` are not stored. */
interface Instance {
  readonly save: AnyFunction;
  readonly delete: AnyFunction;
}

type Hidden = `_${string}`;

type Member<V, Name extends string> =
  V extends ReadonlyMap<infer Key, infer Entry>
    ? Name extends Key
      ? Entry
      : never
    : V extends Leaf | List
      ? never
      : Name extends keyof V
        ? Name extends Hidden
          ? V extends Instance
            ? never
            : V[Name]
          : V[Name]
        : Name extends `${infer Digits extends number & keyof V}`
          ? V[Digits]
          : never;

type Children<V> =
  V extends ReadonlyMap<infer Key, infer Entry>
    ? [string & Key] extends [never]
      ? never
      : Entry
    : V extends Leaf
      ? never
      : V extends List
        ? V[number]
        : V[NameOf<V>];

type Element<V> = V extends List ? V[number] : never;

type ElementAt<V, Index extends string> = V extends List
  ? Index extends keyof V
    ? V[Index]
    : number extends V["length"]
      ? V[number]
      : Index extends `-${string}`
        ? V[number]
        : never
  : never;

/** What paths do not look into. */
type Leaf =
  | string
  | number
  | bigint
  | boolean
  | symbol
  | null
  | undefined
  | AnyFunction
  | Date
  | URL
  | Decimal
  | Uint8Array
  | ReadonlySet<unknown>;
