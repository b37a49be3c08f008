import type { KeyAttribute } from "../adapter/table.ts";

/** A key attribute: just its name where it is a string, else name and type. */
export type KeyDeclaration = string | KeyAttribute;

/**
 * What is stored as items of its own: every value that `path` matches below its parent (names, indexes, `*`), where it is a
 * map, list, string or binary. What is left out is the parent's. Shards that are declared for a root's table with a sort key stand in
 * the root's partition.
 */
export interface ShardDeclaration {
  /** Relative to the parent: `$.location`, `$.items[*]`, `$.map.*`. */
  readonly path: string;
  readonly table?: string | undefined;
  /** Of type string or binary; beside a root with a sort key of the root's own type. */
  readonly primaryKey?: KeyDeclaration | undefined;
  readonly region?: string | undefined;
  /** Shards within this shard. */
  readonly shards?: readonly ShardDeclaration[] | undefined;
}

/**
 * The same for all objects that are instances of a class, wherever they stand: of `DyObject`s with a table. What a path matches is not
 * asked for its class.
 */
export interface ClassDeclaration {
  /** The name of the class as it is stored. */
  readonly class: string;
  /** Default: the root's. */
  readonly table?: string | undefined;
  /** Default: the root's. */
  readonly primaryKey?: KeyDeclaration | undefined;
  /** Default: the root's. */
  readonly region?: string | undefined;
}

/** How a graph is laid out in tables: what `new DyStore({ adapter, ...layout })` takes. */
export interface StoredLayout {
  /** The table of root items. */
  readonly table: string;
  /** The table's key attribute. */
  readonly primaryKey: KeyDeclaration;
  /** The table's sort key, of type string or binary, where it has one. */
  readonly sortKey?: KeyDeclaration | undefined;
  /** The table's Region. Default: the adapter's. */
  readonly region?: string | undefined;
  /** The declarations by which the graph was written. Parts, which nobody declares, are not among them. */
  readonly shards?: readonly (ShardDeclaration | ClassDeclaration)[] | undefined;
}

/** A frozen copy: what is stored with every graph must not change when the caller changes what it gave or got. */
export function copyLayout({ table, primaryKey, sortKey, region, shards }: StoredLayout): StoredLayout {
  return Object.freeze({
    table,
    primaryKey: copyKey(primaryKey),
    ...(sortKey === undefined ? {} : { sortKey: copyKey(sortKey) }),
    ...(region === undefined ? {} : { region }),
    ...(shards === undefined ? {} : { shards: copyDeclarations(shards) }),
  });
}

function copyDeclarations<D extends ShardDeclaration | ClassDeclaration>(declarations: readonly D[]): readonly D[] {
  return Object.freeze(declarations.map((declared) => Object.freeze(copyDeclaration(declared) as D)));
}

function copyDeclaration(declared: ShardDeclaration | ClassDeclaration): ShardDeclaration | ClassDeclaration {
  const { table, primaryKey, region } = declared;
  const where = {
    ...(table === undefined ? {} : { table }),
    ...(primaryKey === undefined ? {} : { primaryKey: copyKey(primaryKey) }),
    ...(region === undefined ? {} : { region }),
  };
  if ("class" in declared) return { class: declared.class, ...where };
  const { path, shards } = declared;
  return { path, ...where, ...(shards === undefined ? {} : { shards: copyDeclarations(shards) }) };
}

function copyKey(key: KeyDeclaration): KeyDeclaration {
  return typeof key === "string" ? key : Object.freeze({ name: key.name, type: key.type });
}
