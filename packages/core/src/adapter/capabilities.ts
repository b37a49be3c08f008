/** Limits that an adapter enforces. The defaults are DynamoDB's, on every adapter: what passes on a laptop passes in production. */
export interface Limits {
  /** Largest item in bytes by DynamoDB's formula, names included. Default 409,600 (400 KB). */
  readonly itemBytes: number;
  /** Deepest nesting, the item itself being level 1. Default 32. */
  readonly depth: number;
  /** Longest partition key in bytes. Default 2,048. */
  readonly partitionKeyBytes: number;
  /** Longest sort key in bytes. Default 1,024. */
  readonly sortKeyBytes: number;
  /** Longest attribute or map member name in UTF-8 bytes. Default 65,535. */
  readonly nameBytes: number;
}

/** How far a write can be atomic. */
export interface AtomicWrites {
  /** Most steps of one atomic write. DynamoDB: 100. */
  readonly steps: number;
  /** Most bytes of all its items together. DynamoDB: 4 MB (4,194,304). */
  readonly bytes: number;
  /** Whether its steps must lie in one Region, or may lie anywhere. */
  readonly scope: "region" | "all";
}

/** What an adapter can do, as data. Tests skip, and planners choose another way, by these fields alone. */
export interface Capabilities {
  /** The home Region: where tables lie that name none. */
  readonly region: string;
  /** Whether tables may name other Regions. Where not, such a table is `NOT_SUPPORTED`. */
  readonly manyRegions: boolean;
  /** `false`: writes of several steps cannot be atomic, and asking for one is `NOT_SUPPORTED`. */
  readonly atomic: AtomicWrites | false;
  readonly limits: Limits;
}

/** DynamoDB's limits, from the developer guide's page "Quotas in Amazon DynamoDB"; depth and names as DynamoDB Local accepts them. */
export const dynamodbLimits: Limits = Object.freeze({
  itemBytes: 409_600,
  depth: 32,
  partitionKeyBytes: 2048,
  sortKeyBytes: 1024,
  nameBytes: 65_535,
});

/** DynamoDB's transactions, from the developer guide's page on `TransactWriteItems`. */
export const dynamodbAtomicWrites: AtomicWrites = Object.freeze({
  steps: 100,
  bytes: 4 * 1024 * 1024,
  scope: "region",
});
