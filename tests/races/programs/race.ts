/**
 * Takes part in a race with several clients: `race.ts <adapter> <place> <table> <first stamp> <seed> <clients> <calls>`. Says when it
 * is ready, starts when it is told anything, and prints its history as JSON.
 */
import { once } from "node:events";
import { race } from "@dystore/conformance";
import { openAdapter } from "../../programs/open-adapter.ts";
import { racedStore } from "../../programs/raced-store.ts";

const [kind = "", place = "", table = "", firstStamp, seed, clients, calls] = process.argv.slice(2);
const store = racedStore(openAdapter(kind, place), table);
await store.createTables();
process.stdout.write("ready\n");
await once(process.stdin, "data");
const history = await race({
  stores: Array.from({ length: Number(clients) }, () => store),
  keys: ["a", "b", "c"],
  seed: Number(seed),
  calls: Number(calls),
  firstStamp: Number(firstStamp),
  transacts: true,
});
process.stdout.write(JSON.stringify(history), () => process.exit());
