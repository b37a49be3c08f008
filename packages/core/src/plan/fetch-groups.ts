/** Bounds of one request for items, DynamoDB's with room to spare: keys, and KB of what they hold. */
const requestKeys = 100;
const requestKilobytes = 15 * 1024;

/** What a page of a manifest takes at most, in KB. */
export const pageKilobytes = 200;

/** Groups what is to be fetched into requests that one answer can hold. */
export function groupFetches<T extends { readonly kilobytes: number }>(wanted: readonly T[]): T[][] {
  const requests: T[][] = [];
  let kilobytes = Number.POSITIVE_INFINITY;
  for (const item of wanted) {
    const request = requests.at(-1);
    if (request === undefined || request.length === requestKeys || kilobytes + item.kilobytes > requestKilobytes) {
      requests.push([item]);
      kilobytes = item.kilobytes;
    } else {
      request.push(item);
      kilobytes += item.kilobytes;
    }
  }
  return requests;
}
