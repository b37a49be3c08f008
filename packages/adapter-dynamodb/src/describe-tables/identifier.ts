import { createHash } from "node:crypto";

// CloudFormation's user guide: a logical ID is alphanumeric ("Resources"), and has at most 255 characters ("Quotas").
const longest = 255;

/**
 * A name of letters and digits for a table's definition, another for every table: `my-app` is `TablemyX2Dapp`. `X` and two digits
 * stand for what is no letter or digit, and for `X`.
 */
export function identifier(tableName: string): string {
  const text = tableName.replace(
    /[^A-WYZa-z\d]/g,
    (character) => `X${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  // In front for names that begin with a digit, and for `constructor`, with which CDK cannot deal.
  const name = `Table${text}`;
  return name.length <= longest ? name : `TableX${createHash("sha256").update(tableName).digest("hex")}`;
}
