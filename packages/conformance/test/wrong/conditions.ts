import { type Adapter, DyStoreError, type Item, type Step } from "@dystore/core/adapter";
import { altered, changingSteps, keyOf, type WrongAdapter, withoutCondition } from "./wrong-adapter.ts";

/** The value at the end of a condition's path, prototypes and list indexes included. */
function reach(item: Item | undefined, path: readonly string[]): unknown {
  let value: unknown = item;
  for (const name of path) value = value === null || value === undefined ? undefined : Reflect.get(Object(value), name);
  return value;
}

/** Decides conditions itself by `holds`, then writes without them. */
function deciding(holds: (item: Item | undefined, step: Step) => boolean, adapter: Adapter): Adapter {
  return altered(adapter, {
    write: async (steps, options, context) => {
      const items = await adapter.get(steps.map(keyOf), { consistent: true }, context);
      const failed = steps.flatMap((step, index) =>
        step.if === undefined || holds(items[index], step) ? [] : [index],
      );
      if (failed.length > 0) {
        throw new DyStoreError("CONFLICT", "A condition did not hold.", {
          steps: failed.map((index) => ({ index, code: "CONFLICT" })),
        });
      }
      await adapter.write(steps.flatMap(withoutCondition), options, context);
    },
  });
}

function equals(step: Step, same: (value: unknown, wanted: string) => boolean, item: Item | undefined): boolean {
  if (step.if?.kind === "equals") return item !== undefined && same(reach(item, step.if.path), step.if.value);
  return item === undefined;
}

/** Wrong in what a condition says, or when. */
export const wrongConditions: readonly WrongAdapter[] = [
  {
    does: "loses the condition of a put",
    group: "conditions",
    test: "refuse: absent, and an item is there",
    make: (adapter) => changingSteps((step) => (step.kind === "put" ? { ...step, if: undefined } : step), adapter),
  },
  {
    does: "loses the condition of a delete",
    group: "conditions",
    test: "refuse: equals, and it is another string",
    make: (adapter) => changingSteps((step) => (step.kind === "delete" ? { ...step, if: undefined } : step), adapter),
  },
  {
    does: "treats check steps as nothing to do",
    group: "conditions",
    test: "refuse: equals, and no item is there",
    make: (adapter) =>
      altered(adapter, {
        write: (steps, options, context) =>
          adapter.write(
            steps.filter((step) => step.kind !== "check"),
            options,
            context,
          ),
      }),
  },
  {
    does: "lets an equals-condition match a missing path",
    group: "conditions",
    test: "refuse: equals, and the last name is missing",
    make: (adapter) =>
      deciding((item, step) => equals(step, (value, wanted) => value === undefined || value === wanted, item), adapter),
  },
  {
    does: "compares a condition's value as text",
    group: "conditions",
    test: "refuse: equals the number's text, and it is the number",
    make: (adapter) =>
      deciding((item, step) => equals(step, (value, wanted) => String(value) === wanted, item), adapter),
  },
  {
    does: "follows a condition's path into prototypes",
    group: "conditions",
    test: "the name is inherited by every object",
    make: (adapter) => deciding((item, step) => equals(step, (value, wanted) => value === wanted, item), adapter),
  },
  {
    does: "folds case where it compares",
    group: "conditions",
    test: "refuse: equals, and it differs by case",
    make: (adapter) =>
      deciding(
        (item, step) =>
          equals(
            step,
            (value, wanted) => typeof value === "string" && value.toLowerCase() === wanted.toLowerCase(),
            item,
          ),
        adapter,
      ),
  },
  {
    does: "takes an empty item for none",
    group: "conditions",
    test: "refuse: absent, and an item of nothing but its key is there",
    make: (adapter) =>
      deciding((item, step) => {
        const stands = item !== undefined && Object.keys(item).length > 1 ? item : undefined;
        return equals(step, (value, wanted) => value === wanted, stands);
      }, adapter),
  },
  {
    does: "looks first and writes later",
    group: "concurrency",
    test: "of several that create one item lets one win",
    make: (adapter) => deciding((item, step) => equals(step, (value, wanted) => value === wanted, item), adapter),
  },
  {
    does: "takes a path that is too long for one that leads nowhere",
    group: "conditions",
    test: "have paths within the limits of items",
    make: (adapter) =>
      changingSteps((step) => {
        if (step.if?.kind !== "equals" || step.if.path.length <= adapter.capabilities.limits.depth) return step;
        return { ...step, if: { ...step.if, path: ["nowhere"] } };
      }, adapter),
  },
];
