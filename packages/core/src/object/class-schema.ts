import type { StandardSchemaV1 } from "@standard-schema/spec";
import { classOf } from "../codec/class-mark.ts";
import type { PlaceSegment } from "../plan/fragment.ts";
import type { Schema } from "../store/schema.ts";
import { isPlainObject } from "../values/kind.ts";
import type { Reach } from "./reach.ts";

/**
 * The schemas of all classes as one, for the plain form of a graph: each checks the plain objects of its class, whole with what is in
 * them, and what it makes of them is discarded. `undefined` where no class has one.
 */
export function classSchema(reach: Reach): Schema | undefined {
  if (!reach.classes.some(({ schema }) => schema !== undefined)) return undefined;
  return {
    "~standard": {
      version: 1,
      vendor: "dystore",
      async validate(data) {
        const issues = await issuesOf(data, [], reach);
        return issues.length > 0 ? { issues } : { value: data as object };
      },
    },
  };
}

async function issuesOf(
  value: unknown,
  place: readonly PlaceSegment[],
  reach: Reach,
): Promise<StandardSchemaV1.Issue[]> {
  if (typeof value !== "object" || value === null) return [];
  const mark = isPlainObject(value) ? classOf(value) : undefined;
  const of = mark === undefined ? undefined : reach.named(mark.name)?.of;
  const own = await of?.schema?.["~standard"].validate(value);
  const issues: StandardSchemaV1.Issue[] = (own?.issues ?? []).map(({ message, path = [] }) => ({
    message: `${mark?.name}: ${message}`,
    path: [...place, ...path],
  }));
  for (const [segment, member] of membersOf(value))
    issues.push(...(await issuesOf(member, [...place, segment], reach)));
  return issues;
}

function membersOf(value: object): Iterable<readonly [PlaceSegment, unknown]> {
  if (Array.isArray(value)) return value.entries();
  if (value instanceof Set) return [...value].entries();
  if (value instanceof Map) return [...value].map(([key, member]) => [String(key), member] as const);
  return isPlainObject(value) ? Object.entries(value) : [];
}
