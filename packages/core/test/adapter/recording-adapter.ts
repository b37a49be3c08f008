import type { AtomicWrites, BareAdapter, Item, ItemKey, Range, Scan, Step } from "../../src/adapter.ts";
import { dynamodbAtomicWrites, dynamodbLimits } from "../../src/adapter.ts";

/** What reached a bare adapter, in order. */
type Call =
  | { readonly kind: "get"; readonly keys: readonly ItemKey[] }
  | { readonly kind: "write"; readonly steps: readonly Step[] }
  | { readonly kind: "query"; readonly range: Range }
  | { readonly kind: "scan"; readonly scan: Scan }
  | { readonly kind: "createTable" | "close" };

export interface RecordingAdapter extends BareAdapter {
  readonly calls: readonly Call[];
}

export interface RecordingOptions {
  readonly atomic?: AtomicWrites | false;
  readonly manyRegions?: boolean;
  /** What a get gives for a key. Default: nothing. */
  readonly find?: (key: ItemKey) => Item | undefined;
  /** Pages of every query and scan. Default: none. */
  readonly pages?: readonly (readonly Item[])[];
  /** Thrown by every call. */
  readonly failure?: unknown;
}

/** A bare adapter that stores nothing and remembers what it was asked. */
export function recordingAdapter(options: RecordingOptions = {}): RecordingAdapter {
  const { atomic = dynamodbAtomicWrites, manyRegions = true, find = () => undefined, pages = [] } = options;
  const calls: Call[] = [];
  const record = (call: Call) => {
    calls.push(call);
    if ("failure" in options) throw options.failure;
  };
  return {
    calls,
    name: "recording",
    capabilities: { region: "us-east-2", manyRegions, atomic, limits: dynamodbLimits },
    async get(keys) {
      record({ kind: "get", keys });
      return keys.map(find);
    },
    async write(steps) {
      record({ kind: "write", steps });
    },
    async *query(range) {
      record({ kind: "query", range });
      yield* pages;
    },
    async *scan(scan) {
      record({ kind: "scan", scan });
      yield* pages;
    },
    async createTable() {
      record({ kind: "createTable" });
    },
    async close() {
      record({ kind: "close" });
    },
  };
}
