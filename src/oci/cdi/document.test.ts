import { expect, test } from "bun:test";
import { kindOf, messageOf } from "../../errors/index.ts";
import { parseCdiDocument } from "./document.ts";

const device = { name: "d", containerEdits: { env: ["A=1"] } };
const valid = { cdiVersion: "0.3.0", kind: "vendor.com/class", devices: [device] };

const read = (value: unknown) => parseCdiDocument(JSON.stringify(value), "/etc/cdi/x.json");

async function reasonOf(reading: Promise<unknown>): Promise<string> {
  const error = await reading.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(kindOf(error)).toBe("invalid argument");
  return messageOf(error);
}

test("JSON and YAML say the same; YAML's bare scalars, octal modes and the case of names are as Go reads them", async () => {
  const json = await read({
    cdiVersion: "v1.1.0",
    kind: "vendor.com/class",
    annotations: { a: "1" },
    devices: [
      {
        name: "0",
        containerEdits: { deviceNodes: [{ path: "/dev/x", fileMode: 0o660 }], additionalGIDs: [5] },
      },
    ],
    containerEdits: null,
  });
  const yaml = `---
# A comment.
CDIVersion: v1.1.0
kind: vendor.com/class
annotations: {a: 1}
devices:
- name: 0
  containerEdits:
    deviceNodes:
    - path: /dev/x
      fileMode: 0660
    additionalGids: [5]
`;
  expect(await parseCdiDocument(yaml, "/etc/cdi/x.yaml")).toEqual(json);
  expect(json).toMatchObject({
    containerEdits: { env: [], mounts: [] },
    devices: [{ name: "0", containerEdits: { deviceNodes: [{ fileMode: 0o660 }], additionalGids: [5] } }],
  });
});

const withEdits = (containerEdits: object, cdiVersion = "1.1.0") => ({
  ...valid,
  cdiVersion,
  devices: [{ name: "d", containerEdits }],
});

test.each([
  ["0.4.0", withEdits({ mounts: [{ hostPath: "/a", containerPath: "/b", type: "bind" }] })],
  ["0.5.0", withEdits({ deviceNodes: [{ path: "/dev/a", hostPath: "/dev/b" }] })],
  ["0.5.0", { ...valid, devices: [{ ...device, name: "0d" }] }],
  ["0.6.0", { ...valid, annotations: { a: "b" } }],
  ["0.6.0", { ...valid, devices: [{ ...device, annotations: { a: "b" } }] }],
  ["0.6.0", { ...valid, kind: "vendor.com/class.sub" }],
  ["0.7.0", withEdits({ intelRdt: { closID: "gold" } })],
  ["0.7.0", withEdits({ additionalGids: [7] })],
  ["0.7.0", { ...valid, containerEdits: { additionalGids: [7] } }],
  ["1.1.0", withEdits({ netDevices: [{ hostInterfaceName: "eth9", name: "eth0" }] })],
  ["1.1.0", withEdits({ intelRdt: { schemata: [] } })],
  ["1.1.0", withEdits({ intelRdt: { enableMonitoring: true } })],
])("what came with %s needs that version: %j", async (version, document) => {
  const versions = ["0.3.0", "0.4.0", "0.5.0", "0.6.0", "0.7.0", "0.8.0", "1.0.0", "1.1.0"];
  for (const cdiVersion of versions) {
    const reading = read({ ...document, cdiVersion });
    if (versions.indexOf(cdiVersion) >= versions.indexOf(version)) {
      expect(await reading).toMatchObject({ cdiVersion });
    } else {
      expect(await reasonOf(reading)).toContain(`cdiVersion ${cdiVersion} is older than ${version}, which`);
    }
  }
});

test.each([
  [{ ...valid, cdiVersion: "0.2.0" }, "cdiVersion 0.2.0 is older than 0.3.0"],
  [{ ...valid, cdiVersion: "9.0.0" }, 'cdiVersion "9.0.0" is not known; the newest is 1.1.0'],
  [{ ...valid, cdiVersion: undefined }, "cdiVersion: must be a string, not undefined"],
  [{ ...valid, kind: "class" }, 'kind: "" is no class'],
  [{ ...valid, kind: "_/class" }, 'kind: "_" is no vendor'],
  [{ ...valid, devices: [] }, "devices: must not be empty"],
  [{ ...valid, devices: [device, device] }, 'devices: have the name "d" twice'],
  [{ ...valid, devices: [{ name: "d" }] }, "devices[0].containerEdits: must be an object"],
  [withEdits({}), "devices[0].containerEdits: must change something"],
  [withEdits({ env: ["=1"] }), 'env[0]: "=1" has not the form NAME=value'],
  [withEdits({ deviceNodes: [{ path: "" }] }), "deviceNodes[0].path: must not be empty"],
  [withEdits({ deviceNodes: [{ path: "/x", type: "d" }] }), "deviceNodes[0].type: must be one of"],
  [withEdits({ deviceNodes: [{ path: "/x", permissions: "x" }] }), 'permissions: must be made of "r"'],
  [withEdits({ deviceNodes: [{ path: "/x", uid: 2 ** 32 }] }), "uid: must be at most 4294967295"],
  [withEdits({ deviceNodes: [{ path: "/x", fileMode: -1 }] }), "fileMode: must be an integer of at least 0"],
  [withEdits({ deviceNodes: [null] }), "deviceNodes[0]: must be an object, not null"],
  [withEdits({ mounts: [{ hostPath: "/a" }] }), "mounts[0].containerPath: must be a string"],
  [withEdits({ hooks: [{ hookName: "never", path: "/x" }] }), "hooks[0].hookName: must be one of"],
  [withEdits({ hooks: [{ hookName: "poststop", path: "" }] }), "hooks[0].path: must not be empty"],
  [
    withEdits({ hooks: [{ hookName: "poststop", path: "/x", timeout: 0 }] }),
    "timeout: must be greater than 0",
  ],
  [withEdits({ intelRdt: { closID: "../x" } }), "closID: must be the name of a directory"],
  [
    withEdits({
      netDevices: [
        { hostInterfaceName: "a", name: "b" },
        { hostInterfaceName: "a", name: "c" },
      ],
    }),
    'netDevices: have host interface "a" twice',
  ],
  [{ ...valid, devices: [{ ...device, env: [] }] }, 'devices[0]: has no field "env"'],
  [{ ...valid, more: 1 }, 'has no field "more"'],
  [[], "must be an object, not a list"],
  [null, "must be an object, not null"],
])("a file that is not valid is refused by the place and the rule: %j", async (document, reason) => {
  expect(await reasonOf(read(document))).toContain(reason);
});

test("a text that is no YAML, names a key twice or explodes by its aliases is refused", async () => {
  const layers = Array.from({ length: 9 }, (_, depth) => {
    const before = depth === 0 ? "x" : `*a${depth - 1}`;
    return `a${depth}: &a${depth} [${Array(10).fill(before).join(",")}]`;
  });
  for (const [text, reason] of [
    ["kind: [", "neither JSON nor YAML"],
    ["kind: a/b\nkind: a/c\n", "Map keys must be unique at line 2, column 1"],
    [layers.join("\n"), "Excessive alias count"],
    ["[".repeat(100_000), "neither JSON nor YAML"],
    ["", "must be an object, not null"],
  ] as const) {
    const found = await reasonOf(parseCdiDocument(text, "/etc/cdi/x.yaml"));
    expect(found).toContain(reason);
    expect(found).toStartWith("/etc/cdi/x.yaml: ");
    expect(found).not.toContain("\n");
  }
});
