import { createHash, createSecretKey, hkdfSync } from "node:crypto";
import { Decimal, encodeItem, type Item, isList, type Table, type Value } from "@dystore/core/adapter";
import { Binding } from "../src/binding.ts";
import { ByteWriter } from "../src/byte-writer.ts";
import { canonicalBytes, writePlain } from "../src/canonical.ts";
import { sealedAttribute } from "../src/envelope.ts";
import { extract } from "../src/hkdf.ts";
import { type Sealing, sealItem } from "../src/seal-item.ts";
import type { ItemPlace } from "../src/secrets.ts";
import { type SuiteName, suiteNames } from "../src/suite.ts";
import { wrap } from "../src/wrap.ts";

/** One item, sealed with given keys and salts, or one that must not open. */
export interface Vector {
  readonly name: string;
  readonly context: string;
  readonly table: Table;
  /** Keys of the keyring by name, in hex. */
  readonly keyring: { readonly [name: string]: string };
  /** For items beside a root: the vector whose stored item that is. It holds the keys. */
  readonly root?: string;
  /** The stored item, as tagged JSON. */
  readonly stored: unknown;
  /** The item as it was, as tagged JSON; absent where the stored one must not open. */
  readonly item?: unknown;
  /** For items that open: what is derived on the way, in hex, for each blob. */
  readonly blobs?: readonly { readonly graphKey: string; readonly itemKeyAndNonce: string }[];
  /** SHA-256 and beginning of the canonical form that the last blob authenticates, in hex. */
  readonly authenticated?: { readonly sha256: string; readonly begins: string; readonly bytes: number };
}

const context = "vectors é";
const keyring = { main: bytes("keyring main"), alice: bytes("keyring alice") };
const graphKeys = { main: bytes("graph main"), alice: bytes("graph alice") };
const ids = { main: bytes("id main").subarray(0, 16), alice: bytes("id alice").subarray(0, 16) };
const root: Table = { name: "People", partitionKey: { name: "ID", type: "string" } };
const sorted: Table = { ...root, name: "Sorted", region: "eu-central-1", sortKey: { name: "SK", type: "binary" } };

const rootItem: Item = {
  ID: "ada",
  name: "Ada",
  secret: "a secret, é😀",
  list: ["zero", "one", { deep: [true, null] }],
  number: 1.5,
  exact: new Decimal("0.10000000000000000000000000000000000001"),
  large: 12345678901234567890n,
  bytes: Uint8Array.of(0, 255),
  strings: new Set(["b", "é", "a"]),
  numbers: new Set([10, 9, -1]),
  binaries: new Set([Uint8Array.of(2), Uint8Array.of(1, 1)]),
  "😀": 1,
  "\uffff": 2,
  __dystore__: {
    kind: "root",
    format: 1,
    version: "1Q2sAo0lIl5mWZcGmV4pxw",
    written: 1795382231148,
    past: [],
    private: { created: 1795382231148, notes: '{"large":"bigint"}' },
  },
};

const shardItem: Item = {
  ID: "mVb0W1RzDk1nqZf9tQ0c2w.1Q2sAo0lIl5mWZcGmV4pxw.0",
  SK: Uint8Array.of(1),
  value: "x",
  __dystore__: {
    kind: "shard",
    format: 1,
    version: "1Q2sAo0lIl5mWZcGmV4pxw",
    ordinal: 0,
    written: 1795382231148,
    root: { table: "People", key: "ada" },
    private: { path: '["notes",0]', boxed: true },
  },
};

type Places = readonly (readonly [key: "main" | "alice", ...place: (string | number)[]])[];

/** All vectors: they follow from the code, and never change. */
export function makeVectors(): Vector[] {
  const vectors: Vector[] = [];
  for (const suite of suiteNames) {
    const some: Places = [
      ["main", "secret"],
      ["alice", "list", 0],
      ["main", "list", 2, "deep", 0],
      ["alice", "numbers"],
    ];
    const all: Places = Object.keys(rootItem).flatMap((name) =>
      name === "ID" || name === "__dystore__" ? [] : [["main", name] as const],
    );
    const held = sealed(suite, "a root with some secrets under two keys", root, rootItem, some);
    const next = sealed(suite, "a root that is secret as a whole", root, rootItem, all);
    const beside = sealed(suite, "a shard", sorted, shardItem, [["main", "value"]], { from: held.name });
    const {
      item: _,
      blobs: __,
      authenticated: ___,
      ...foreign
    } = sealed(suite, "a root with keys of another graph", root, rootItem, some, { keysOf: "eve" });
    vectors.push(held, next, beside, ...mustFail(held), ...mustFail(beside), foreign);
  }
  return vectors;
}

function sealed(
  suite: SuiteName,
  name: string,
  table: Table,
  item: Item,
  places: Places,
  { from, keysOf = "ada" }: { readonly from?: string; readonly keysOf?: string } = {},
): Vector {
  const { private: half } = item["__dystore__"] as { readonly private: Value };
  const visible = rest(item, [["__dystore__", "private"], ...places.map(([, ...place]) => place)]) as {
    [name: string]: Value;
  };
  const names = (["alice", "main"] as const).filter((each) => each === "main" || places.some(([key]) => key === each));
  const sealings = names.map((each): Sealing => {
    const secrets = places.flatMap(([key, ...place]) => (key === each ? [[place, at(item, place)]] : []));
    const writer = new ByteWriter();
    writePlain(writer, each === "main" ? { private: half, secrets } : secrets);
    return { key: { id: ids[each], key: extract(graphKeys[each]) }, plaintext: writer.take() };
  });
  const purpose = { context, graph: { table: root.name, region: undefined, key: keysOf } };
  const wrapped = (["main", "alice"] as const).map((each) => ({
    name: each,
    id: ids[each],
    wrapped: wrap(createSecretKey(keyring[each]), each, purpose, graphKeys[each], bytes(`wrap ${each}`)),
  }));
  const salt = bytes(`salt ${suite} ${name}`);
  const keys = from === undefined ? wrapped : undefined;
  const stored = sealItem(visible, sealings, { binding: new Binding(context, table), suite, salt, keys });
  const envelope = stored[sealedAttribute] as { blobs: readonly (readonly [Uint8Array, Uint8Array])[] };
  const blobs = envelope.blobs.map((blob, index) => (index === names.length - 1 ? [blob[0]] : blob));
  const last = canonicalBytes([
    "dystore",
    1,
    "sealed item",
    context,
    table.name,
    table.region ?? null,
    { ...stored, [sealedAttribute]: { ...envelope, blobs } },
  ]);
  const info = canonicalBytes(["dystore", 1, "item", suite, salt]);
  return {
    name: `${suite}: ${name}`,
    context,
    table,
    keyring: { main: hex(keyring.main), alice: hex(keyring.alice) },
    ...(from === undefined ? {} : { root: from }),
    item: tagged(item),
    stored: tagged(stored),
    blobs: names.map((each) => ({
      graphKey: hex(graphKeys[each]),
      itemKeyAndNonce: hex(new Uint8Array(hkdfSync("sha512", graphKeys[each], new Uint8Array(), info, 48))),
    })),
    authenticated: {
      sha256: createHash("sha256").update(last).digest("hex"),
      begins: hex(last.subarray(0, 160)),
      bytes: last.length,
    },
  };
}

/** A value without what stands at these places; `undefined` where that is the value itself. */
function rest(value: Value, places: readonly ItemPlace[]): Value | undefined {
  if (places.some((place) => place.length === 0)) return undefined;
  if (places.length === 0) return value;
  const inner = (segment: string | number) =>
    rest(
      at(value, [segment]),
      places.flatMap(([first, ...further]) => (first === segment ? [further] : [])),
    );
  if (isList(value)) return value.map((_, index) => inner(index)).filter((element) => element !== undefined);
  const members = Object.keys(value as Item).map((name) => [name, inner(name)] as const);
  return Object.fromEntries(members.filter(([, member]) => member !== undefined)) as Item;
}

function at(value: Value, place: ItemPlace): Value {
  return place.reduce<Value>(
    (inner, segment) => (inner as { readonly [segment: string | number]: Value })[segment] as Value,
    value,
  );
}

/** The same stored item with one thing wrong. */
function mustFail(vector: Vector): Vector[] {
  const { item: _, blobs: __, authenticated: ___, ...rest } = vector;
  const text = JSON.stringify(rest.stored);
  const stored = () => JSON.parse(text);
  const cases: [string, Partial<Vector>][] = [
    ["another context", { context: "other" }],
    ["another table", { table: { ...rest.table, name: "Others" } }],
    ["another Region", { table: { ...rest.table, region: "us-west-1" } }],
    ["another keyring key", { keyring: { ...rest.keyring, main: hex(bytes("other")) } }],
    ["no such keyring key", { keyring: { other: hex(keyring.main) } }],
  ];
  const change = (name: string, edit: (item: ReturnType<typeof stored>, sealed: ReturnType<typeof stored>) => void) => {
    const item = stored();
    edit(item, item[sealedAttribute]);
    cases.push([name, { stored: item }]);
  };
  change("another key of the item", (item) => Object.assign(item, { ID: "eve" }));
  change("another version", (item) => Object.assign(item.__dystore__, { version: "AAAAAAAAAAAAAAAAAAAAAA" }));
  change("an attribute more", (item) => Object.assign(item, { more: 1 }));
  change("a flipped salt", (_item, sealed) => Object.assign(sealed.salt, { $binary: flipped(sealed.salt.$binary) }));
  change("another suite", (_item, sealed) =>
    Object.assign(sealed, { suite: suiteNames.find((suite) => suite !== sealed.suite) }),
  );
  change("a later format", (_item, sealed) => Object.assign(sealed, { format: 2 }));
  change("a member more", (_item, sealed) => Object.assign(sealed, { more: 1 }));
  change("a blob with an element more", (_item, sealed) => sealed.blobs.at(-1).push(1));
  change("no blobs", (_item, sealed) => Object.assign(sealed, { blobs: [] }));
  change("an empty blob", (_item, sealed) => Object.assign(sealed.blobs.at(-1)[1], { $binary: "" }));
  change("a blob that ends early", (_item, sealed) => {
    const blob = sealed.blobs.at(-1)[1];
    blob.$binary = Buffer.from(blob.$binary, "base64").subarray(0, -1).toString("base64");
  });
  change("a flipped tag", (_item, sealed) => {
    const blob = sealed.blobs.at(-1)[1];
    blob.$binary = flipped(blob.$binary, true);
  });
  change("a flipped ciphertext", (_item, sealed) => {
    const blob = sealed.blobs.at(-1)[1];
    blob.$binary = flipped(blob.$binary);
  });
  if (rest.root === undefined) {
    change("exchanged blobs", (_item, sealed) => sealed.blobs.reverse());
    change("a blob less", (_item, sealed) => sealed.blobs.shift());
    change("an attribute less", (item) => delete item.name);
    change("a flipped commitment", (_item, sealed) => {
      const wrapped = Buffer.from(sealed.keys[0][2].$binary, "base64");
      wrapped.writeUInt8(wrapped.readUInt8(40) ^ 1, 40);
      sealed.keys[0][2].$binary = wrapped.toString("base64");
    });
    change("no keys", (_item, sealed) => delete sealed.keys);
  } else change("keys where none belong", (_item, sealed) => Object.assign(sealed, { keys: [] }));
  return cases.map(([name, differs]) => ({ ...rest, name: `${rest.name}: ${name}`, ...differs }));
}

function flipped(base64: string, last = false): string {
  const flipped = Buffer.from(base64, "base64");
  const at = last ? flipped.length - 1 : 0;
  flipped.writeUInt8(flipped.readUInt8(at) ^ 1, at);
  return flipped.toString("base64");
}

function bytes(text: string): Uint8Array {
  return new Uint8Array(createHash("sha256").update(text).digest());
}

function hex(binary: Uint8Array): string {
  return Buffer.from(binary).toString("hex");
}

function tagged(item: Item): unknown {
  return JSON.parse(encodeItem(item));
}
