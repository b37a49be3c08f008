/**
 * The main job, start to end, with every count taken from what really went through the adapter.
 *
 *   npm run demo                  on an SQLite file
 *   npm run demo -- --dynamodb    on DynamoDB Local
 */
import { parseArgs } from "node:util";
import { browserSupportDemo } from "./src/browser-support.ts";
import { counting } from "./src/counting.ts";
import { dynamodb, sqliteFile } from "./src/database.ts";
import { personDemo } from "./src/person.ts";

const { values } = parseArgs({ options: { dynamodb: { type: "boolean", default: false } } });
const database = values.dynamodb ? await dynamodb() : await sqliteFile();
try {
  console.log(`DyStore on ${database.description}`);
  const adapter = counting(database.adapter);
  await personDemo(adapter);
  await browserSupportDemo(adapter);
  console.log("\nEvery comparison held.");
} finally {
  await database.remove();
}
