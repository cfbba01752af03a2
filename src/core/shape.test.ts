import { expect, test } from "bun:test";
import { dataLoss, kindOf, messageOf } from "../errors/index.ts";
import { readShape, type Shape, shape } from "./shape.ts";

const image = shape.object({
  name: shape.text,
  size: shape.natural,
  tags: shape.or(shape.list(shape.text, { max: 3 }), []),
  labels: shape.or(shape.map(shape.text), {}),
  kind: shape.optional(shape.oneOf("index", "manifest")),
  time: shape.optional(shape.positions({ seconds: shape.integer, nanos: shape.natural })),
});

const closed = shape.closed({
  fileMode: shape.natural,
  additionalGids: shape.or(shape.list(shape.natural), []),
});

test("a closed object has no other fields; capitals in their names do not matter", () => {
  const readClosed = (value: unknown) => readShape(closed, value, "x");
  expect(readClosed({ filemode: 1, additionalGIDs: [2] })).toEqual({ fileMode: 1, additionalGids: [2] });
  expect(() => readClosed({ fileMode: 1, mode: 2 })).toThrow('x: has no field "mode"');
  expect(() => readClosed(JSON.parse('{"fileMode": 1, "__proto__": {}}'))).toThrow(
    'has no field "__proto__"',
  );
  expect(() => readClosed([])).toThrow("x: must be an object, not a list");
});

const read = (value: unknown) => readShape(image, value, "image x");

test("reads what fits, fills in what is absent or null, and leaves out what was not asked for", () => {
  expect(read({ name: "a", size: 1, more: true })).toEqual({
    name: "a",
    size: 1,
    tags: [],
    labels: {},
    kind: undefined,
    time: undefined,
  });
  const full = { name: "a", size: 0, tags: ["b"], labels: { "x.y": "1" }, kind: "index", time: [1, 2, 3] };
  expect(read(full)).toEqual({ ...full, kind: "index", time: { seconds: 1, nanos: 2 } });
  expect(read({ name: "a", size: 0, tags: null, labels: null, kind: null }).tags).toEqual([]);
});

test.each([
  [5, "image x: must be an object, not 5"],
  [[], "image x: must be an object, not a list"],
  [{ size: 1 }, "image x: name: must be a string, not undefined"],
  [{ name: "a", size: -1 }, "image x: size: must be an integer of at least 0, not -1"],
  [{ name: "a", size: 2 ** 53 }, "image x: size: must be an integer of at least 0, not 9007199254740992"],
  [{ name: "a", size: "1" }, 'image x: size: must be an integer of at least 0, not "1"'],
  [{ name: "a", size: 1, tags: {} }, "image x: tags: must be a list, not an object"],
  [{ name: "a", size: 1, tags: ["a", null] }, "image x: tags[1]: must be a string, not null"],
  [{ name: "a", size: 1, tags: ["", "", "", ""] }, "image x: tags: has 4 entries, more than the 3 allowed"],
  [{ name: "a", size: 1, labels: { "x.y/z": 1, "": "" } }, "image x: labels.x.y/z: must be a string, not 1"],
  [{ name: "a", size: 1, labels: { "a b": 1 } }, 'image x: labels."a b": must be a string, not 1'],
  [{ name: "a", size: 1, kind: "layer" }, 'image x: kind: must be one of "index", "manifest", not "layer"'],
  [{ name: "a", size: 1, time: [1] }, "image x: time.nanos: must be an integer of at least 0, not undefined"],
])("refuses %j", (value, message) => {
  let refusal: unknown;
  try {
    read(value);
  } catch (error) {
    refusal = error;
  }
  expect(messageOf(refusal)).toBe(`${message}: invalid argument`);
});

test("a rule of one's own gives the reason", () => {
  const even = shape.list(
    shape.where(shape.natural, (value) => (value % 2 === 0 ? undefined : `${value} is odd`)),
  );
  expect(readShape(even, [2, 4], "x")).toEqual([2, 4]);
  expect(() => readShape(even, [2, 3], "x")).toThrow("x: [1]: 3 is odd");
  expect(() => readShape(even, ["2"], "x")).toThrow("x: [0]: must be an integer");
});

test("an object's prototype gives no fields", () => {
  const inherited = Object.create({ name: "a" });
  expect(() => readShape(shape.object({ name: shape.text }), inherited, "x")).toThrow(
    "name: must be a string",
  );
  expect(() => readShape(shape.object({ constructor: shape.text }), {}, "x")).toThrow("constructor");
});

test("the caller says what kind of error damage is, and other errors pass", () => {
  try {
    readShape(shape.text, 5, "record of image x", dataLoss);
    expect.unreachable();
  } catch (error) {
    expect(kindOf(error)).toBe("data loss");
  }
  const broken: Shape<string> = () => {
    throw new RangeError("broken");
  };
  expect(() => readShape(broken, 5, "x")).toThrow(new RangeError("broken"));
});
