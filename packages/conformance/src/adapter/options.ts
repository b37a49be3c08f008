import type { Adapter, Middleware } from "@dystore/core/adapter";

/** What a runner hands to a test's body. Vitest's and node:test's contexts have this shape. */
export interface TestContext {
  /** Reports the running test as skipped. It may throw (as Vitest's does) or return (as node:test's does). */
  readonly skip?: ((reason: string) => unknown) | undefined;
}

/** One database under test. The factory opens it; `teardown` is the kit's last call. */
export interface ConformanceDatabase {
  readonly adapter: Adapter;
  /** A second client on the same database; the same adapter where nothing else can reach it. The kit closes what it gets. */
  another(): Adapter | Promise<Adapter>;
  /** Closes the database and opens it again, giving a new adapter; `undefined` where nothing survives that, as in memory. */
  reopen(): Promise<Adapter | undefined>;
  /** Lets go of everything. The adapters may be closed already. */
  teardown(): void | Promise<void>;
}

/** How to run a conformance suite: the runner, and what to run it on. */
export interface ConformanceOptions {
  /** Groups tests, as `describe` of Vitest, node:test, Mocha, Jest and Bun do. */
  readonly describe: (name: string, body: () => void) => unknown;
  /**
   * Registers a test. Its body is asynchronous and gets the runner's context, by which it reports itself as skipped where the
   * adapter's capabilities leave it nothing to test. A runner that hands its bodies no context with `skip` needs a line:
   * Mocha's is `(name, body) => it(name, function () { return body({ skip: () => this.skip() }); })`.
   */
  readonly test: (name: string, body: (context: TestContext) => Promise<void>) => unknown;
  /** Opens the database, once for each test. It may be the same one again: the kit's keys never recur. */
  readonly factory: () => ConformanceDatabase | Promise<ConformanceDatabase>;
  /** What to call the suite. Default `"adapter conformance"`. */
  readonly name?: string | undefined;
  /**
   * Wraps every adapter that the database gives, so that the suite runs through the middleware. Give it here rather than in the
   * factory: beneath a middleware stored items may be larger than `itemBytes`, and the kit looks there too. Default: none.
   */
  readonly middleware?: Middleware | undefined;
}
