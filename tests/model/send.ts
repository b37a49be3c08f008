import type { Message } from "./database.ts";
import { type Scope, type State, timeOf } from "./state.ts";

/** Sends writes on behalf of an actor. */
export function send(
  scope: Scope,
  state: State,
  sender: number,
  writes: readonly (Pick<Message, "id" | "steps"> & { readonly token?: string; readonly commits?: string })[],
): State {
  const sent = timeOf(scope, state);
  const messages = writes.map((write) => ({ ...write, sender, left: scope.duplicates ? 2 : 1, sent }));
  return { ...state, network: [...state.network, ...messages] };
}
