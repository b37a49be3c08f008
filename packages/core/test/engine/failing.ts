import type { Adapter } from "../../src/adapter.ts";
import type { ErrorCode } from "../../src/index.ts";
import { failure, intercept, type Role, roleOf } from "./intercept.ts";

/** An adapter whose writes of one kind fail, having carried out a part of what is not atomic. */
export function failing(adapter: Adapter, role: Role, code: ErrorCode, part: number = 0): Adapter {
  return intercept(adapter, {
    async write({ steps, options }, proceed) {
      if (roleOf(steps) !== role) return proceed();
      if (part > 0 && !options.atomic) await proceed(steps.slice(0, Math.ceil(steps.length * part)));
      throw failure(code);
    },
  });
}
