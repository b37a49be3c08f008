import type { KeyObject } from "node:crypto";
import { isSameGraph } from "./item-kind.ts";
import type { WrapPurpose } from "./wrap.ts";

/** A graph key that was wrapped or unwrapped. */
interface Remembered {
  readonly name: string;
  readonly purpose: WrapPurpose;
  readonly graphKey: KeyObject;
}

/** So many are remembered for each key of a keyring, the latest. */
const mostRemembered = 1000;

/**
 * Unwrapping takes several times as long as sealing an item, and always leads to the same. What is known lives no longer than the
 * keyring's key itself, and is found by whoever holds that: where a keyring fetches its key anew each time, to find out whether it was
 * erased, nothing outlasts the operation.
 */
const known = new WeakMap<KeyObject, Map<string, Remembered>>();

/** What the wrapped key was that is bound to all this; `undefined` where that is not known. */
export function recall(key: KeyObject, name: string, purpose: WrapPurpose, wrapped: Uint8Array): KeyObject | undefined {
  const found = known.get(key)?.get(textOf(wrapped));
  if (found === undefined || found.name !== name || found.purpose.context !== purpose.context) return undefined;
  return isSameGraph(found.purpose.graph, purpose.graph) ? found.graphKey : undefined;
}

/** Takes note of what a wrapped key is. */
export function remember(key: KeyObject, wrapped: Uint8Array, what: Remembered): void {
  const ofKey = known.get(key) ?? new Map<string, Remembered>();
  known.set(key, ofKey);
  for (const oldest of ofKey.keys()) {
    if (ofKey.size < mostRemembered) break;
    ofKey.delete(oldest);
  }
  ofKey.set(textOf(wrapped), what);
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1");
}
