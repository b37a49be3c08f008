import type { StoreSetup } from "./scene.ts";

/** The example that README and documentation use: nested shards in tables of their own. */
export const exampleSetup: StoreSetup = {
  shards: [
    { path: "$.birth_details", table: "Shard1", primaryKey: "IDX" },
    {
      path: "$.location",
      table: "Shard2",
      primaryKey: "IDX",
      shards: [{ path: "$.geolocation", table: "Shard3", primaryKey: "ShardID" }],
    },
  ],
};

export interface Person extends Record<string, unknown> {
  firstname: string;
  birth_details: Record<string, unknown>;
  location: { city: string; street: string; geolocation: Record<string, unknown> };
}

export function examplePerson(): Person {
  return {
    firstname: "john",
    lastname: "doe",
    birth_details: { dob: "2000-01-01", hospital: "general", weight: 3.2 },
    location: {
      city: "Seattle",
      street: "Pine",
      geolocation: { latitude: 47.6, longitude: -122.3, tags: ["a", "b"] },
    },
  };
}
