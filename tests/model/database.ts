/** What stands in the database under a key: `a` is a root, `a/1.0` a piece (a shard, part or page), `a/1.intent` an intent. */
export type Stored = Root | Piece | Intent;

export interface Root {
  readonly kind: "root";
  readonly version: string;
  readonly past: readonly string[];
  /** The manifest: keys of pieces. */
  readonly names: readonly string[];
  /** Who wrote it. No actor sees this. */
  readonly by: string;
  /** In minutes. */
  readonly expires?: number;
}

interface Piece {
  readonly kind: "piece";
  readonly version: string;
  /** In minutes. */
  readonly written: number;
}

export interface Intent {
  readonly kind: "intent";
  readonly version: string;
  readonly state: "open" | "aborted" | "fenced";
  readonly written: number;
}

/** As the adapter contract has it; `open`: the intent's state is that. */
export type Condition = "absent" | "open" | { readonly version: string };

export interface Step {
  readonly kind: "put" | "delete" | "check";
  readonly key: string;
  readonly item?: Stored;
  readonly if?: Condition;
  /** Who wrote the root that this change was made from; `none`: nobody. For the search alone. */
  readonly from?: string;
}

/** An atomic write under way, of one step or several. A batch that is not atomic is several messages. */
export interface Message {
  readonly id: string;
  readonly sender: number;
  readonly steps: readonly Step[];
  readonly token?: string;
  /** How often it may still arrive. */
  readonly left: number;
  readonly sent: number;
  /** The adapter has sent it twice, under its token. */
  readonly resent?: true;
  /** The version that it commits. For the search alone. */
  readonly commits?: string;
}

/** `none`: none came. The write may have happened, may happen later, or never. */
export type Answer = "done" | "conflict" | "none";

export const intentKey = (graph: string, version: string): string => `${graph}/${version}.intent`;
export const pieceKey = (graph: string, version: string): string => `${graph}/${version}.0`;
export const graphOf = (key: string): string => key.split("/", 1)[0] ?? key;
