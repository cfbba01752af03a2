// Docker's short names of images: `busybox` stands for `docker.io/library/busybox:latest`.
// Source: distribution/reference normalize.go.
import { formatReference, parseReference } from "./reference.ts";

const defaultHost = "docker.io";
const official = "library/";

/** The full reference of a short name. When there is a digest, a tag is dropped, as Docker does. Throws invalid argument. */
export function normalizeReference(text: string): string {
  const whole = completeName(text);
  const hasObject = /[:@]/.test(whole.slice(whole.indexOf("/")));
  const reference = parseReference(hasObject ? whole : `${whole}:latest`);
  return formatReference(reference.digest === "" ? reference : { ...reference, tag: "" });
}

/** The short name of a full reference, which Docker prints and writes to `manifest.json` of its archives. */
export function familiarReference(text: string): string {
  const normalized = normalizeReference(text);
  const short = normalized.startsWith(`${defaultHost}/`)
    ? normalized.slice(defaultHost.length + 1)
    : normalized;
  const name = short.startsWith(official) ? short.slice(official.length) : short;
  return name.split(/[:@]/, 1)[0]?.includes("/") && short.startsWith(official) ? short : name;
}

/** The name with its host and path, also when it is not a valid one. */
export function completeName(text: string): string {
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
