import { Decimal } from "../values/decimal.ts";
import { type Container, containerOf, eachChild, type Surroundings } from "./tree.ts";

/** What a leaf without a plain form looks like to a filter: there, equal to nothing, without members. */
const unseen: object = Object.freeze(Object.create(null));

function leafView(leaf: unknown): unknown {
  if (typeof leaf === "function" || typeof leaf === "symbol") return unseen;
  if (typeof leaf !== "object" || leaf === null) return leaf;
  if (leaf instanceof Date) return Number.isNaN(leaf.getTime()) ? null : leaf.toISOString();
  if (leaf instanceof URL) return leaf.href;
  if (leaf instanceof Decimal) return Number(leaf.toString());
  return unseen;
}

/**
 * A container as filters see it: a frozen copy of plain parts all the way down, so that no expression reaches or changes the
 * data itself. Dates are ISO strings, URLs strings, Decimals numbers, other leaves empty objects. Copies are made once a run.
 */
export function filterView(
  container: Container,
  run: Surroundings & { readonly views: Map<Container, object> },
): object {
  const known = run.views.get(container);
  if (known !== undefined) return known;
  const view: Record<string | number, unknown> = Array.isArray(container) ? [] : Object.create(null);
  eachChild(container, (key, value) => {
    const inner = containerOf(value, run);
    view[key] = inner === undefined ? leafView(value) : filterView(inner, run);
  });
  Object.freeze(view);
  run.views.set(container, view);
  return view;
}
