import { expect, test } from "vitest";
import { DyStore, type KeyValue, type Stored, transact } from "../../src/index.ts";
import { memoryAdapter } from "./memory.ts";

interface Account {
  owner: string;
  balance: number;
}

test("results are typed by the positions of their operations, and operations by their kinds", async () => {
  const adapter = memoryAdapter();
  const accounts = new DyStore<Account>({ adapter, table: "Accounts", primaryKey: "ID" });
  const others = new DyStore({ adapter, table: "Others", primaryKey: "ID" });
  await Promise.all([accounts.createTables(), others.createTables()]);
  const [key, account, isGone, isSet, isTouched] = await transact([
    accounts.operation({ kind: "write", data: { owner: "Ada", balance: 1 }, primaryKey: "ada" }),
    accounts.operation({ kind: "update", key: "bob", fn: (it) => ({ ...it, balance: it.balance + 1 }) }),
    others.operation({ kind: "delete", key: "x", ifVersion: undefined }),
    others.operation({ kind: "writePath", key: "y", path: "$.n", value: 1 }),
    others.operation({ kind: "touch", key: "z", expiresAt: null }),
  ]);
  const typed: readonly [KeyValue, Stored<Account> | undefined, boolean, boolean, boolean] = [
    key,
    account,
    isGone,
    isSet,
    isTouched,
  ];
  expect(typed).toEqual(["ada", undefined, false, false, false]);
  // @ts-expect-error: an account has no name
  const renamed = account?.name;
  expect(renamed).toBeUndefined();
  const all: boolean[] = await transact(["a", "b"].map((each) => accounts.operation({ kind: "delete", key: each })));
  expect(all).toEqual([false, false]);
});

test("operations that the types forbid", () => {
  const store = new DyStore<Account>({ adapter: memoryAdapter(), table: "Accounts", primaryKey: "ID" });
  // @ts-expect-error: an option of another kind
  store.operation({ kind: "delete", key: "a", ifAbsent: true });
  // @ts-expect-error: no account
  store.operation({ kind: "write", data: { owner: "Ada" } });
  // @ts-expect-error: the function makes no account
  store.operation({ kind: "update", key: "a", fn: () => ({ owner: "Ada" }) });
  // @ts-expect-error: reading changes nothing
  store.operation({ kind: "read", key: "a" });
});
