// Ids and names of pods and containers. Source: containerd internal/cri/server/helpers.go, internal/cri/util/id.go.
import { randomBytes } from "node:crypto";
import { failedPrecondition } from "../../errors/index.ts";
import type { ContainerMetadata, PodSandboxMetadata } from "../../rpc/gen/cri.ts";

/** 64 hexadecimal digits, as kubelet and crictl expect ids to be. */
export function newId(): string {
  return randomBytes(32).toString("hex");
}

/** `NAME_NAMESPACE_UID_ATTEMPT`: what may exist only once. */
export function podName({ name, namespace, uid, attempt }: PodSandboxMetadata): string {
  return [name, namespace, uid, attempt].join("_");
}

/** `CONTAINER_POD_NAMESPACE_UID_ATTEMPT`. */
export function containerName(container: ContainerMetadata, pod: PodSandboxMetadata): string {
  return [container.name, pod.name, pod.namespace, pod.uid, container.attempt].join("_");
}

/** Names that are taken, each by an id. A name is reserved before anything else of a pod or container is made. */
export class NameIndex {
  readonly #owners = new Map<string, string>();

  /** Failed precondition: `name "x" is reserved for "id"`. Reserving it again for the same id is allowed. */
  reserve(name: string, id: string): void {
    const owner = this.#owners.get(name);
    if (owner !== undefined && owner !== id) {
      const text = `name ${JSON.stringify(name)} is reserved for ${JSON.stringify(owner)}`;
      throw failedPrecondition(text, { hasKindWords: false });
    }
    this.#owners.set(name, id);
  }

  /** Does nothing when the name is another id's. */
  release(name: string, id: string): void {
    if (this.#owners.get(name) === id) {
      this.#owners.delete(name);
    }
  }
}
