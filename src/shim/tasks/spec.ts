// The few parts of a bundle's config.json that the shim looks at.
import { readFileSync } from "node:fs";
import { join } from "node:path";

interface Spec {
  readonly annotations?: Readonly<Record<string, string>>;
  readonly hooks?: { readonly poststart?: readonly unknown[]; readonly poststop?: readonly unknown[] };
  readonly linux?: { readonly namespaces?: readonly { readonly type: string; readonly path?: string }[] };
}

export interface SpecFacts {
  /** The init is pid 1 of a namespace of its own: the kernel ends everything in it together with the init. */
  readonly ownsPidNamespace: boolean;
  readonly hasPoststartHooks: boolean;
  readonly hasPoststopHooks: boolean;
  readonly annotations: Readonly<Record<string, string>>;
}

export function readSpec(bundle: string): SpecFacts {
  const spec = JSON.parse(readFileSync(join(bundle, "config.json"), "utf8")) as Spec;
  const namespaces = spec.linux?.namespaces ?? [];
  return {
    ownsPidNamespace: namespaces.some(({ type, path }) => type === "pid" && (path ?? "") === ""),
    hasPoststartHooks: (spec.hooks?.poststart ?? []).length > 0,
    hasPoststopHooks: (spec.hooks?.poststop ?? []).length > 0,
    annotations: spec.annotations ?? {},
  };
}
