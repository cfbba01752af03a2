// References as containerd takes them: a host, a path, and a tag or digest or both. No part has a default.
// Source: containerd pkg/reference/reference.go; the grammar of names is that of distribution-spec.
import type { Digest } from "../core/digest.ts";
import { parseDigest } from "../core/digest.ts";
import { invalidArgument } from "../errors/index.ts";

export interface Reference {
  /** Host with its port, if any, such as `docker.io` or `127.0.0.1:5000`. */
  readonly host: string;
  /** Path below the host, such as `library/busybox`. */
  readonly repository: string;
  /** Empty when there is only a digest. */
  readonly tag: string;
  /** Empty when there is only a tag. */
  readonly digest: Digest;
}

const hostPattern = /^(?:[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?$/;
const repositoryPattern =
  /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*$/;
const tagPattern = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/;

/** Parses a reference, which must have a tag or a digest. Throws invalid argument for one that no registry could be asked for. */
export function parseReference(text: string): Reference {
  const slash = text.indexOf("/");
  const host = slash < 0 ? text : text.slice(0, slash);
  if (text.includes("://") || slash < 0 || !hostPattern.test(host)) {
    throw invalid(text, "a host and a path are required, as in docker.io/library/busybox:latest");
  }
  const rest = text.slice(slash + 1);
  const split = rest.search(/[:@]/);
  const repository = split < 0 ? rest : rest.slice(0, split);
  if (!repositoryPattern.test(repository)) {
    throw invalid(text, `repository name must match ${repositoryPattern.source}`);
  }
  if (split < 0) {
    throw invalid(text, "object required");
  }
  return { host, repository, ...parseObject(text, rest.slice(split)) };
}

function parseObject(text: string, object: string): { tag: string; digest: Digest } {
  const at = object.indexOf("@");
  const tag = (at < 0 ? object : object.slice(0, at)).replace(/^:/, "");
  const digest = at < 0 ? "" : object.slice(at + 1);
  if (digest === "" && tag === "") {
    throw invalid(text, "object required");
  }
  if (tag !== "" && !tagPattern.test(tag)) {
    throw invalid(text, `tag must match ${tagPattern.source}`);
  }
  if (digest !== "") {
    parseDigest(digest);
  }
  return { tag, digest };
}

function invalid(text: string, why: string): Error {
  return invalidArgument(`invalid reference ${JSON.stringify(text.slice(0, 300))}: ${why}`);
}

export function formatReference(reference: Reference): string {
  const tag = reference.tag === "" ? "" : `:${reference.tag}`;
  const digest = reference.digest === "" ? "" : `@${reference.digest}`;
  return `${reference.host}/${reference.repository}${tag}${digest}`;
}

/** The host without its port, which is part of the name of containerd's `distribution.source` labels. */
export function hostName(host: string): string {
  return host.replace(/:[0-9]+$/, "").replace(/^\[(.*)\]$/, "$1");
}
