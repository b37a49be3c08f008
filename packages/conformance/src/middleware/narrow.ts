import type { AtomicWrites, Limits, Middleware } from "@dystore/core/adapter";
import { altered } from "./altered.ts";

/** Limits below those of an adapter. What is left out stays. */
export interface Narrowing {
  readonly limits?: Partial<Limits> | undefined;
  readonly atomic?: Partial<AtomicWrites> | undefined;
}

/** Claims lower limits than an adapter has, so that planners cut and stage small graphs as they would large ones. */
export function narrow({ limits, atomic }: Narrowing): Middleware {
  return (below) => {
    const own = below.capabilities;
    const capabilities = {
      ...own,
      limits: { ...own.limits, ...limits },
      atomic: own.atomic === false ? own.atomic : { ...own.atomic, ...atomic },
    };
    return altered(below, { capabilities });
  };
}
