// Profiles of seccomp and AppArmor as kubelet names them. Source: containerd internal/cri/sputil.
import { invalidArgument } from "../../errors/index.ts";
import { type SecurityProfile, SecurityProfileProfileType } from "../../rpc/gen/cri.ts";

const localPrefix = "localhost/";

/** A profile that was chosen, whichever way it was written. */
export type Profile =
  | { readonly kind: "unconfined" }
  | { readonly kind: "default" }
  /** `reference` is a file of seccomp's, or the name of an AppArmor profile. */
  | { readonly kind: "local"; readonly reference: string };

/** `what` is `seccomp` or `apparmor`. Undefined when neither the message nor the older `name` says anything. */
export function profileOf(what: string, profile: SecurityProfile | null, name: string): Profile | undefined {
  if (profile !== null) {
    return fromMessage(what, profile);
  }
  return name === "" ? undefined : fromName(what, name);
}

function fromMessage(what: string, { profileType, localhostRef }: SecurityProfile): Profile {
  if (profileType !== SecurityProfileProfileType.Localhost && localhostRef !== "") {
    throw invalidArgument(
      `${what} config invalid: localhost reference ${JSON.stringify(localhostRef)} needs the profile type Localhost`,
    );
  }
  switch (profileType) {
    case SecurityProfileProfileType.RuntimeDefault:
      return { kind: "default" };
    case SecurityProfileProfileType.Unconfined:
      return { kind: "unconfined" };
    case SecurityProfileProfileType.Localhost:
      return local(localhostRef);
    default:
      throw invalidArgument(`${what}: profile type ${profileType} is not known`);
  }
}

function fromName(what: string, name: string): Profile {
  switch (name) {
    case "runtime/default":
    case "docker/default":
      return { kind: "default" };
    case "unconfined":
      return { kind: "unconfined" };
    default:
      if (!name.startsWith(localPrefix)) {
        throw invalidArgument(`invalid ${what} profile ${JSON.stringify(name)}`);
      }
      return local(name);
  }
}

function local(reference: string): Profile {
  const bare = reference.startsWith(localPrefix) ? reference.slice(localPrefix.length) : reference;
  return { kind: "local", reference: bare };
}
