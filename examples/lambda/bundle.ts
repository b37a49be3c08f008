/**
 * Makes one file of the function, to be uploaded to Lambda as it is:
 *
 *   npm run --workspace examples bundle -- [--outfile lambda/dist/index.mjs] [--external-sdk]
 *
 * Lambda has an AWS SDK of its own, and `--external-sdk` leaves it out of the bundle: that starts sooner (`npm run bench -- lambda`
 * at the root), and runs on whatever version Lambda has that day.
 */
import { statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { build } from "esbuild";

const { values } = parseArgs({
  options: {
    outfile: { type: "string", default: fileURLToPath(new URL("dist/index.mjs", import.meta.url)) },
    "external-sdk": { type: "boolean", default: false },
  },
});

await build({
  entryPoints: [fileURLToPath(new URL("handler.ts", import.meta.url))],
  outfile: values.outfile,
  bundle: true,
  minify: true,
  // Of the SDK this takes the CommonJS form, which does nothing before it is used; its ES modules would all run at the start.
  platform: "node",
  target: "node22",
  format: "esm",
  // The SDK asks for Node's own modules by `require`, which a module does not have.
  banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
  external: values["external-sdk"] ? ["@aws-sdk/*"] : [],
  // DyStore from its sources in this repository; drop this line where it is installed.
  conditions: ["@dystore/source"],
  logLevel: "warning",
});
console.log(`${values.outfile}: ${Math.round(statSync(values.outfile).size / 1000)} kB`);
