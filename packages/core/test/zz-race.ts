import { memoryAdapter } from "./engine/memory.ts";
import { intercept } from "./engine/intercept.ts";
import { setImmediate as tick } from "node:timers/promises";
import { storeOn, itemsIn, prepared } from "./engine/graphs.ts";
let errors: Record<string, number> = {};
for (let seed = 0; seed < Number(process.argv[2]); seed++) {
  const steps = seed % 2 ? 100 : 4;
  const beneath = memoryAdapter({ atomic: { steps, bytes: 4194304, scope: "region" } });
  const delay = async () => { for (let n = Math.floor(Math.random() * 4); n > 0; n--) await tick(); };
  const adapter = intercept(beneath, {
    async get(_, proceed) { await delay(); const r = await proceed(); await delay(); return r; },
    async write({ steps: s, options }, proceed) {
      await delay();
      if (!options.atomic && s.length > 1) { // one by one, slowly
        for (const step of s) { if (Math.random() < 0.2) await delay(); await proceed([step]); }
      } else await proceed();
      await delay();
    },
  });
  await prepared(beneath);
  const stores = [storeOn(adapter), storeOn(adapter), storeOn(adapter)];
  const check = storeOn(beneath);
  const added = new Map<string, number>();
  let reading = true;
  const work = stores.map(async (store, who) => {
    for (let n = 0; n < 15; n++) {
      const r = Math.random();
      try {
        if (r < 0.15) { await store.write({ stamp: `${who}.${n}`, list: Array.from({ length: Math.floor(Math.random() * 8) }, (_, i) => ({ stamp: `${who}.${n}`, i, in: { stamp: `${who}.${n}` } })) }, { primaryKey: "k" }); }
        else if (r < 0.3) await store.writePath("k", `$.list[${Math.floor(Math.random() * 6)}]`, { a: `${who}.${n}`, in: [1] });
        else if (r < 0.45) await store.writePath("k", `$.list[*].in`, { b: `${who}.${n}` });
        else if (r < 0.6) await store.deletePath("k", `$.list[${Math.floor(Math.random() * 6)}]`);
        else if (r < 0.75) await store.update("k", (g) => ({ ...g, list: [...((g["list"] as unknown[]) ?? []), { u: `${who}.${n}` }].reverse() }));
        else if (r < 0.85) await store.write({ kept: `${who}.${n}`, list: [] }, { primaryKey: "k", saveShards: false });
        else if (r < 0.92) { const x = await store.read("k", { resolveShards: false }); if (x) await store.write({ ...x, again: n }, { primaryKey: "k" }).catch((e) => { if (e.code !== "CONFLICT") throw e; }); }
        else await store.delete("k");
      } catch (e) { const k = `${(e as any).code} ${(e as Error).message}`; errors[k] = (errors[k] ?? 0) + 1; }
    }
  });
  const readers = [0, 1].map(async (i) => { while (reading) { try { await stores[i]!.read("k", { consistent: i === 0 }); } catch (e) { const k = `READ ${(e as any).code} ${(e as Error).message}`; errors[k] = (errors[k] ?? 0) + 1; } } });
  await Promise.all(work); reading = false; await Promise.all(readers);
  const meta = await check.metadata("k");
  await check.read("k");
  const items = await itemsIn(beneath);
  const intents = items.filter((i) => (i["__dystore__"] as any).kind === "intent");
  if (intents.some((i) => (i["__dystore__"] as any).state === "open")) console.log("open intent", seed);
  const rest = items.length - intents.length;
  if (rest !== (meta ? meta.shards + 1 : 0)) console.log("seed", seed, "steps", steps, "items", rest, "expected", meta && meta.shards + 1);
}
console.log(errors);
