// The short names people type, made whole as docker does: `busybox` is `docker.io/library/busybox:latest`.
// Source: distribution/reference normalize.go.
import { formatReference, parseReference } from "./reference.ts";

const defaultHost = "docker.io";
const official = "library/";

/** Full reference of a short name. With a tag and a digest the tag is dropped, as docker does. Invalid argument. */
export function normalizeReference(text: string): string {
  const whole = withHost(text);
  const hasObject = /[:@]/.test(whole.slice(whole.indexOf("/")));
  const reference = parseReference(hasObject ? whole : `${whole}:latest`);
  return formatReference(reference.digest === "" ? reference : { ...reference, tag: "" });
}

/** The short name of a full reference: what docker prints and `manifest.json` of its archives holds. */
export function familiarReference(text: string): string {
  const normalized = normalizeReference(text);
  const short = normalized.startsWith(`${defaultHost}/`)
    ? normalized.slice(defaultHost.length + 1)
    : normalized;
  const name = short.startsWith(official) ? short.slice(official.length) : short;
  return name.split(/[:@]/, 1)[0]?.includes("/") && short.startsWith(official) ? short : name;
}

function withHost(text: string): string {
  const slash = text.indexOf("/");
  const first = slash < 0 ? "" : text.slice(0, slash);
  const isHost = /[.:]/.test(first) || first === "localhost" || first !== first.toLowerCase();
  if (!isHost) {
    return `${defaultHost}/${slash < 0 ? official : ""}${text}`;
  }
  const host = first === "index.docker.io" ? defaultHost : first;
  const path = text.slice(slash + 1);
  const isBare = host === defaultHost && !path.includes("/");
  return `${host}/${isBare ? official : ""}${path}`;
}
