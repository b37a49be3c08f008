/**
 * Writes until it is killed: `victim.ts <adapter> <place> <table> <seed> <moment>`. Prints each call before it is made and again when
 * it has ended, a line of JSON each. At the moment `before 7` or `after 7`, a call of its adapter, it kills itself; at any other
 * it waits to be killed.
 */
import { writeSync } from "node:fs";
import { flushCompileCache } from "node:module";
import { race } from "@dystore/conformance";
import type { Adapter } from "@dystore/core/adapter";
import { openAdapter } from "../../programs/open-adapter.ts";
import { racedStore } from "../../programs/raced-store.ts";

// Whoever is killed does not store what it compiled, which takes most of its life.
flushCompileCache();
const [kind = "", place = "", table = "", seed, moment = ""] = process.argv.slice(2);
const adapter = openAdapter(kind, place);
const store = racedStore(dyingAt(moment, adapter), table);
await race({
  stores: [store, store],
  keys: ["a", "b"],
  seed: Number(seed),
  firstStamp: Number(seed) * 1_000_000,
  calls: 100_000,
  transacts: true,
  observe: (client, operation) => writeSync(1, `${JSON.stringify([client, operation])}\n`),
});

/** The adapter, whose n-th get or write is this process's last. */
function dyingAt(dying: string, below: Adapter): Adapter {
  let calls = 0;
  const watched = async <T>(call: () => Promise<T>): Promise<T> => {
    const number = ++calls;
    if (dying === `before ${number}`) process.kill(process.pid, "SIGKILL");
    try {
      return await call();
    } finally {
      // A call that is refused is one, too.
      if (dying === `after ${number}`) process.kill(process.pid, "SIGKILL");
    }
  };
  return {
    name: below.name,
    capabilities: below.capabilities,
    storedBytes: (...given) => below.storedBytes(...given),
    get: (...given) => watched(() => below.get(...given)),
    write: (...given) => watched(() => below.write(...given)),
    query: (...given) => below.query(...given),
    scan: (...given) => below.scan(...given),
    createTable: (...given) => below.createTable(...given),
    close: () => below.close(),
  };
}
