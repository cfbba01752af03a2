// Specs and filters that others wrote, as JSON. The fields that are read here are checked; all others are kept as they are.
import { parseExact } from "../../core/exact-json.ts";
import { readShape, type Shape, shape } from "../../core/shape.ts";
import { invalidArgument } from "../../errors/index.ts";
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
 * Reads an OCI runtime spec. Numbers that JavaScript would round become objects that only `JSON.stringify` understands.
 * Invalid argument, naming `what` and the field: it is not JSON, or a field is of another type than the specification says.
 */
export function parseSpec(text: string, what: string): Spec {
  return parseChecked(specShape, text, what) as Spec;
}

/** Reads a system call filter, the spec's `linux.seccomp`. Invalid argument, naming `what` and the field. */
export function parseSeccomp(text: string, what: string): Seccomp {
  return parseChecked(seccompShape, text, what) as Seccomp;
}

/** The whole value, of which the shape has seen the part that it knows. */
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
