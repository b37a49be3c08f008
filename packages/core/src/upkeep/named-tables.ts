import { metadataAttribute } from "../adapter/reserved.ts";
import type { Table } from "../adapter/table.ts";
import { decodePlaces } from "../plan/named-items.ts";
import { isMap } from "../values/kind.ts";
import { isTexts } from "../values/texts.ts";
import type { Item } from "../values/value.ts";

/** The tables in which an item says that others of its graph lie: what roots and pages say in the public half of a manifest. */
export function namedTables(item: Item, rootTable: Table): readonly Table[] {
  const metadata = item[metadataAttribute];
  if (!isMap(metadata)) return [];
  const { kind, versions, places } = metadata;
  if ((kind !== "root" && kind !== "page") || places === undefined || !isTexts(versions)) return [];
  return (decodePlaces(places, versions, rootTable) ?? []).map(({ table }) => table);
}
