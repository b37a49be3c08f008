import { randomUUID } from "node:crypto";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  BatchGetCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  TransactWriteCommand,
} from "@aws-sdk/lib-dynamodb";
import { dynamodbAdapter } from "@dystore/adapter-dynamodb";
import { DyStore } from "@dystore/core";
import type { Benchmark, Contender } from "./benchmark.ts";
import { type Document, documents, type Json } from "./document.ts";
import { startStub } from "./dynamodb-stub.ts";

type Plain = { readonly [name: string]: Json };

const count = 200;
const shards = 10;
const at = documents(count * (shards + 1));

/** A document of a program that knows nothing of DyStore. */
function plain(index: number): Plain {
  const { __dystore__: _, ...document } = at(index);
  return document;
}

const plains = Array.from({ length: count * (shards + 1) }, (_, index) => plain(index));
const graphs = Array.from({ length: count }, (_, index) => ({
  ...plains[index],
  items: plains.slice(count + index * shards, count + (index + 1) * shards),
}));
const parts = (index: number): readonly Document[] =>
  Array.from({ length: shards }, (_, n) => at(count + (index % count) * shards + n));

const region = "us-east-2";
const credentials = { accessKeyId: "bench", secretAccessKey: "none" };

/** What a program would write by hand for the same requests. */
function byHand(endpoint: string) {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient({ endpoint, region, credentials }));
  const get = (ID: string) => client.send(new GetCommand({ TableName: "Rows", Key: { ID }, ConsistentRead: true }));
  const putIf = (ID: string, row: Document) => {
    const condition = {
      ConditionExpression: "#m.#v = :v",
      ExpressionAttributeNames: { "#m": "__dystore__", "#v": "version" },
    };
    return { TableName: "Rows", Item: { ...row, ID }, ...condition, ExpressionAttributeValues: { ":v": "0" } };
  };
  return {
    get,
    async replace(ID: string, row: Document) {
      await get(ID);
      await client.send(new PutCommand(putIf(ID, row)));
    },
    async createGraph(ID: string, row: Document, parts: readonly Document[]) {
      await get(ID);
      const root = { TableName: "Rows", Item: { ...row, ID }, ConditionExpression: "attribute_not_exists(#k)" };
      const puts = parts.map((part, n) => ({ Put: { TableName: "Parts", Item: { ...part, ID: `${ID}/${n}` } } }));
      const TransactItems = [{ Put: { ...root, ExpressionAttributeNames: { "#k": "ID" } } }, ...puts];
      await client.send(new TransactWriteCommand({ TransactItems, ClientRequestToken: randomUUID() }));
    },
    async readGraph(ID: string) {
      const { Item } = await get(ID);
      const Keys = Array.from({ length: shards }, (_, n) => ({ ID: `${ID}/${n}` }));
      const RequestItems = { Parts: { Keys, ConsistentRead: true } };
      const { Responses } = await client.send(new BatchGetCommand({ RequestItems }));
      return { ...Item, items: Responses?.["Parts"] };
    },
    close: () => client.destroy(),
  };
}

type Hand = ReturnType<typeof byHand>;

/** Both fill the stub with documents and graphs, under keys from 0 up. */
async function onStub(
  contenders: (hand: Hand, plain: DyStore<Plain>, graph: DyStore<Plain>) => [Contender, Contender],
) {
  const stub = await startStub();
  const hand = byHand(stub.endpoint);
  const adapter = dynamodbAdapter({ endpoint: stub.endpoint, region, credentials });
  const root = { adapter, table: "Root", primaryKey: "ID" };
  const plainStore = new DyStore<Plain>(root);
  const graphStore = new DyStore<Plain>({
    ...root,
    shards: [{ path: "$.items[*]", table: "Items", primaryKey: "IDX" }],
  });
  for (let index = 0; index < count; index++) {
    await plainStore.write({ ...plains[index], ID: `plain ${index}` });
    await graphStore.write({ ...graphs[index], ID: `graph ${index}` });
    await hand.replace(`plain ${index}`, at(index));
    await hand.createGraph(`graph ${index}`, at(index), parts(index));
  }
  return {
    contenders: contenders(hand, plainStore, graphStore),
    async tearDown() {
      hand.close();
      await adapter.close();
      stub.stop();
    },
  };
}

export const benchmarks: readonly Benchmark[] = [
  {
    name: "dynamodb client CPU: get a document of 1 KB",
    clock: "cpu",
    setUp: () =>
      onStub((hand, plain) => [
        { name: "lib-dynamodb", run: (index) => hand.get(`plain ${index % count}`) },
        { name: "store.read", run: (index) => plain.read(`plain ${index % count}`) },
      ]),
  },
  {
    name: "dynamodb client CPU: replace a document of 1 KB",
    clock: "cpu",
    setUp: () =>
      onStub((hand, plain) => [
        { name: "lib-dynamodb", run: (index) => hand.replace(`plain ${index % count}`, at(index)) },
        {
          name: "store.write",
          run: (index) => plain.write({ ...plains[index % count], ID: `plain ${index % count}` }),
        },
      ]),
  },
  {
    name: "dynamodb client CPU: get a graph of 1 + 10",
    batch: 20,
    clock: "cpu",
    setUp: () =>
      onStub((hand, _, graph) => [
        { name: "lib-dynamodb", run: (index) => hand.readGraph(`graph ${index % count}`) },
        { name: "store.read", run: (index) => graph.read(`graph ${index % count}`) },
      ]),
  },
  {
    name: "dynamodb client CPU: first write of a graph of 1 + 10",
    batch: 20,
    clock: "cpu",
    setUp: () =>
      onStub((hand, _, graph) => [
        { name: "lib-dynamodb", run: (index) => hand.createGraph(`new ${index}`, at(index), parts(index)) },
        { name: "store.write", run: (index) => graph.write({ ...graphs[index % count], ID: `new ${index}` }) },
      ]),
  },
];
