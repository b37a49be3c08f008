/** A function of the SDK's that a middleware wraps. */
type Handler<Args extends unknown[], Answer> = (...args: Args) => Answer;

/** What a command of the SDK's has for middleware around its sending. */
export interface Sendable {
  readonly middlewareStack: {
    add(
      middleware: <Args extends unknown[], Answer>(next: Handler<Args, Answer>) => Handler<Args, Answer>,
      options: {
        readonly name: string;
        readonly step: "finalizeRequest";
        readonly priority: "high" | "low";
        readonly override: true;
      },
    ): void;
  };
}

/**
 * Keeps the SDK from sending a command a second time by itself, whatever its client's settings are. A command's middleware
 * is joined to the client's, and of two of one name it takes the place of the other. This one does nothing but pass on.
 */
export function neverRepeated(command: Sendable): void {
  const options = { name: "retryMiddleware", step: "finalizeRequest", priority: "high", override: true } as const;
  command.middlewareStack.add((next) => next, options);
}

/** Has `count` called whenever a command is sent, also when the SDK repeats it by itself. */
export function counted(command: Sendable, count: () => void): void {
  const middleware = <Args extends unknown[], Answer>(next: Handler<Args, Answer>): Handler<Args, Answer> => {
    return (...args) => {
      count();
      return next(...args);
    };
  };
  // Of low priority: nearer to the wire than the SDK's own repeating.
  const options = { name: "dystoreCount", step: "finalizeRequest", priority: "low", override: true } as const;
  command.middlewareStack.add(middleware, options);
}
