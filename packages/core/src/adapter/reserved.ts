/** The reserved attribute that holds an item's metadata: public members, and a map `private` that middleware may seal. */
export const metadataAttribute = "__dystore__";

/** The reserved attribute that holds when an item expires, in epoch seconds, as DynamoDB's TTL wants it. */
export const expiryAttribute = "__dystore_expires__";
