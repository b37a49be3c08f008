/**
 * Whether suites run that take minutes: CI on the Node that the repository brings, and `npm run prove`. A plain `npm test` stays
 * short, as does CI's second run on the oldest Node (`DYSTORE_SHORT=1`).
 */
export const isLongRun: boolean =
  process.env["DYSTORE_PROVE"] === "1" || (process.env["CI"] === "true" && process.env["DYSTORE_SHORT"] !== "1");
