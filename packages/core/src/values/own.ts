/**
 * Sets an own property, also one called `__proto__`, which plain assignment would take for the prototype.
 *
 * @example
 * ```ts
 * const names: { [name: string]: number } = {};
 * setOwn(names, "__proto__", 1);
 * Object.keys(names); // ["__proto__"]
 * ```
 */
export function setOwn<T>(target: { [name: string]: T }, name: string, value: T): void {
  if (name === "__proto__") {
    Object.defineProperty(target, name, { value, writable: true, enumerable: true, configurable: true });
  } else {
    target[name] = value;
  }
}

/**
 * Whether a map is best copied by a spread and changed then. V8 makes a hash table of an object that gets some 17 names one by one,
 * in which every later walk and copy is slow; a spread keeps the shape of the original. Maps of many more names, which are seldom those
 * of another, take long to be given one.
 */
export function isWide(map: { readonly [name: string]: unknown }): boolean {
  let names = 0;
  // Cheaper than a list of them.
  for (const _ in map) if (++names > 32) return false;
  // A spread copies symbols, too.
  return names > 16 && Object.getOwnPropertySymbols(map).length === 0;
}
