// Whether what is mounted later on one side of a mount appears on the other. Source: containerd internal/cri/opts/spec_linux_opts.go.
import { failedPrecondition } from "../../errors/index.ts";
import { mountOf } from "../../linux/mount-info.ts";

/** `rslave`: what the host mounts appears in the container; `rshared`: and what the container mounts, on the host. */
export type Propagation = "rprivate" | "rslave" | "rshared";

/** Failed precondition: the host's mount does not pass on as much. */
export function requirePropagation(source: string, propagation: Propagation): void {
  if (propagation === "rprivate") {
    return;
  }
  const mount = mountOf(source);
  const has = (kind: string): boolean => mount?.propagation.some((field) => field.startsWith(kind)) ?? false;
  const where = `path ${JSON.stringify(source)} is mounted on ${JSON.stringify(mount?.point ?? "")}`;
  if (propagation === "rshared" && !has("shared:")) {
    throw failedPrecondition(`${where} but it is not a shared mount`);
  }
  if (!has("shared:") && !has("master:")) {
    throw failedPrecondition(`${where} but it is not a shared or slave mount`);
  }
}

/** The root has to pass on at least what the mounts in it pass on. */
export function setRootPropagation(
  linux: { rootfsPropagation?: string },
  propagations: readonly Propagation[],
): void {
  if (propagations.includes("rshared")) {
    linux.rootfsPropagation = "rshared";
  } else if (propagations.includes("rslave") && linux.rootfsPropagation !== "rshared") {
    linux.rootfsPropagation = "rslave";
  }
}
