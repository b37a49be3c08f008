import { tableText } from "../adapter/item-key.ts";
import { expiryAttribute, metadataAttribute } from "../adapter/reserved.ts";
import type { KeyAttribute, Table } from "../adapter/table.ts";
import { DyStoreError } from "../errors/error.ts";
import { type Pattern, parsePattern, patternsOverlap } from "../path/pattern.ts";
import {
  type ClassDeclaration,
  copyLayout,
  type KeyDeclaration,
  type ShardDeclaration,
  type StoredLayout,
} from "./stored-layout.ts";

/** A declaration made ready for use: numbered in document order, its table complete. */
export interface Declaration {
  readonly index: number;
  /** Empty where instances of a class are declared. */
  readonly pattern: Pattern;
  readonly table: Table;
  readonly shards: readonly Declaration[];
  /** The path from the graph's root, for messages and plans. */
  readonly text: string;
}

/** A layout made ready for use. */
export interface Layout {
  readonly source: StoredLayout;
  readonly table: Table;
  readonly shards: readonly Declaration[];
  /** The declarations of classes by name. */
  readonly classes: ReadonlyMap<string, Declaration>;
  /** All declarations by their number. */
  readonly all: readonly Declaration[];
}

/**
 * Checks a layout and makes it ready for use.
 *
 * @param homeRegion The adapter's Region: naming it means the same as naming none.
 * @throws DyStoreError `INVALID` for bad paths, overlapping paths, tables of shards whose key is a number, and tables declared
 *   with different keys.
 */
export function planLayout(source: StoredLayout, homeRegion: string): Layout {
  const table = planTable(source.table, source.primaryKey, source.sortKey, source.region, homeRegion);
  const all: Declaration[] = [];
  const classes = new Map<string, Declaration>();
  const root = { table, text: "$" };
  const shards = planDeclarations(source.shards ?? [], root, table, homeRegion, all, classes);
  refuseTwoKeys(table, all, homeRegion);
  return Object.freeze({ source: copyLayout(source), table, shards, classes, all });
}

function planDeclarations(
  sources: readonly (ShardDeclaration | ClassDeclaration)[],
  parent: { readonly table: Table; readonly text: string },
  root: Table,
  homeRegion: string,
  all: Declaration[],
  classes: Map<string, Declaration>,
): readonly Declaration[] {
  const siblings: Declaration[] = [];
  for (const source of sources) {
    const pattern = "class" in source ? [] : parsePattern(source.path);
    const text = "class" in source ? `class ${source.class}` : parent.text + patternText(pattern);
    const given = planTable(
      source.table ?? parent.table.name,
      source.primaryKey ?? parent.table.partitionKey,
      undefined,
      source.region ?? parent.table.region,
      homeRegion,
    );
    // In the root's table, where that has sort keys, shards stand beside their root.
    const beside = root.sortKey !== undefined && given.name === root.name && given.region === root.region;
    const table = beside && sameKey(given.partitionKey, root.partitionKey) ? root : given;
    if (table.partitionKey.type === "number" && table.sortKey === undefined) {
      const hint =
        source.primaryKey === undefined
          ? "give the shard a table and primaryKey of its own"
          : "use type string or binary";
      throw new DyStoreError("INVALID", `shard ${text}: keys of shards are strings or binaries, not numbers; ${hint}`, {
        path: text,
      });
    }
    const declared = { index: all.length, pattern, table, text, shards: [] as readonly Declaration[] };
    all.push(declared);
    if ("class" in source) {
      if (classes.has(source.class)) throw new DyStoreError("INVALID", `${text} is declared twice; keep one of them`);
      classes.set(source.class, Object.freeze(declared));
      continue;
    }
    for (const sibling of siblings) refuseOverlap(sibling, { pattern, text }, parent.text);
    declared.shards = planDeclarations(source.shards ?? [], { table, text }, root, homeRegion, all, classes);
    siblings.push(Object.freeze(declared));
  }
  return Object.freeze(siblings);
}

function refuseOverlap(
  one: { readonly pattern: Pattern; readonly text: string },
  two: { readonly pattern: Pattern; readonly text: string },
  parent: string,
): void {
  if (!patternsOverlap(one.pattern, two.pattern)) return;
  const [outer, inner] = one.pattern.length <= two.pattern.length ? [one, two] : [two, one];
  const below = inner.pattern.slice(0, outer.pattern.length);
  // Nested in a shard of one element, the deeper one would be declared for no other.
  const nests = below.every(({ kind }, depth) => kind !== "wildcard" || outer.pattern[depth]?.kind === "wildcard");
  const [outerPath, innerPath] = [
    outer.text.replace(parent, "$"),
    `$${patternText(inner.pattern.slice(outer.pattern.length))}`,
  ].map((path) => JSON.stringify(path));
  const mend =
    nests && outer.pattern.length < inner.pattern.length
      ? `nest the deeper one: { path: ${outerPath}, shards: [{ path: ${innerPath} }] }`
      : "keep one of them";
  throw new DyStoreError("INVALID", `shard paths ${outer.text} and ${inner.text} overlap; ${mend}`, {
    path: inner.text,
  });
}

function refuseTwoKeys(root: Table, declarations: readonly Declaration[], homeRegion: string): void {
  const keys = new Map([[tableText(root, homeRegion), root.partitionKey]]);
  for (const { table, text } of declarations) {
    const identity = tableText(table, homeRegion);
    const key = keys.get(identity) ?? table.partitionKey;
    keys.set(identity, key);
    if (sameKey(key, table.partitionKey)) continue;
    const message = `shard ${text}: table ${table.name} is declared with two different keys; give it one primaryKey, or another name`;
    throw new DyStoreError("INVALID", message, { path: text, table: table.name });
  }
}

function sameKey(one: KeyAttribute, two: KeyAttribute): boolean {
  return one.name === two.name && one.type === two.type;
}

/** A pattern as written in a path, without its `$`. */
function patternText(pattern: Pattern): string {
  let text = "";
  for (const segment of pattern) {
    if (segment.kind === "wildcard") text += "[*]";
    else if (segment.kind === "index") text += `[${segment.index}]`;
    else text += /^[A-Za-z_][\w-]*$/.test(segment.name) ? `.${segment.name}` : `[${JSON.stringify(segment.name)}]`;
  }
  return text;
}

function planTable(
  name: string,
  key: KeyDeclaration,
  sort: KeyDeclaration | undefined,
  region: string | undefined,
  homeRegion: string,
): Table {
  const sortKey = sort === undefined ? undefined : planKey(sort, name);
  return Object.freeze({
    name,
    ...(region === undefined || region === homeRegion ? {} : { region }),
    partitionKey: planKey(key, name),
    ...(sortKey === undefined ? {} : { sortKey }),
  });
}

function planKey(key: KeyDeclaration, table: string): KeyAttribute {
  const planned =
    typeof key === "string" ? ({ name: key, type: "string" } as const) : { name: key.name, type: key.type };
  if (planned.name === metadataAttribute || planned.name === expiryAttribute) {
    const message = `the key of table ${table} is called "${planned.name}", which is reserved; give it another name`;
    throw new DyStoreError("INVALID", message, { table });
  }
  return Object.freeze(planned);
}
