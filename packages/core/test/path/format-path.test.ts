import { describe, expect, test } from "vitest";
import { dottedPath, formatPath } from "../../src/path/format-path.ts";
import { parsePath } from "../../src/path/path.ts";

const cases: readonly (readonly [readonly (string | number)[], string, string])[] = [
  [[], "$", "$"],
  [["location", "city"], "$.location.city", "location.city"],
  [["friends", 0], "$.friends[0]", "friends[0]"],
  [["a", "b c", 0], "$.a['b c'][0]", "a['b c'][0]"],
  [["b c", "a"], "$['b c'].a", "['b c'].a"],
  [[0, "a"], "$[0].a", "[0].a"],
  [["0", "1a", "-a"], "$['0']['1a']['-a']", "['0']['1a']['-a']"],
  [["a1", "a-b", "_a"], "$.a1.a-b._a", "a1.a-b._a"],
  [["größe", "名前", "😀"], "$.größe.名前.😀", "größe.名前.😀"],
  [["$ref", "@id", "*"], "$['$ref']['@id']['*']", "['$ref']['@id']['*']"],
  [["", "a.b", "a[0]"], "$['']['a.b']['a[0]']", "['']['a.b']['a[0]']"],
  [["it's", '"', "\\"], `$['it\\'s']['"']['\\\\']`, `['it\\'s']['"']['\\\\']`],
  [
    ["\b\f\n\r\t", "\u0000\u001f\u007f\u0085"],
    "$['\\b\\f\\n\\r\\t']['\\u0000\\u001f\\u007f\\u0085']",
    "['\\b\\f\\n\\r\\t']['\\u0000\\u001f\\u007f\\u0085']",
  ],
  [["__proto__"], "$.__proto__", "__proto__"],
];

describe("formatting a place", () => {
  test.each(cases)("%j is %s, or %s", (place, path, dotted) => {
    expect(formatPath(place)).toBe(path);
    expect(dottedPath(place)).toBe(dotted);
    // Both read back to the place.
    expect(parsePath(path).keys).toEqual(place);
    expect(parsePath(dotted).keys).toEqual(place);
  });

  test("every single character reads back", () => {
    for (let unit = 0; unit < 0xd800; unit++) {
      const place = [String.fromCharCode(unit), `a${String.fromCharCode(unit)}`];
      const { keys } = parsePath(formatPath(place));
      if (keys?.[0] !== place[0] || keys?.[1] !== place[1]) expect(keys).toEqual(place);
    }
  });

  test("lone surrogates can be printed", () => {
    expect(formatPath(["a\ud800", "😀\ude00"])).toBe("$['a\\ud800']['😀\\ude00']");
  });
});
