/**
 * Classes that save and load themselves: with the instances in them, their own shards where their class has a table, and what older
 * versions of a class stored.
 *
 *   npm run --workspace examples objects
 */
import { DyObject, DyStore, isDyStoreError } from "@dystore/core";
import { z } from "zod";
import { sqliteFile } from "./src/database.ts";

class Track extends DyObject {
  static override typeName = "Track";
  title = "";
  seconds = 0;
}

class Album extends DyObject {
  static override typeName = "Album";
  static override tableName = "Albums";
  static override primaryKeyName = "ID";
  static override classes = () => [Track];
  static override schema = z.object({
    name: z.string().min(1),
    tracks: z.array(z.object({ title: z.string().min(1) })),
  });
  name = "";
  tracks: Track[] = [];

  get seconds(): number {
    return this.tracks.reduce((sum, { seconds }) => sum + seconds, 0);
  }
}

class Artist extends DyObject {
  static override typeName = "Artist";
  static override tableName = "Artists";
  static override primaryKeyName = "ID";
  static override classes = () => [Album];
  static override version = 1;

  /** Version 0 had one text for both names. */
  static override migrate({ name, ...rest }: Record<string, unknown>): object {
    const [first, ...last] = String(name).split(" ");
    return { ...rest, first, last: last.join(" ") };
  }

  first = "";
  last = "";
  albums: Album[] = [];
}

const database = await sqliteFile();
const { adapter } = database;
try {
  await Artist.store({ adapter }).createTables();
  const album = new Album();
  album.name = "Lady in Satin";
  album.tracks = [Object.assign(new Track(), { title: "I'm a Fool to Want You", seconds: 203 })];
  const artist = Object.assign(new Artist(), { first: "Billie", last: "Holiday", albums: [album] });
  const key = await artist.save({ adapter });

  const loaded = await Artist.load(key, { adapter });
  console.log("loaded:", loaded.first, loaded.albums[0]?.name, loaded.albums[0]?.seconds);

  const plain = new DyStore({ adapter, table: "Artists", primaryKey: "ID" });
  console.log("as plain data:", JSON.stringify(await plain.readPath(key, "$.albums[0].tracks")));

  artist.first = "Eleanora";
  await artist.save({ adapter });
  try {
    await loaded.save({ adapter });
  } catch (error) {
    if (!isDyStoreError(error, "CONFLICT")) throw error;
    console.log("saved since it was loaded:", error.code);
  }

  artist.albums.push(Object.assign(new Album(), { tracks: [new Track()] }));
  try {
    await artist.save({ adapter });
  } catch (error) {
    if (!isDyStoreError(error, "VALIDATION")) throw error;
    console.log(error.code, "at", error.issues?.map(({ path }) => path).join(" and "));
  }

  // What plain stores wrote says of no class: a hook may choose one.
  const old = await plain.write({ name: "Nina Simone", albums: [{ name: "Pastel Blues", tracks: [] }] });
  const dictToClass = ({ key: place }: { key: string }) => (place.startsWith("albums[") ? Album : undefined);
  const migrated = await Artist.load(old, { adapter, configLoader: { dictToClass } });
  console.log("migrated:", migrated.last, migrated.albums[0] instanceof Album);
  console.log("deleted:", await migrated.delete({ adapter }), await Artist.delete(key, { adapter }));
} finally {
  await database.remove();
}
