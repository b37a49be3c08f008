// By path, since a dependency of core on its adapters would close a circle between packages.
export { memoryAdapter } from "../../../adapter-memory/src/index.ts";
