import { tableText } from "../adapter/item-key.ts";
import type { Table } from "../adapter/table.ts";
import { at } from "../values/at.ts";
import type { ItemName } from "./address.ts";
import { queryPages } from "./capacity.ts";
import { itemName } from "./entry.ts";
import { groupFetches, pageKilobytes } from "./fetch-groups.ts";
import { getRequests, type ItemUse, queryRequest, type RequestRound } from "./planned-requests.ts";
import type { StoredItem, StoredItems } from "./stored-items.ts";

/** How reading begins: see `load`. */
interface Reading {
  readonly extent: "root" | "page" | "graph";
  readonly consistent: boolean;
}

/** An item that a query brings. */
interface Brought {
  readonly use: ItemUse;
  readonly bytes: number | undefined;
  readonly name?: string;
}

/** What reading a root takes; of one that is not there, too. */
export function rootRounds(table: Table, root: number | undefined, { extent, consistent }: Reading): RequestRound[] {
  const use = rootUse(table, root);
  if (table.sortKey === undefined || extent === "root") return [{ requests: getRequests([use], consistent) }];
  return [{ requests: [queryRequest(table, root === undefined ? [] : [use], { consistent, isLast: true })] }];
}

/** The requests by which a stored graph is begun to be read, and the names of what they bring beside the root. */
export function firstRounds(
  table: Table,
  { root, all }: StoredItems,
  reading: Reading,
): { readonly rounds: RequestRound[]; readonly held: ReadonlySet<string> } {
  const { extent, consistent } = reading;
  const held = new Set<string>();
  if (table.sortKey === undefined || extent === "root") return { rounds: rootRounds(table, root, reading), held };
  const here = tableText(table, "");
  const beside = all.filter((item) => tableText(item.table, "") === here).toSorted(bySortValue);
  const first: Brought = { use: rootUse(table, root), bytes: root };
  const named = beside.map((item): Brought => ({ use: getOf(item), bytes: item.bytes, name: itemName(item) }));
  const pages = queryPages([first, ...named]);
  const rounds = (extent === "page" ? pages.slice(0, 1) : pages).map((page, index): RequestRound => {
    for (const { name } of page) if (name !== undefined) held.add(name);
    const read = page.map(({ use }) => use);
    return { requests: [queryRequest(table, read, { consistent, isLast: index === pages.length - 1 })] };
  });
  return { rounds, held };
}

/** The requests by which a graph or a part of it is read, as `load` sends them. @param chosen Indexes of entries. */
export function readRounds(
  table: Table,
  stored: StoredItems,
  chosen: readonly number[],
  reading: Reading,
): RequestRound[] {
  const { rounds, held } = firstRounds(table, stored, reading);
  const { consistent } = reading;
  const fetched = (items: readonly StoredItem[], kilobytes?: number): void => {
    const wanted = items
      .filter((item) => !held.has(itemName(item)))
      .map((item) => ({ use: getOf(item), kilobytes: kilobytes ?? (item.bytes ?? 0) / 1024 }));
    const requests = groupFetches(wanted).flatMap((group) =>
      getRequests(
        group.map(({ use }) => use),
        consistent,
      ),
    );
    if (requests.length > 0) rounds.push({ requests });
  };
  fetched(stored.pages, pageKilobytes);
  fetched(chosen.map((index) => at(stored.entries, index)));
  return rounds;
}

/** Reading the pages of a manifest for what they name, as `namedKeys` does. */
export function pageRounds({ pages }: StoredItems): RequestRound[] {
  return pages.length === 0 ? [] : [{ requests: getRequests(pages.map(getOf), true) }];
}

function rootUse(table: Table, bytes: number | undefined): ItemUse {
  return { action: "get", item: "root", table, place: [], bytes };
}

function getOf({ item, table, place, bytes }: StoredItem): ItemUse {
  return { action: "get", item, table, place, bytes };
}

/** The order of sort values: the root's is the first, and all others begin alike. */
function bySortValue(one: ItemName, two: ItemName): number {
  const [a, b] = [sortText(one), sortText(two)];
  return a < b ? -1 : a > b ? 1 : 0;
}

function sortText({ version, ordinal }: ItemName): string {
  return `${version}.${ordinal.toString(36)}`;
}
