import { DyStoreError, isDyStoreError, type Table } from "@dystore/core/adapter";
import { altered, type WrongAdapter } from "./wrong-adapter.ts";

const home = <T extends Table>(table: T): T => ({ ...table, region: undefined });

/** Wrong in tables and their Regions. */
export const wrongTables: readonly WrongAdapter[] = [
  {
    does: "merges the Regions",
    group: "Regions",
    test: "one name in two Regions is two tables",
    make: (adapter) =>
      altered(adapter, {
        get: (keys, options, context) =>
          adapter.get(
            keys.map((key) => ({ ...key, table: home(key.table) })),
            options,
            context,
          ),
        write: async (steps, options, context) => {
          for (const step of steps) {
            const here =
              step.kind === "put"
                ? { ...step, table: home(step.table) }
                : { ...step, key: { ...step.key, table: home(step.key.table) } };
            await adapter.write([here], options, context);
          }
        },
        query: (range, context) => adapter.query({ ...range, table: home(range.table) }, context),
        scan: (scan, context) => adapter.scan({ ...scan, table: home(scan.table) }, context),
        createTable: (table, context) => adapter.createTable(home(table), context),
      }),
  },
  {
    does: "takes the home Region's name for another Region",
    group: "Regions",
    test: "the home Region named or left out means the same table",
    make: (adapter) => {
      const apart = (table: Table): Table =>
        table.region === adapter.capabilities.region ? { ...table, name: `${table.name}.home` } : table;
      return altered(adapter, {
        createTable: (table, context) => adapter.createTable(apart(table), context),
        write: (steps, options, context) =>
          adapter.write(
            steps.map((step) => (step.kind === "put" ? { ...step, table: apart(step.table) } : step)),
            options,
            context,
          ),
      });
    },
  },
  {
    does: "refuses to create a table that stands",
    group: "tables",
    test: "may be created again",
    make: (adapter) => {
      const names = new Set<string>();
      return altered(adapter, {
        createTable: async (table, context) => {
          if (names.has(table.name)) throw new DyStoreError("INVALID", "The table stands already.");
          names.add(table.name);
          await adapter.createTable(table, context);
        },
      });
    },
  },
  {
    does: "takes any table of the name for the one asked for",
    group: "tables",
    test: "are INVALID to create with other keys",
    make: (adapter) =>
      altered(adapter, {
        createTable: (table, context) =>
          adapter.createTable(table, context).catch((error: unknown) => {
            if (!isDyStoreError(error, "INVALID")) throw error;
          }),
      }),
  },
  {
    does: "makes good names of bad ones",
    group: "tables",
    test: "have no name with SQL",
    make: (adapter) => {
      const mended = (table: Table): Table => ({
        ...table,
        name: table.name.replaceAll(/[^\w.-]/g, "_").padEnd(3, "_"),
      });
      return altered(adapter, {
        createTable: (table, context) => adapter.createTable(mended(table), context),
        scan: (scan, context) => adapter.scan({ ...scan, table: mended(scan.table) }, context),
      });
    },
  },
  {
    does: "makes one table of names that differ in punctuation",
    group: "tables",
    test: "of odd names work and are apart",
    make: (adapter) =>
      altered(adapter, {
        write: (steps, options, context) => adapter.write(steps, options, context),
        scan: (scan, context) =>
          adapter.scan({ ...scan, table: { ...scan.table, name: scan.table.name.replaceAll("--", "") } }, context),
      }),
  },
];
