import { type Item, type ItemKey, type Middleware, metadataAttribute, type Step, stepKey } from "@dystore/core/adapter";
import { altered } from "../../middleware/altered.ts";

/** What an item of the engine's says of itself, in public. */
interface Said {
  readonly kind?: string;
  readonly version?: string;
  readonly past?: readonly string[];
  readonly state?: string;
}

/** What a commit demands of one root, and does with it. */
interface CommittedRoot {
  readonly key: ItemKey;
  readonly kind: Step["kind"];
  /** The version that it demands; `undefined`: that none stands there. */
  readonly seen: string | undefined;
}

/** A write that puts, deletes or checks roots. */
export interface SentCommit {
  /** The version that it puts; `undefined` where it puts none. */
  readonly version: string | undefined;
  readonly roots: readonly CommittedRoot[];
  /** The open intents that it takes away. */
  readonly intents: readonly ItemKey[];
}

/** What an item says of itself. */
export function said(item: Item | undefined): Said {
  return (item?.[metadataAttribute] ?? {}) as Said;
}

/** A write as a commit; `undefined` where it is none. */
function commitOf(steps: readonly Step[]): SentCommit | undefined {
  const roots = steps.filter(isOfRoot);
  if (roots.length === 0) return undefined;
  const put = roots.find(({ kind }) => kind === "put");
  return {
    version: put?.kind === "put" ? said(put.item).version : undefined,
    roots: roots.map((step) => ({
      key: stepKey(step),
      kind: step.kind,
      seen: step.if?.kind === "equals" ? step.if.value : undefined,
    })),
    intents: steps.flatMap((step) => (step.kind === "delete" && demands(step, "state") ? [step.key] : [])),
  };
}

/** The keys of graphs have no dots here; those that the engine makes have. */
function isOfRoot(step: Step): boolean {
  if (step.kind === "put") return said(step.item).kind === "root";
  const { partition, sort = "dystore" } = step.key;
  return sort === "dystore" && !String(partition).includes(".") && step.if !== undefined;
}

function demands(step: Step, member: keyof Said): boolean {
  return step.if?.kind === "equals" && step.if.path[1] === member;
}

/** The commits of one client. */
export class RecordedCommits {
  /** The last one that it sent, whether or not that reached the database. */
  last: SentCommit | undefined;
  /** How many took effect. What is answered under its token without being carried out again counts once. */
  applied = 0;
  readonly #tokens = new Set<string>();

  /** Stands above the faults. */
  readonly above: Middleware = (below) =>
    altered(below, {
      write: (steps, options, context) => {
        this.last = commitOf(steps) ?? this.last;
        return below.write(steps, options, context);
      },
    });

  /** Stands beneath the faults. */
  readonly beneath: Middleware = (below) =>
    altered(below, {
      write: async (steps, options, context) => {
        await below.write(steps, options, context);
        const isChange = commitOf(steps)?.roots.some(({ kind }) => kind !== "check") ?? false;
        const { token } = options;
        if (!isChange || (token !== undefined && this.#tokens.has(token))) return;
        if (token !== undefined) this.#tokens.add(token);
        this.applied++;
      },
    });
}
