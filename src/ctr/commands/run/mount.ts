import type { SpecMount } from "../../../client/index.ts";
import { invalidArgument } from "../../../errors/index.ts";
import { daemonPath } from "../../flags/daemon-path.ts";

/**
 * A mount, from a text such as `type=bind,src=/tmp,dst=/host,options=rbind:ro`. A field that has a comma in it stands in double
 * quotes. Invalid argument: a field that is not known or has no value.
 */
export function parseMount(text: string): SpecMount {
  const mount: SpecMount = { destination: "" };
  for (const field of splitFields(text)) {
    const equals = field.indexOf("=");
    if (equals < 0) {
      throw invalidArgument("invalid mount specification: expected key=val");
    }
    setField(mount, field.slice(0, equals), field.slice(equals + 1));
  }
  if (mount.type === "bind" && mount.source !== undefined) {
    mount.source = daemonPath(mount.source);
  }
  return mount;
}

function setField(mount: SpecMount, key: string, value: string): void {
  switch (key) {
    case "type":
      mount.type = value;
      break;
    case "source":
    case "src":
      mount.source = value;
      break;
    case "destination":
    case "dst":
      mount.destination = value;
      break;
    case "options":
      mount.options = value.split(":");
      break;
    default:
      throw invalidArgument(`mount option ${JSON.stringify(key)} not supported`);
  }
}

function splitFields(text: string): string[] {
  const fields = text.match(/"(?:[^"]|"")*"|[^,]+/g) ?? [];
  return fields.map((field) => (field.startsWith('"') ? field.slice(1, -1).replaceAll('""', '"') : field));
}
