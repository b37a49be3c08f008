/** The element at an index that the program itself vouches for. @throws RangeError where it is wrong: a fault of DyStore's. */
export function at<T>(list: readonly T[], index: number): T {
  const element = list[index];
  if (element === undefined) throw new RangeError(`no element ${index} in a list of ${list.length}`);
  return element;
}
