// Names of devices: `vendor.com/class=device`. Source: container-device-interface pkg/parser/parser.go.
import { invalidArgument } from "../../errors/index.ts";

/** A kind of devices: who makes them, and what they are. */
export interface DeviceKind {
  readonly vendor: string;
  readonly class: string;
}

const kindPart = /^[A-Za-z](?:[\w.-]*[A-Za-z0-9])?$/;
const kindRule =
  "begins with a letter, ends with a letter or a digit, and has only these and `_`, `-`, `.` between";

const deviceName = /^[A-Za-z0-9](?:[\w.:-]*[A-Za-z0-9])?$/;
const deviceRule =
  "begins and ends with a letter or a digit, and has only these and `_`, `-`, `.`, `:` between";

/** Whether a text is the whole name of a device; what is not may be a path of the host. */
export function isCdiDevice(text: string): boolean {
  return flawOfQualifiedName(text) === undefined;
}

/** Throws invalid argument, which names the text and the rule, when the text is not the whole name of a device. */
export function requireCdiDevice(text: string): void {
  const flaw = flawOfQualifiedName(text);
  if (flaw !== undefined) {
    throw invalidArgument(`CDI device ${JSON.stringify(text)}: ${flaw}`);
  }
}

/** Splits `vendor/class`. What has no slash is all vendor. */
export function splitKind(kind: string): DeviceKind {
  const slash = kind.indexOf("/");
  return slash < 0
    ? { vendor: kind, class: "" }
    : { vendor: kind.slice(0, slash), class: kind.slice(slash + 1) };
}

/** Why a text is no kind; undefined for one that is. */
export function flawOfKind(text: string): string | undefined {
  const kind = splitKind(text);
  for (const part of ["vendor", "class"] as const) {
    if (!kindPart.test(kind[part])) {
      return `${JSON.stringify(kind[part])} is no ${part}, which ${kindRule}`;
    }
  }
  return undefined;
}

/** Why a text is no name of a device within its kind; undefined for one that is. */
export function flawOfDeviceName(text: string): string | undefined {
  return deviceName.test(text) ? undefined : `${JSON.stringify(text)} is no device name, which ${deviceRule}`;
}

function flawOfQualifiedName(text: string): string | undefined {
  const sign = text.indexOf("=");
  if (sign < 0) {
    return "the form is vendor/class=device";
  }
  return flawOfKind(text.slice(0, sign)) ?? flawOfDeviceName(text.slice(sign + 1));
}
