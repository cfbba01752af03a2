// Versions of CDI's specification. A file may use only what its version has. Source: container-device-interface
// specs-go/version.go.
import type { CdiDocument, CdiEdits } from "./document.ts";
import { splitKind } from "./name.ts";

/** From the oldest to the newest. */
const versions: readonly string[] = [
  "0.1.0",
  "0.2.0",
  "0.3.0",
  "0.4.0",
  "0.5.0",
  "0.6.0",
  "0.7.0",
  "0.8.0",
  "1.0.0",
  "1.1.0",
];

/** What came with a version. */
interface Feature {
  readonly since: string;
  readonly what: string;
  isUsed(document: CdiDocument): boolean;
}

/** The newest first: the first that is used says which version is needed. */
const features: readonly Feature[] = [
  { since: "1.1.0", what: "netDevices", isUsed: anyEdits(({ netDevices }) => netDevices.length > 0) },
  {
    since: "1.1.0",
    what: "schemata and enableMonitoring of intelRdt",
    isUsed: anyEdits(
      ({ intelRdt }) => intelRdt?.schemata !== undefined || intelRdt?.enableMonitoring === true,
    ),
  },
  { since: "0.7.0", what: "intelRdt", isUsed: anyEdits(({ intelRdt }) => intelRdt !== undefined) },
  {
    since: "0.7.0",
    what: "additionalGids",
    isUsed: anyEdits(({ additionalGids }) => additionalGids.length > 0),
  },
  {
    since: "0.6.0",
    what: "annotations",
    isUsed: ({ annotations, devices }) =>
      [annotations, ...devices.map((device) => device.annotations)].some(
        (each) => Object.keys(each).length > 0,
      ),
  },
  { since: "0.6.0", what: "a dot in the class", isUsed: ({ kind }) => splitKind(kind).class.includes(".") },
  {
    since: "0.5.0",
    what: "a device name that begins with a digit",
    isUsed: ({ devices }) => devices.some(({ name }) => /^[0-9]/.test(name)),
  },
  {
    since: "0.5.0",
    what: "hostPath of deviceNodes",
    isUsed: anyEdits(({ deviceNodes }) => deviceNodes.some(({ hostPath }) => hostPath !== "")),
  },
  {
    since: "0.4.0",
    what: "type of mounts",
    isUsed: anyEdits(({ mounts }) => mounts.some(({ type }) => type !== "")),
  },
  { since: "0.3.0", what: "the oldest version that is read", isUsed: () => true },
];

function anyEdits(uses: (edits: CdiEdits) => boolean): Feature["isUsed"] {
  return ({ containerEdits, devices }) =>
    [containerEdits, ...devices.map((device) => device.containerEdits)].some(uses);
}

/** Why a document's version does not fit it; undefined if it does. */
export function flawOfVersion(document: CdiDocument): string | undefined {
  const named = document.cdiVersion.replace(/^v/, "");
  const version = versions.indexOf(named);
  if (version < 0) {
    return `cdiVersion ${JSON.stringify(document.cdiVersion)} is not known; the newest is ${versions.at(-1)}`;
  }
  const needed = features.find(({ isUsed }) => isUsed(document));
  return needed === undefined || version >= versions.indexOf(needed.since)
    ? undefined
    : `cdiVersion ${document.cdiVersion} is older than ${needed.since}, which brought ${needed.what}`;
}
