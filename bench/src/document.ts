/** Documents of about 1 KB as JSON, all different. */
export interface Document {
  readonly ID: string;
  readonly [name: string]: Json;
}

/** What stands at `__dystore__.version` of all documents. */
export const documentVersion = "0";

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

export function document(index: number): Document {
  return {
    ID: documentId(index),
    firstname: "Josephine",
    lastname: `Baker the ${index}th`,
    email: `josephine.${index}@example.com`,
    age: 20 + (index % 60),
    balance: index * 12.75,
    active: index % 2 === 0,
    note: "Lorem ipsum dolor sit amet, consetetur sadipscing elitr, sed diam nonumy eirmod tempor invidunt ut labore.",
    tags: ["alpha", "beta", "gamma", "delta", `tag ${index % 17}`],
    location: {
      city: "New York",
      street: `${index} Broadway`,
      geolocation: { longtitude: 40.7306, latitude: -73.9352 },
    },
    orders: Array.from({ length: 6 }, (_, n) => ({ number: index * 10 + n, product: `product ${n}`, price: 9.99 + n })),
    history: Array.from({ length: 6 }, (_, n) => `changed by somebody in step ${n}`),
    __dystore__: { version: documentVersion, format: 1 },
  };
}

/** So many documents, made beforehand, as a function from any index. */
export function documents(count: number): (index: number) => Document {
  const list = Array.from({ length: count }, (_, index) => document(index));
  return (index) => list[index % count] ?? document(0);
}

export function documentId(index: number): string {
  return `person-${(index * 7919) % 1_000_003}-${index}`;
}
