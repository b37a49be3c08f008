import { type webcrypto as web, webcrypto } from "node:crypto";

/**
 * Opens sealed items as docs/crypto.md has it, without a line of DyStore: by WebCrypto. It works on tagged JSON, whose tags
 * are told in docs/format.md.
 */

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
type JsonMap = { [name: string]: Json };

/** What is to be opened, and what for. */
export interface SealedItem {
  readonly stored: JsonMap;
  /** The stored root, for items beside one. */
  readonly root: JsonMap | undefined;
  readonly context: string;
  readonly table: { readonly name: string; readonly region?: string; readonly keyNames: readonly string[] };
  readonly keyring: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
}

const { subtle } = webcrypto;
const utf8 = new TextEncoder();

/** @throws Error of whatever kind where it cannot be opened. */
export async function openSealed({ stored, root, context, table, keyring }: SealedItem): Promise<JsonMap> {
  const { __dystore_sealed__: sealed, ...visible } = stored;
  const envelope = asMap(sealed);
  const suite = envelope["suite"];
  if (envelope["format"] !== 1) throw new Error("format");
  if (suite !== "aes-256-gcm" && suite !== "aes-128-cbc-hmac-sha-256") throw new Error("suite");
  binary(envelope["salt"], 32);
  const isBeside = ["shard", "part", "page"].includes(String(asMap(visible["__dystore__"] ?? {})["kind"]));
  if (isBeside !== (envelope["keys"] === undefined)) throw new Error("keys in a wrong place");
  const held = isBeside ? asMap(asMap(root)["__dystore_sealed__"])["keys"] : envelope["keys"];
  const blobs = asList(envelope["blobs"]).map((blob) => asList(blob));
  if (blobs.some((blob) => blob.length !== 2)) throw new Error("a blob of another form");
  const last = blobs.at(-1);
  if (last === undefined) throw new Error("no blobs");
  const bound: Json[] = [context, table.name, table.region ?? null];
  const itself = { table: table.name, region: table.region ?? null, key: stored[table.keyNames[0] ?? ""] ?? null };
  const address = isBeside ? asMap(asMap(visible["__dystore__"] ?? {})["root"]) : itself;
  const graph: Json[] = [context, address["table"] ?? null, address["region"] ?? null, address["key"] ?? null];

  const openBlob = async (blob: Json[], aad: Uint8Array<ArrayBuffer>) => {
    const graphKey = await unwrapped(asList(held), blob[0], keyring, graph);
    const okm = await hkdf(
      graphKey,
      new Uint8Array(),
      canonical(["dystore", 1, "item", suite, envelope["salt"] ?? null]),
      48,
    );
    const bytes = binary(blob[1]);
    return suite === "aes-256-gcm" ? gcm(okm, aad, bytes) : cbc(okm, aad, bytes);
  };

  const item = { ...visible, __dystore_sealed__: { ...envelope, blobs: [...blobs.slice(0, -1), [last[0] ?? null]] } };
  const content = asMap(parse(await openBlob(last, canonical(["dystore", 1, "sealed item", ...bound, item]))));
  const secrets = [...asList(content["secrets"])];
  const key = Object.fromEntries(Object.entries(visible).filter(([name]) => table.keyNames.includes(name)));
  for (const blob of blobs.slice(0, -1)) {
    const aad = canonical(["dystore", 1, "sealed part", ...bound, key, blob[0] ?? null]);
    secrets.push(...asList(parse(await openBlob(blob, aad))));
  }
  const opened: JsonMap = structuredClone(visible);
  if (content["private"] !== undefined) asMap(opened["__dystore__"])["private"] = content["private"];
  for (const secret of secrets.sort(byPlace)) putBack(opened, asList(asList(secret)[0]), asList(secret)[1] ?? null);
  return opened;
}

async function unwrapped(keys: Json[], id: Json | undefined, keyring: SealedItem["keyring"], graph: Json[]) {
  const wanted = binary(id, 16);
  const found = keys.map(asList).find((key) => equal(binary(key[1], 16), wanted));
  const name = found?.[0];
  const key = typeof name === "string" ? keyring.get(name) : undefined;
  if (found === undefined || key === undefined) throw new Error("no such key");
  const wrapped = binary(found[2], 112);
  const okm = await hkdf(key, wrapped.slice(0, 32), canonical(["dystore", 1, "wrap", name ?? null]), 64);
  if (!equal(okm.slice(32), wrapped.slice(32, 64))) throw new Error("commitment");
  const wrapping = await subtle.importKey("raw", okm.slice(0, 32), "AES-GCM", false, ["decrypt"]);
  const additionalData = canonical(["dystore", 1, "wrapped key", ...graph]);
  const algorithm = { name: "AES-GCM", iv: new Uint8Array(12), additionalData, tagLength: 128 };
  return new Uint8Array(await subtle.decrypt(algorithm, wrapping, wrapped.slice(64)));
}

async function hkdf(
  key: Uint8Array<ArrayBuffer>,
  salt: Uint8Array<ArrayBuffer>,
  info: Uint8Array<ArrayBuffer>,
  bytes: number,
) {
  const base = await subtle.importKey("raw", key, "HKDF", false, ["deriveBits"]);
  return new Uint8Array(await subtle.deriveBits({ name: "HKDF", hash: "SHA-512", salt, info }, base, bytes * 8));
}

async function gcm(
  okm: Uint8Array<ArrayBuffer>,
  additionalData: Uint8Array<ArrayBuffer>,
  sealed: Uint8Array<ArrayBuffer>,
) {
  const key = await subtle.importKey("raw", okm.slice(0, 32), "AES-GCM", false, ["decrypt"]);
  const algorithm: web.AesGcmParams = { name: "AES-GCM", iv: okm.slice(32, 44), additionalData, tagLength: 128 };
  return new Uint8Array(await subtle.decrypt(algorithm, key, sealed));
}

async function cbc(okm: Uint8Array<ArrayBuffer>, aad: Uint8Array<ArrayBuffer>, sealed: Uint8Array<ArrayBuffer>) {
  const iv = okm.slice(32, 48);
  const ciphertext = sealed.slice(0, -16);
  const bits = new DataView(new ArrayBuffer(8));
  bits.setBigUint64(0, BigInt(aad.length * 8));
  const mac = await subtle.importKey("raw", okm.slice(0, 16), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  const signed = new Uint8Array([...aad, ...iv, ...ciphertext, ...new Uint8Array(bits.buffer)]);
  const tag = new Uint8Array(await subtle.sign("HMAC", mac, signed)).slice(0, 16);
  if (!equal(tag, sealed.slice(-16))) throw new Error("tag");
  const key = await subtle.importKey("raw", okm.slice(16, 32), "AES-CBC", false, ["decrypt"]);
  return new Uint8Array(await subtle.decrypt({ name: "AES-CBC", iv }, key, ciphertext));
}

/** The canonical form of a value of tagged JSON. */
export function canonical(value: Json): Uint8Array<ArrayBuffer> {
  if (value === null) return bytes("z");
  if (typeof value === "boolean") return bytes(value ? "t" : "f");
  if (typeof value === "string") return bytes("s", sized(utf8.encode(value)));
  if (typeof value === "number") return bytes("n", sized(utf8.encode(decimalText(String(value)))));
  if (Array.isArray(value)) return bytes("l", count(value.length), ...value.map(canonical));
  const [tag, other] = Object.keys(value);
  if (tag?.startsWith("$") && other === undefined) return canonicalTagged(tag, value[tag] as Json);
  return canonicalMap(value);
}

function canonicalMap(map: JsonMap): Uint8Array<ArrayBuffer> {
  const members = Object.entries(map).map(([name, member]) => ({ name: utf8.encode(name), member }));
  members.sort((a, b) => Buffer.compare(a.name, b.name));
  return bytes("m", count(members.length), ...members.flatMap(({ name, member }) => [sized(name), canonical(member)]));
}

function canonicalTagged(tag: string, value: Json): Uint8Array<ArrayBuffer> {
  const set = (letter: string, members: Uint8Array[]) =>
    bytes(letter, count(members.length), ...members.sort(Buffer.compare).map(sized));
  switch (tag) {
    case "$binary":
      return bytes("b", sized(Buffer.from(String(value), "base64")));
    case "$number":
      return bytes("n", sized(utf8.encode(decimalText(String(value)))));
    case "$strings":
      return set(
        "S",
        asList(value).map((each) => utf8.encode(String(each))),
      );
    case "$numbers":
      return set(
        "N",
        asList(value).map((each) => utf8.encode(decimalText(String(each)))),
      );
    case "$binaries":
      return set(
        "B",
        asList(value).map((each) => Buffer.from(String(each), "base64")),
      );
    case "$map":
      return canonicalMap(asMap(value));
    default:
      throw new Error("tag");
  }
}

/** Plain decimal notation. */
function decimalText(text: string): string {
  const [, sign, whole = "", fraction = "", exponent = "0"] =
    /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/i.exec(text) ?? [];
  const digits = whole + fraction;
  const point = whole.length + Number(exponent);
  const padded = "0".repeat(Math.max(0, -point)) + digits + "0".repeat(Math.max(0, point - digits.length));
  const at = Math.max(0, point);
  const before = padded.slice(0, at).replace(/^0+(?=.)/, "") || "0";
  const after = padded.slice(at).replace(/0+$/, "");
  const plain = after === "" ? before : `${before}.${after}`;
  return plain === "0" ? plain : `${sign ?? ""}${plain}`;
}

/** Reads plain form as tagged JSON. */
function parse(form: Uint8Array): Json {
  const view = new DataView(form.buffer, form.byteOffset, form.length);
  let at = 0;
  const length = () => {
    at += 4;
    return view.getUint32(at - 4);
  };
  const take = () => {
    const size = length();
    at += size;
    if (at > form.length) throw new Error("end");
    return form.slice(at - size, at);
  };
  const text = () => new TextDecoder("utf-8", { fatal: true }).decode(take());
  const base64 = () => Buffer.from(take()).toString("base64");
  const many = <T>(read: () => T): T[] => Array.from({ length: length() }, read);
  const value = (): Json => {
    const tag = String.fromCharCode(view.getUint8(at++));
    if (tag === "z") return null;
    if (tag === "t" || tag === "f") return tag === "t";
    if (tag === "s") return text();
    if (tag === "n") return taggedNumber(text());
    if (tag === "b") return { $binary: base64() };
    if (tag === "l") return many(value);
    if (tag === "S") return { $strings: many(text) };
    if (tag === "N") return { $numbers: many(text) };
    if (tag === "B") return { $binaries: many(base64) };
    if (tag !== "m") throw new Error("tag");
    const map = Object.fromEntries(many(() => [text(), value()] as const));
    const [name, other] = Object.keys(map);
    return name?.startsWith("$") && other === undefined ? { $map: map } : map;
  };
  const whole = value();
  if (at !== form.length) throw new Error("more");
  return whole;
}

function taggedNumber(text: string): Json {
  const number = Number(text);
  return decimalText(String(number)) === text ? number : { $number: text };
}

function byPlace(a: Json, b: Json): number {
  const one = asList(asList(a)[0]);
  const two = asList(asList(b)[0]);
  for (const [depth, segment] of one.entries()) {
    const other = two[depth];
    if (other === undefined) return 1;
    if (typeof segment === "number" && typeof other === "number" && segment !== other) return segment - other;
    if (segment !== other) return String(segment) < String(other) ? -1 : 1;
  }
  return one.length - two.length;
}

function putBack(item: JsonMap, place: Json[], value: Json): void {
  let container: Json = item;
  for (const segment of place.slice(0, -1)) {
    container = Array.isArray(container)
      ? (container[Number(segment)] ?? null)
      : (asMap(container)[String(segment)] ?? null);
  }
  const last = place.at(-1);
  if (Array.isArray(container) && typeof last === "number" && last <= container.length)
    container.splice(last, 0, value);
  else if (typeof last === "string") asMap(container)[last] = value;
  else throw new Error("place");
}

function bytes(letter: string, ...rest: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.concat([utf8.encode(letter), ...rest]));
}

function count(number: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(4));
  view.setUint32(0, number);
  return new Uint8Array(view.buffer);
}

function sized(binaryOrText: Uint8Array): Uint8Array {
  return Buffer.concat([count(binaryOrText.length), binaryOrText]);
}

function binary(value: Json | undefined, length?: number): Uint8Array<ArrayBuffer> {
  const decoded = new Uint8Array(Buffer.from(String(asMap(value ?? null)["$binary"]), "base64"));
  if (length !== undefined && decoded.length !== length) throw new Error("length");
  return decoded;
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}

function asList(value: Json | undefined): Json[] {
  if (!Array.isArray(value)) throw new Error("no list");
  return value;
}

function asMap(value: Json | undefined): JsonMap {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new Error("no map");
  return value;
}
