/** When a sequence begins, in epoch milliseconds; a second passes with every command. */
const start: number = Date.UTC(2026, 0, 2, 3, 4, 5, 678);

/** A moment so many seconds after a sequence began. */
export function after(seconds: number): Date {
  return new Date(start + seconds * 1000);
}
