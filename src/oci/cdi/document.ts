// What a spec file of CDI says. Source: container-device-interface SPEC.md, specs-go/config.go, pkg/cdi/container-edits.go.
import { readShape, type Shape, type ShapeOf, shape } from "../../core/shape.ts";
import { invalidArgument, messageOf } from "../../errors/index.ts";
import { hookNames } from "../spec/types.ts";
import { flawOfDeviceName, flawOfKind } from "./name.ts";
import { flawOfVersion } from "./version.ts";

/** A text; YAML reads some that are written without quotes as numbers or flags, such as a device's name `0`. */
const text: Shape<string> = (value) =>
  typeof value === "number" || typeof value === "boolean" ? String(value) : shape.text(value);

const notEmpty = shape.where(text, (value) => (value === "" ? "must not be empty" : undefined));

const uint32 = shape.where(shape.natural, (value) =>
  value > 0xffff_ffff ? "must be at most 4294967295" : undefined,
);

function listOf<T>(of: Shape<T>): Shape<T[]> {
  return shape.or(shape.list(of), []);
}

const variable = shape.where(text, (value) =>
  value.indexOf("=") > 0 ? undefined : `${JSON.stringify(value)} has not the form NAME=value`,
);

const deviceNode = shape.closed({
  path: notEmpty,
  hostPath: shape.or(text, ""),
  type: shape.or(shape.oneOf("", "b", "c", "u", "p"), ""),
  major: shape.or(shape.integer, 0),
  minor: shape.or(shape.integer, 0),
  fileMode: shape.optional(uint32),
  permissions: shape.where(shape.or(text, ""), (value) =>
    /^(?:[rwm]*|none)$/.test(value) ? undefined : 'must be made of "r", "w" and "m", or be "none"',
  ),
  uid: shape.optional(uint32),
  gid: shape.optional(uint32),
});

const mount = shape.closed({
  hostPath: notEmpty,
  containerPath: notEmpty,
  type: shape.or(text, ""),
  options: shape.optional(shape.list(text)),
});

const hook = shape.closed({
  hookName: shape.oneOf(...hookNames),
  path: notEmpty,
  args: shape.optional(shape.list(text)),
  env: shape.optional(shape.list(variable)),
  timeout: shape.optional(
    shape.where(shape.integer, (value) => (value > 0 ? undefined : "must be greater than 0")),
  ),
});

/** The name of a directory of resctrl; `/` is its root. */
const closId = shape.where(shape.or(text, ""), (value) => {
  const isDirectoryName = value.length < 4096 && value !== "." && value !== ".." && !/[/\n]/.test(value);
  return isDirectoryName || value === "/" ? undefined : "must be the name of a directory, or /";
});

const intelRdt = shape.closed({
  closID: closId,
  l3CacheSchema: shape.or(text, ""),
  memBwSchema: shape.or(text, ""),
  schemata: shape.optional(shape.list(text)),
  enableMonitoring: shape.or(shape.flag, false),
});

const netDevice = shape.closed({ hostInterfaceName: notEmpty, name: notEmpty });

const netDevices = shape.where(
  listOf(netDevice),
  (devices) =>
    twice(
      "host interface",
      devices.map(({ hostInterfaceName }) => hostInterfaceName),
    ) ??
    twice(
      "interface",
      devices.map(({ name }) => name),
    ),
);

function twice(what: string, names: readonly string[]): string | undefined {
  const again = names.find((name, index) => names.indexOf(name) < index);
  return again === undefined ? undefined : `have ${what} ${JSON.stringify(again)} twice`;
}

const edits = shape.closed({
  env: listOf(variable),
  deviceNodes: listOf(deviceNode),
  netDevices,
  hooks: listOf(hook),
  mounts: listOf(mount),
  intelRdt: shape.optional(intelRdt),
  additionalGids: listOf(uint32),
});

const annotations = shape.or(shape.map(text), {});

const device = shape.closed({
  name: shape.where(text, flawOfDeviceName),
  annotations,
  containerEdits: shape.where(edits, (value) =>
    Object.values(value).every((edit) => edit === undefined || (Array.isArray(edit) && edit.length === 0))
      ? "must change something"
      : undefined,
  ),
});

const devices = shape.where(shape.list(device), (found) =>
  found.length === 0
    ? "must not be empty"
    : twice(
        "the name",
        found.map(({ name }) => name),
      ),
);

const document = shape.closed({
  cdiVersion: text,
  kind: shape.where(text, flawOfKind),
  annotations,
  devices,
  containerEdits: shape.or(edits, edits({})),
});

/** A device node of the host that containers get. */
export type CdiDeviceNode = ShapeOf<typeof deviceNode>;
/** A mount that containers get. */
export type CdiMount = ShapeOf<typeof mount>;
/** A program that runs at some time of a container's life. */
export type CdiHook = ShapeOf<typeof hook>;
/** A class of cache and memory bandwidth. */
export type CdiRdt = ShapeOf<typeof intelRdt>;
/** What is changed in the spec of a container. */
export type CdiEdits = ShapeOf<typeof edits>;
/** A spec file: devices of one kind. */
export type CdiDocument = ShapeOf<typeof document>;

/**
 * Reads a spec file, which is JSON or YAML. Throws invalid argument, which names `path`, the field and the rule, when it is neither,
 * has fields that its version does not know, or values that are not what they must be.
 */
export async function parseCdiDocument(content: string, path: string): Promise<CdiDocument> {
  const fitting = shape.where(document, flawOfVersion);
  return readShape(fitting, parseJson(content) ?? (await parseYaml(content, path)), path);
}

function parseJson(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return undefined;
  }
}

/** YAML 1.1, as vendors write it for the field's own reader: `0660` is octal. */
async function parseYaml(content: string, path: string): Promise<unknown> {
  // Most hosts have no such file, and programs that start often should not load the parser.
  const { parse } = await import("yaml");
  try {
    return parse(content, { version: "1.1", logLevel: "error" });
  } catch (error) {
    // The lines below the first one are an excerpt of the file.
    const [reason = ""] = messageOf(error).split("\n", 1);
    throw invalidArgument(`${path}: neither JSON nor YAML: ${reason.replace(/:$/, "")}`);
  }
}
