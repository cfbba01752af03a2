// The system call filter of a container, or of a pause process. Source: containerd internal/cri/sputil/seccomp_linux.go.
import { stat } from "node:fs/promises";
import { isAbsolute } from "node:path";
import { invalidArgument } from "../../errors/index.ts";
import { type SpecOption, withDefaultSeccomp, withSeccompProfile } from "../../oci/spec/index.ts";
import type { SecurityProfile } from "../../rpc/gen/cri.ts";
import { profileOf } from "./profile.ts";

/** What a security context says of seccomp. */
export interface SeccompChoice {
  readonly seccomp: SecurityProfile | null;
  /** The older way to name a profile. */
  readonly seccompProfilePath: string;
  readonly privileged: boolean;
}

/**
 * No filter where kubelet asks for none, unless the configuration names one, and never one for what is privileged. It has to
 * come after the capabilities, which the default filter is made for.
 */
export function withSeccomp(unset: string, choice: SeccompChoice | null): SpecOption[] {
  const profile = profileOf("seccomp", choice?.seccomp ?? null, choice?.seccompProfilePath || unset);
  if (profile === undefined || profile.kind === "unconfined" || choice?.privileged) {
    return [];
  }
  return [profile.kind === "default" ? withDefaultSeccomp : withProfileFile(profile.reference)];
}

/** Invalid argument: no absolute path, or one of something that is no file, whose reading need not end. */
function withProfileFile(path: string): SpecOption {
  return async (spec, given) => {
    if (!isAbsolute(path)) {
      throw invalidArgument(`seccomp profile ${JSON.stringify(path)}: the path is not absolute`);
    }
    if (!(await stat(path)).isFile()) {
      throw invalidArgument(`seccomp profile ${path} is no regular file`);
    }
    await withSeccompProfile(path)(spec, given);
  };
}
