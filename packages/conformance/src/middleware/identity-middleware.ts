import { itemMiddleware, type Middleware } from "@dystore/core/adapter";

/** A middleware that changes nothing: what passes on an adapter passes through it. Run a suite under it to show that. */
export const identityMiddleware: Middleware = itemMiddleware({
  name: "identity",
  storedBytes: (_table, item, below) => below(item),
  encode: (_table, item) => item,
  decode: (_table, item) => item,
});
