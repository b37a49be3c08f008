/**
 * Takes part in a race with several clients: `race.ts <adapter> <place> <table> <first stamp> <seed> <clients> <calls>`. Says when it
 * is ready, starts when it is told anything, and prints its history as JSON.
 */
import { once } from "node:events";
import { race, racedShards } from "@dystore/conformance";
import { DyStore } from "@dystore/core";
import { openAdapter } from "../../programs/open-adapter.ts";

const [kind = "", place = "", table = "", firstStamp, seed, clients, calls] = process.argv.slice(2);
const adapter = openAdapter(kind, place);
const [declared] = racedShards;
const shards = declared === undefined ? [] : [{ ...declared, table: `${table}-items` }];
const store = new DyStore({ adapter, table, primaryKey: "ID", shards });
await store.createTables();
process.stdout.write("ready\n");
await once(process.stdin, "data");
const history = await race({
  stores: new Array<DyStore>(Number(clients)).fill(store),
  keys: ["a", "b", "c"],
  seed: Number(seed),
  calls: Number(calls),
  firstStamp: Number(firstStamp),
  transacts: true,
});
process.stdout.write(JSON.stringify(history), () => process.exit());
