import { expiryAttribute } from "@dystore/core/adapter";
import { attributeTypes, type DescribedTable, type Safeguards } from "./described-table.ts";
import { identifier } from "./identifier.ts";

/** Terraform resources for the provider hashicorp/aws, 6 or later: before that, resources could not name their Region. */
export function terraform(region: string, tables: readonly DescribedTable[], safeguards: Safeguards): string {
  const resources = tables.map((table) => resource(table, safeguards));
  return `# Tables of DyStore in ${region}; for hashicorp/aws 6 or later\n${resources.join("")}`;
}

function resource(table: DescribedTable, { pointInTimeRecovery, deletionProtection }: Safeguards): string {
  const { name, region, partitionKey, sortKey } = table;
  const range = sortKey ? `\n  range_key                   = ${quoted(sortKey.name)}` : "";
  const attributes = [partitionKey, ...(sortKey ? [sortKey] : [])].map(
    (key) => `
  attribute {
    name = ${quoted(key.name)}
    type = ${quoted(attributeTypes[key.type])}
  }
`,
  );
  // Files of several Regions may lie in one module.
  return `
resource "aws_dynamodb_table" "${identifier(name)}_${region.replaceAll("-", "_")}" {
  region                      = ${quoted(region)}
  name                        = ${quoted(name)}
  billing_mode                = "PAY_PER_REQUEST"
  hash_key                    = ${quoted(partitionKey.name)}${range}
  deletion_protection_enabled = ${deletionProtection}
${attributes.join("")}
  ttl {
    attribute_name = ${quoted(expiryAttribute)}
    enabled        = true
  }

  point_in_time_recovery {
    enabled = ${pointInTimeRecovery}
  }
}
`;
}

/** Text as a string of HCL, in which `${` and `%{` would begin a template. */
function quoted(text: string): string {
  return `"${text.replace(/["\\\p{Cc}]|[$%](?=\{)/gu, unicode)}"`;
}

function unicode(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
