// The AppArmor profile of a container. Source: containerd internal/cri/sputil/apparmor_linux.go.
import { invalidArgument, notFound } from "../../errors/index.ts";
import { readIfThere } from "../../linux/read-file.ts";
import type { SpecOption } from "../../oci/spec/index.ts";
import { processOf } from "../../oci/spec/option.ts";
import type { LinuxContainerSecurityContext } from "../../rpc/gen/cri.ts";
import { profileOf } from "./profile.ts";

const enabledFile = "/sys/module/apparmor/parameters/enabled";
const loadedFile = "/sys/kernel/security/apparmor/profiles";

/** The profile that containerd loads for containers that ask for none. */
const defaultName = "cri-containerd.apparmor.d";

/**
 * Invalid argument: a profile is asked for where the kernel has no AppArmor; not found: it is not loaded. The default profile
 * applies where it was loaded: tsrt does not load it, because that takes AppArmor's own parser.
 */
export function withAppArmor(security: LinuxContainerSecurityContext | null): SpecOption[] {
  const profile = profileOf("apparmor", security?.apparmor ?? null, security?.apparmorProfile ?? "");
  if (!isEnabled()) {
    if (profile !== undefined && profile.kind !== "unconfined") {
      throw invalidArgument("apparmor is not supported by this kernel");
    }
    return [];
  }
  switch (profile?.kind) {
    case "unconfined":
      return [];
    case "local":
      if (!isLoaded(profile.reference)) {
        throw notFound(`apparmor profile ${JSON.stringify(profile.reference)} is not loaded`);
      }
      return [withProfile(profile.reference)];
    default:
      return security?.privileged || !isLoaded(defaultName) ? [] : [withProfile(defaultName)];
  }
}

function withProfile(name: string): SpecOption {
  return (spec) => {
    processOf(spec).apparmorProfile = name;
  };
}

function isEnabled(): boolean {
  return readIfThere(enabledFile)?.toString().startsWith("Y") ?? false;
}

function isLoaded(name: string): boolean {
  const lines = (readIfThere(loadedFile)?.toString() ?? "").split("\n");
  return lines.some((line) => line.startsWith(`${name} (`));
}
