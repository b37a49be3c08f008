import { DyStoreError } from "../errors/error.ts";
import type { ClassDeclaration, StoredLayout } from "../plan/stored-layout.ts";
import { nameOf, type ObjectClass } from "./object-class.ts";
import type { Reach } from "./reach.ts";

/**
 * How graphs of a class are laid out: instances of classes with a table are shards, wherever they stand.
 *
 * @throws DyStoreError `INVALID` where the class cannot be a root, or another cannot be a shard of it.
 */
export function classLayout(reach: Reach): StoredLayout {
  const { root } = reach;
  const { tableName: table, primaryKeyName: primaryKey, sortKeyName: sortKey, regionName: region } = root;
  if (table === undefined || primaryKey === undefined) {
    const missing = table === undefined ? "tableName" : "primaryKeyName";
    const message = `${nameOf(root)} cannot be stored by itself without a static ${missing}`;
    throw new DyStoreError("INVALID", message);
  }
  const shards: ClassDeclaration[] = [];
  for (const of of reach.classes) if (isShard(of, reach)) shards.push(declared(of, root));
  return { table, primaryKey, sortKey, region, shards };
}

/** A table with number keys and no sort key can hold no shards: a root of such a table is one only where a class names it. */
function isShard(of: ObjectClass, { root, inner }: Reach): boolean {
  if (of.tableName === undefined) return false;
  const { primaryKeyName: key, sortKeyName } = of;
  return of !== root || inner.has(of) || sortKeyName !== undefined || typeof key !== "object" || key.type !== "number";
}

function declared(of: ObjectClass, root: ObjectClass): ClassDeclaration {
  const { tableName: table, primaryKeyName: primaryKey, sortKeyName, regionName: region } = of;
  if (sortKeyName !== undefined && table !== root.tableName) {
    const problem = "tables of shards have no sort key; leave its sortKeyName out, or give both one table";
    throw new DyStoreError("INVALID", `${nameOf(of)} cannot be a shard of ${nameOf(root)}: ${problem}`);
  }
  return { class: nameOf(of), table, primaryKey, region };
}
