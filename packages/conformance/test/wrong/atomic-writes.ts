import { inspect } from "node:util";
import { DyStoreError, isDyStoreError } from "@dystore/core/adapter";
import { altered, changingOptions, keyOf, oneByOne, type WrongAdapter, withoutCondition } from "./wrong-adapter.ts";

const notAtomic = { atomic: false } as const;

/** Wrong in atomic writes and their tokens. */
export const wrongAtomicWrites: readonly WrongAdapter[] = [
  {
    does: "forgets atomicity",
    group: "atomicity",
    test: "carries out nothing where a put fails last",
    make: (adapter) => changingOptions((options) => ({ ...options, atomic: false, token: undefined }), adapter),
  },
  {
    does: "is atomic up to the step that fails",
    group: "atomicity",
    test: "carries out nothing where a check fails in the middle",
    make: (adapter) =>
      altered(adapter, {
        write: (steps, options, context) =>
          options.atomic ? oneByOne(adapter, steps) : adapter.write(steps, options, context),
      }),
  },
  {
    does: "is atomic in each table for itself",
    group: "atomicity",
    test: "is all or nothing over several tables",
    make: (adapter) =>
      altered(adapter, {
        write: async (steps, options, context) => {
          const tables = new Set(steps.map((step) => keyOf(step).table.name));
          if (tables.size < 2 || !options.atomic) return adapter.write(steps, options, context);
          for (const name of tables) {
            const ours = steps
              .map((step, index) => ({ step, index }))
              .filter(({ step }) => keyOf(step).table.name === name);
            await adapter
              .write(
                ours.map(({ step }) => step),
                { atomic: true },
                context,
              )
              .catch(() => {
                throw new DyStoreError("CONFLICT", "A condition did not hold.", {
                  steps: ours.map(({ index }) => ({ index, code: "CONFLICT" })),
                });
              });
          }
        },
      }),
  },
  {
    does: "takes any number of steps for an atomic write",
    group: "atomicity",
    test: "takes as many steps as the capabilities say",
    make: (adapter) => changingOptions((options, steps) => (steps.length > 100 ? notAtomic : options), adapter),
  },
  {
    does: "does not say which steps failed",
    group: "atomicity",
    test: "carries out nothing where a put fails first, and names it",
    make: (adapter) =>
      altered(adapter, {
        write: (steps, options, context) =>
          adapter.write(steps, options, context).catch((error: unknown) => {
            throw isDyStoreError(error, "CONFLICT") ? new DyStoreError("CONFLICT", error.message) : error;
          }),
      }),
  },
  {
    does: "carries out a write again whose token it has seen",
    group: "tokens",
    test: "bring nothing back",
    make: (adapter) =>
      altered(adapter, {
        write: (steps, options, context) =>
          // Conditions are dropped for the second time, as where the first answer is replayed and the write is not.
          adapter.write(steps, { ...options, token: undefined }, context).catch(async (error: unknown) => {
            if (options.token === undefined || !isDyStoreError(error, "CONFLICT")) throw error;
            await adapter.write(steps.flatMap(withoutCondition), { atomic: true }, context);
          }),
      }),
  },
  {
    does: "knows no tokens: a create sent again is refused",
    group: "tokens",
    test: "carry out a write once",
    make: (adapter) => changingOptions(({ atomic }) => ({ atomic }), adapter),
  },
  {
    does: "answers any write under a known token as done",
    group: "tokens",
    test: "are INVALID for any other write",
    make: (adapter) => {
      const done = new Set<string>();
      return altered(adapter, {
        write: async (steps, options, context) => {
          if (options.token !== undefined && done.has(options.token)) return;
          await adapter.write(steps, options, context);
          if (options.token !== undefined) done.add(options.token);
        },
      });
    },
  },
  {
    does: "uses up a token by a write that it refuses",
    group: "tokens",
    test: "are not used up by a write that is refused",
    make: (adapter) => {
      const answers = new Map<string, unknown>();
      return altered(adapter, {
        write: async (steps, options, context) => {
          const { token } = options;
          if (token !== undefined && answers.has(token)) throw answers.get(token);
          await adapter.write(steps, options, context).catch((error: unknown) => {
            if (token !== undefined) answers.set(token, error);
            throw error;
          });
        },
      });
    },
  },
  {
    does: "knows a write again by its objects only",
    group: "tokens",
    test: "know a write again by what it says",
    make: (adapter) => {
      const seen = new Map<string, unknown>();
      return altered(adapter, {
        write: async (steps, options, context) => {
          const [first] = steps;
          const known = options.token === undefined ? undefined : seen.get(options.token);
          if (known !== undefined && first?.kind === "put" && first.item !== known)
            throw new DyStoreError("INVALID", "Another write.");
          await adapter.write(steps, options, context);
          if (options.token !== undefined && first?.kind === "put") seen.set(options.token, first.item);
        },
      });
    },
  },
  {
    does: "knows a write again by the order of its members",
    group: "tokens",
    test: "know a write again whose sets, conditions and tables are written another way",
    make: (adapter) => {
      const seen = new Map<string, string>();
      return altered(adapter, {
        write: async (steps, options, context) => {
          const said = inspect(steps, { depth: null, maxArrayLength: null });
          const known = options.token === undefined ? said : (seen.get(options.token) ?? said);
          if (said !== known) throw new DyStoreError("INVALID", "Another write.");
          await adapter.write(steps, options, context);
          if (options.token !== undefined) seen.set(options.token, said);
        },
      });
    },
  },
];
