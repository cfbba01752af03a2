// Parses runtime specs and seccomp profiles that were written elsewhere. The fields that tsrt reads are checked; all others are
// kept as they are.
import type { Container } from "../../core/container.ts";
import { parseExact } from "../../core/exact-json.ts";
import { readShape, type Shape, shape } from "../../core/shape.ts";
import { dataLoss, invalidArgument } from "../../errors/index.ts";
import type { Seccomp, Spec } from "./types.ts";

const texts = shape.optional(shape.list(shape.text));

const specShape = shape.object({
  ociVersion: shape.optional(shape.text),
  process: shape.optional(
    shape.object({
      terminal: shape.optional(shape.flag),
      args: texts,
      env: texts,
      cwd: shape.optional(shape.text),
      user: shape.optional(shape.map(shape.any)),
    }),
  ),
  root: shape.optional(shape.object({ path: shape.optional(shape.text) })),
  mounts: shape.optional(
    shape.list(shape.object({ destination: shape.optional(shape.text), options: texts })),
  ),
  annotations: shape.optional(shape.map(shape.text)),
  linux: shape.optional(
    shape.object({ namespaces: shape.optional(shape.list(shape.object({ type: shape.text }))) }),
  ),
});

const seccompShape = shape.object({
  defaultAction: shape.text,
  architectures: texts,
  syscalls: shape.optional(shape.list(shape.object({ names: shape.list(shape.text), action: shape.text }))),
});

/**
 * Parses an OCI runtime spec. Numbers that JavaScript would round become objects that only `JSON.stringify` understands. Throws
 * invalid argument, which names `what` and the field, when it is not JSON, or a field has not the type of the specification.
 */
export function parseSpec(text: string, what: string): Spec {
  return parseChecked(specShape, text, what) as Spec;
}

/** The spec that a container's record has, as `parseSpec` gives it. Throws data loss, which names the container, when it has none. */
export function recordedSpec({ id, spec }: Pick<Container, "id" | "spec">): Spec {
  try {
    return parseSpec(new TextDecoder().decode(spec.value), `spec of container ${JSON.stringify(id)}`);
  } catch (cause) {
    throw dataLoss(`record of container ${JSON.stringify(id)}`, { cause });
  }
}

/** Parses a system call filter, which is the spec's `linux.seccomp`. Throws invalid argument, which names `what` and the field. */
export function parseSeccomp(text: string, what: string): Seccomp {
  return parseChecked(seccompShape, text, what) as Seccomp;
}

/** Parses JSON, and checks the part of it that the shape describes. The result has all fields. */
function parseChecked(known: Shape<unknown>, text: string, what: string): unknown {
  let json: unknown;
  try {
    json = parseExact(text);
  } catch (cause) {
    throw invalidArgument(`${what}: not JSON`, { cause });
  }
  readShape(known, json, what);
  return json;
}
