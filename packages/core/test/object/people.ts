import { DyObject } from "../../src/index.ts";

/** Without a table: stays in what it stands in. */
export class GeoLocation extends DyObject {
  static override typeName = "GeoLocation";
  longitude = 0;
  latitude = 0;
}

/** A shard wherever it stands. */
export class Location extends DyObject {
  static override typeName = "Location";
  static override tableName = "Shard2";
  static override primaryKeyName = "IDX";
  city = "";
  country = "";
  geolocation = new GeoLocation();

  static in(city: string, country = ""): Location {
    return Object.assign(new Location(), { city, country });
  }

  label(): string {
    return `${this.city}, ${this.country}`;
  }
}

export class Person extends DyObject {
  static override typeName = "Person";
  static override tableName = "Root";
  static override primaryKeyName = "ID";
  static override classes = () => [Location, GeoLocation];
  static override ignoreList = ["address"];
  readonly #secret = "never stored";
  _cache = "neither";
  firstname = "";
  born = new Date(0);
  location = new Location();
  visited: Location[] = [];
  friends: Person[] = [];
  address?: string;
  nickname: string | null = null;

  get secret(): string {
    return this.#secret;
  }
}

export function ada(): Person {
  const person = new Person();
  person.firstname = "Ada";
  person.born = new Date("1815-12-10");
  person.location = Location.in("London", "England");
  person.visited = [Location.in("Paris"), Location.in("Turin")];
  person.address = "St James's Square";
  return person;
}
