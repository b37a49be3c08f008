/**
 * What comes back is what was written, type by type; a codec adds a class, and a schema (any Standard Schema, here zod)
 * decides what may be written at all.
 *
 *   npm run --workspace examples types-and-schema
 */
import { type Codec, Decimal, DyStore, isDyStoreError } from "@dystore/core";
import { z } from "zod";
import { sqliteFile } from "./src/database.ts";

class Money {
  readonly amount: Decimal;
  readonly currency: string;

  constructor(amount: string | Decimal, currency: string) {
    this.amount = new Decimal(amount.toString());
    this.currency = currency;
  }
}

// What `encode` returns may again hold anything that DyStore stores: the Decimal keeps all its digits.
const money: Codec<Money> = {
  name: "money",
  test: (value) => value instanceof Money,
  encode: ({ amount, currency }) => ({ amount, currency }),
  decode: (stored) => {
    const { amount, currency } = stored as { amount: Decimal; currency: string };
    return new Money(amount, currency);
  },
};

const orderSchema = z.object({
  customer: z.string().trim().min(1),
  placed: z.date(),
  total: z.instanceof(Money),
  lines: z.map(z.string(), z.object({ quantity: z.int().positive(), tags: z.set(z.string()) })),
  serial: z.bigint(),
  signature: z.instanceof(Uint8Array),
});

const database = await sqliteFile();
try {
  const store = new DyStore<z.infer<typeof orderSchema>>({
    adapter: database.adapter,
    table: "Orders",
    primaryKey: "ID",
    schema: orderSchema,
    codecs: [money],
  });
  await store.createTables();

  const key = await store.write({
    customer: "  Grace  ",
    placed: new Date("2026-01-01T12:00:00Z"),
    total: new Money("1234567890123456789.99", "EUR"),
    lines: new Map([["tea", { quantity: 2, tags: new Set(["hot"]) }]]),
    serial: 2n ** 70n,
    signature: new Uint8Array([1, 2, 3]),
  });

  const order = await store.read(key);
  if (order === undefined) throw new Error("the order is gone");
  console.log("the schema trimmed it:", JSON.stringify(order.customer));
  console.log("a Date:", order.placed.toISOString());
  console.log("a class of our own:", order.total instanceof Money, order.total.amount.toString(), order.total.currency);
  console.log("a Map with a Set in it:", order.lines.get("tea")?.tags.has("hot"));
  console.log("a bigint and bytes:", order.serial, order.signature);

  try {
    await store.write({
      ...order,
      customer: " ",
      serial: 0n,
      lines: new Map([["tea", { quantity: 0, tags: new Set() }]]),
    });
  } catch (error) {
    if (!isDyStoreError(error, "VALIDATION")) throw error;
    console.log(error.code, "at", error.issues?.map(({ path }) => path).join(" and "));
  }
} finally {
  await database.remove();
}
