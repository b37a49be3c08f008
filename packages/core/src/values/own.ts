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
