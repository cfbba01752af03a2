import { expect, test } from "bun:test";
import { messageOf } from "../../errors/index.ts";
import { BootstrapResult } from "../../rpc/gen/bootstrap.ts";
import { parseBootstrapResult } from "./bootstrap-result.ts";

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const parse = (output: Uint8Array) => parseBootstrapResult(output, "/bin/shim");
const answer = { version: 3, address: "unix:///run/x", protocol: "ttrpc" } as const;

test("the three forms in which shims answer", () => {
  expect(parse(BootstrapResult.encode(answer))).toEqual(answer);
  expect(parse(encode(`${JSON.stringify(answer)}\n`))).toEqual(answer);
  expect(parse(encode("unix:///run/x\n"))).toEqual({ ...answer, version: 2 });
  expect(parse(encode('{"version":2,"address":"unix:///run/x"}'))).toEqual({ ...answer, version: 2 });
});

const refused: [string, string][] = [
  [JSON.stringify({ ...answer, version: 4 }), "unsupported shim version (4)"],
  [JSON.stringify({ ...answer, protocol: "http" }), 'unexpected protocol: "http"'],
  [
    JSON.stringify({ ...answer, version: "3" }),
    'answer of /bin/shim start: version: "3" where a whole number should be',
  ],
  [JSON.stringify({ version: 3 }), "answer of /bin/shim start: address: nothing where text should be"],
  [
    JSON.stringify({ ...answer, address: {} }),
    "answer of /bin/shim start: address: an object where text should be",
  ],
  ['{"version":', "answer of /bin/shim start: "],
  ["", 'answer of /bin/shim start: "" is no address'],
  ["warning: old kernel\nunix:///run/x", "is no address"],
];

for (const [output, text] of refused) {
  test(`${JSON.stringify(output)} is refused`, () => {
    let error: unknown;
    try {
      parse(encode(output));
    } catch (caught) {
      error = caught;
    }
    expect(messageOf(error)).toContain(text);
  });
}
