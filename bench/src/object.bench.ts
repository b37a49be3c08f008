import { memoryAdapter } from "@dystore/adapter-memory";
import { DyObject, DyStore } from "@dystore/core";
import type { Adapter } from "@dystore/core/adapter";
import type { Benchmark, Contest } from "./benchmark.ts";
import { type Document, document, documentId } from "./document.ts";
import { adapterOn, folder } from "./sqlite-file.ts";

const count = 500;
const shards = 10;

class Geolocation extends DyObject {
  static override typeName = "Geolocation";
  longtitude = 0;
  latitude = 0;
}

class Location extends DyObject {
  static override typeName = "Location";
  static override classes = () => [Geolocation];
  city = "";
  street = "";
  geolocation = new Geolocation();
}

class Order extends DyObject {
  static override typeName = "Order";
  number = 0;
  product = "";
  price = 0;
}

/** The fields of a document. */
abstract class Documented extends DyObject {
  ID = "";
  firstname = "";
  lastname = "";
  email = "";
  age = 0;
  balance = 0;
  active = false;
  note = "";
  tags: string[] = [];
  location = new Location();
  orders: Order[] = [];
  history: string[] = [];
  revision = 0;
}

class Item extends Documented {
  static override typeName = "Item";
  static override tableName = "Items";
  static override primaryKeyName = "IDX";
  static override classes = () => [Location, Order];
}

class Root extends Documented {
  static override typeName = "Root";
  static override tableName = "Objects";
  static override primaryKeyName = "ID";
  static override classes = () => [Item];
  items: Item[] = [];
}

interface Plain {
  readonly location: { readonly geolocation: object };
  readonly orders: readonly object[];
}

/** A document with an instance in the place of every object in it: what nobody can do without who makes instances. */
function instanceOf<T extends Root | Item>(of: new () => T, plain: Plain): T {
  const { location, orders } = plain;
  return Object.assign(new of(), plain, {
    location: Object.assign(new Location(), location, {
      geolocation: Object.assign(new Geolocation(), location.geolocation),
    }),
    orders: orders.map((order) => Object.assign(new Order(), order)),
  });
}

async function readByHand(store: DyStore, key: string): Promise<Root> {
  const plain = (await store.read(key)) as unknown as Plain & { readonly items: readonly Plain[] };
  return Object.assign(instanceOf(Root, plain), { items: plain.items.map((item) => instanceOf(Item, item)) });
}

const revised = (index: number): Document => ({ ...document(index % count), revision: Math.floor(index / count) % 2 });

const withoutMetadata = ({ __dystore__: _, ...data }: Document): Record<string, unknown> => data;

const plainOf = (index: number) => withoutMetadata(revised(index)) as unknown as Plain;

function plainGraph(index: number): Record<string, unknown> {
  const items = Array.from({ length: shards }, (_, n) => withoutMetadata(revised(index + count * 2 * n)));
  return { ...withoutMetadata(revised(index)), items };
}

function instanceGraph(index: number): Root {
  const items = Array.from({ length: shards }, (_, n) => instanceOf(Item, plainOf(index + count * 2 * n)));
  return Object.assign(instanceOf(Root, plainOf(index)), { items });
}

/** Both revisions of all, made beforehand. */
const indexes = Array.from({ length: 2 * count }, (_, index) => index);
const plains = indexes.map(plainGraph);
const instances = indexes.map(instanceGraph);
const plainAt = (index: number): Record<string, unknown> => plains[index % plains.length] ?? {};
const instanceAt = (index: number): Root => instances[index % instances.length] ?? new Root();

async function filled(adapter: Adapter): Promise<DyStore> {
  const root = { adapter, table: "Documents", primaryKey: "ID" };
  const store = new DyStore({ ...root, shards: [{ path: "$.items[*]", table: "Items", primaryKey: "IDX" }] });
  await store.createTables();
  await Root.store({ adapter }).createTables();
  for (let index = count; index < 2 * count; index++) {
    await store.write(plainAt(index));
    await instanceAt(index).save({ adapter, overwrite: true });
  }
  return store;
}

type Job = (store: DyStore, adapter: Adapter) => Contest["contenders"];

/** `overwrite`: both write the whole graph, whatever stands there. */
const saving: Job = (store, adapter) => [
  { name: "store.write", run: (index) => store.write(plainAt(index)) },
  { name: "instance.save", run: (index) => instanceAt(index).save({ adapter, overwrite: true }) },
];

const loading: Job = (store, adapter) => [
  { name: "store.read", run: (index) => store.read(documentId(index % count)) },
  { name: "Root.load", run: (index) => Root.load(documentId(index % count), { adapter }) },
];

/** What making instances takes at least. The second reads other graphs, so as not to find them in the processor's cache. */
const making: Job = (store) => [
  { name: "store.read", run: (index) => store.read(documentId(index % count)) },
  { name: "store.read, new", run: (index) => readByHand(store, documentId((index + count / 2) % count)) },
];

async function onMemory(job: Job): Promise<Contest> {
  const adapter = memoryAdapter();
  return { contenders: job(await filled(adapter), adapter), tearDown: () => adapter.close() };
}

async function onSqlite(job: Job): Promise<Contest> {
  const files = folder();
  const adapter = adapterOn(files.file("objects.db"));
  const contenders = job(await filled(adapter), adapter);
  return {
    contenders,
    async tearDown() {
      await adapter.close();
      files.remove();
    },
  };
}

export const benchmarks: readonly Benchmark[] = [
  { name: "objects on memory: save a graph of 1 + 10", batch: 2, setUp: () => onMemory(saving) },
  { name: "objects on memory: load a graph of 1 + 10", batch: 2, setUp: () => onMemory(loading) },
  { name: "objects on memory: load a graph of 1 + 10 by hand", batch: 2, setUp: () => onMemory(making) },
  { name: "objects on sqlite: save a graph of 1 + 10", batch: 2, setUp: () => onSqlite(saving) },
  { name: "objects on sqlite: load a graph of 1 + 10", batch: 2, setUp: () => onSqlite(loading) },
  { name: "objects on sqlite: load a graph of 1 + 10 by hand", batch: 2, setUp: () => onSqlite(making) },
];
