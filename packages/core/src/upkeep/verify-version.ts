import { behindOf } from "../adapter/behind.ts";
import type { AnyCodec } from "../codec/codec.ts";
import type { Session } from "../execute/session.ts";
import { type GraphAddress, ItemKeys, rootKey } from "../plan/address.ts";
import { formatOf } from "../plan/check-fragment.ts";
import { checkManifest } from "../plan/check-manifest.ts";
import { entryTables } from "../plan/entry.ts";
import { entryPlaces } from "../plan/entry-places.ts";
import { formatVersion } from "../plan/item.ts";
import type { NamedItems } from "../plan/named-items.ts";
import { Naming } from "../plan/naming.ts";
import { namedByPage } from "../plan/page.ts";
import { isProblem, type Problem, problemOf, whatIsWrong } from "../plan/problem.ts";
import { type RootHead, readBody } from "../plan/root.ts";
import { isItemOf } from "../plan/shard.ts";
import type { Item } from "../values/value.ts";
import { getLeniently } from "./get-leniently.ts";
import { verifyItems } from "./verify-items.ts";
import { verifyNamed } from "./verify-named.ts";

/** Checks one version of a graph: its root, the pages of its manifest, and every item that these name. */
export async function verifyVersion(
  session: Session,
  graph: GraphAddress,
  head: RootHead,
  codecs: readonly AnyCodec[],
): Promise<Problem[]> {
  const root = rootKey(graph);
  const problems: Problem[] = [];
  const format = formatOf(head.item);
  if (format < formatVersion) {
    problems.push(
      problemOf("BEHIND", root, [], `the root is stored in format ${format}, and ${formatVersion} is current`),
    );
  }
  const behind = behindOf(head.item);
  if (behind?.isSo()) problems.push(problemOf("BEHIND", root, [], behind.message));
  const pages = await verifyPages(session, graph, head, problems);
  if (pages === undefined) return problems;
  const named = new Naming([...head.tables, ...pages.named]);
  const found = whatIsWrong("MANIFEST", root, [], () => {
    const body = readBody(head, graph, session.layouts, pages.items);
    return { body, places: entryPlaces(body.entries), tables: entryTables(body.entries, body.layout) };
  });
  if (isProblem(found)) {
    return [...problems, found, ...(await verifyNamed(session, graph, named))];
  }
  const { body, places, tables } = found.value;
  problems.push(...checkManifest(graph, body.entries, tables, places, named));
  problems.push(...(await verifyItems(session, graph, { head, body, places }, codecs)));
  return problems;
}

/** The pages of a manifest with what they name; nothing where one of them is bad. */
async function verifyPages(
  session: Session,
  graph: GraphAddress,
  head: RootHead,
  problems: Problem[],
): Promise<{ readonly items: readonly Item[]; readonly named: readonly NamedItems[] } | undefined> {
  const keys = new ItemKeys(graph);
  const items = await getLeniently(
    session,
    head.pages.map((page) => keys.item(graph.table, page)),
  );
  const named: NamedItems[] = [];
  const sound: Item[] = [];
  for (const [index, page] of head.pages.entries()) {
    const key = keys.item(graph.table, page);
    const item = items[index];
    const say = (code: Problem["code"], message: string): void => {
      problems.push(problemOf(code, key, undefined, message));
    };
    if (item === undefined) say("MISSING", "a page of the manifest is missing");
    else if (!isItemOf(item, "page", page, graph)) say("FOREIGN", "the item under a page's key is not that page");
    else {
      const tables = namedByPage(item, page, graph);
      if (formatOf(item) < formatVersion) say("BEHIND", "a page of the manifest is stored in an earlier format");
      const behind = behindOf(item);
      if (behind?.isSo()) say("BEHIND", behind.message);
      if (new Naming(tables).size === page.count) {
        named.push(...tables);
        sound.push(item);
      } else say("MANIFEST", "a page does not name as many items as the root says");
    }
  }
  return sound.length === head.pages.length ? { items: sound, named } : undefined;
}
