import type { StandardSchemaV1 } from "@standard-schema/spec";
import { DyStoreError } from "../errors/error.ts";
import { formatPath } from "../path/format-path.ts";

/** A schema of any library that speaks Standard Schema. */
export type Schema = StandardSchemaV1<object, object>;

/** What a schema makes of data that is to be written, or is stored. @throws DyStoreError `VALIDATION` with all its issues. */
export async function validate(
  schema: Schema | undefined,
  data: object,
  of: "given" | "stored" = "given",
): Promise<object> {
  if (schema === undefined) return data;
  const result = await schema["~standard"].validate(data);
  if (result.issues === undefined) return result.value;
  const issues = result.issues.map(({ message, path = [] }) => {
    const segments = path.map((segment) => (typeof segment === "object" ? segment.key : segment));
    return {
      message,
      path: formatPath(segments.map((segment) => (typeof segment === "number" ? segment : String(segment)))),
    };
  });
  const [first] = issues;
  const more = issues.length > 1 ? ` (and ${issues.length - 1} more in "issues")` : "";
  const where = `at ${first?.path ?? "$"}${more}`;
  const message =
    of === "given"
      ? `the schema refuses the data ${where}; nothing was written`
      : `the schema refuses what is stored ${where}; load it with validate: false to mend it`;
  throw new DyStoreError("VALIDATION", message, { issues, ...(first === undefined ? {} : { path: first.path }) });
}
