/** What `call` gives while every object inherits an enumerable property. */
export function withPollutedPrototype<T>(call: () => T): T {
  Object.defineProperty(Object.prototype, "polluted", {
    value: "x",
    enumerable: true,
    configurable: true,
    writable: true,
  });
  try {
    return call();
  } finally {
    Reflect.deleteProperty(Object.prototype, "polluted");
  }
}
