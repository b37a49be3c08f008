import { expect, test } from "vitest";
import { inParallel } from "../src/parallel.ts";

test("jobs are done as many at once as may be, and each of them", async () => {
  const done: number[] = [];
  let now = 0;
  let most = 0;
  await inParallel([1, 2, 3, 4, 5], 2, async (job) => {
    most = Math.max(most, ++now);
    await Promise.resolve();
    now--;
    done.push(job);
  });
  expect(done).toEqual([1, 2, 3, 4, 5]);
  expect(most).toBe(2);
});

test.each([0, -1, Number.NaN])("jobs that nobody would do, at most %d at once, are an error", async (limit) => {
  const done: number[] = [];
  const work = async (job: number) => {
    done.push(job);
  };
  await expect(inParallel([1, 2], limit, work)).rejects.toThrow(RangeError);
  expect(done).toEqual([]);
  await inParallel([], limit, work);
});

test("after a failure no more begin, and it is what is thrown", async () => {
  const begun: number[] = [];
  const failing = inParallel([1, 2, 3], 1, async (job) => {
    begun.push(job);
    throw new Error(`job ${job}`);
  });
  await expect(failing).rejects.toThrow("job 1");
  expect(begun).toEqual([1]);
});
