// What plugins want of containers that exist: changed limits, each of which is one plugin's, and an end.
import { failedPrecondition } from "../errors/index.ts";
import { type ContainerEviction, ContainerUpdate, LinuxResources } from "../rpc/gen/nri.ts";
import { complete } from "../rpc/message.ts";
import { mergeResources } from "./merge-resources.ts";
import type { Owners } from "./owners.ts";

interface Wish {
  resources: LinuxResources;
  ignoreFailure: boolean;
}

/** The limits that a container is about to get, which plugins may change. */
export interface RequestedLimits {
  readonly containerId: string;
  readonly resources: LinuxResources;
}

export class WishList {
  readonly #owners: Owners;
  readonly #requested: RequestedLimits | undefined;
  readonly #wishes = new Map<string, Wish>();
  readonly #evictions = new Map<string, ContainerEviction>();

  constructor(owners: Owners, requested?: RequestedLimits) {
    this.#owners = owners;
    this.#requested = requested;
  }

  /** Of all containers but the one that is about to get limits. */
  get updates(): readonly ContainerUpdate[] {
    return [...this.#wishes]
      .filter(([id]) => id !== this.#requested?.containerId)
      .map(([containerId, { resources, ignoreFailure }]) =>
        complete(ContainerUpdate, { containerId, linux: { resources }, ignoreFailure }),
      );
  }

  /** The requested limits as plugins have changed them; undefined when none has. */
  get changedRequest(): LinuxResources | undefined {
    return this.#wishes.get(this.#requested?.containerId ?? "")?.resources;
  }

  get evictions(): readonly ContainerEviction[] {
    return [...this.#evictions.values()];
  }

  /** What a plugin has answered to an event; undefined when it has not. */
  add(
    answer:
      | { readonly update: readonly ContainerUpdate[]; readonly evict?: readonly ContainerEviction[] }
      | undefined,
    plugin: string,
  ): void {
    this.#addUpdates(answer?.update ?? [], plugin);
    this.#addEvictions(answer?.evict ?? []);
  }

  /** Failed precondition: one of the updates is of the container with this id. */
  requireOthers(id: string, updates: readonly ContainerUpdate[], plugin: string): void {
    if (updates.some(({ containerId }) => containerId === id)) {
      throw failedPrecondition(
        `plugin ${JSON.stringify(plugin)} asked update of ${JSON.stringify(id)} during creation`,
      );
    }
  }

  /**
   * Failed precondition: another plugin has set the same limit of the same container. An update that may fail is left out then, and so
   * is what came of it: a list is changed as a whole or not at all.
   */
  #addUpdates(updates: readonly ContainerUpdate[], plugin: string): void {
    for (const update of updates) {
      try {
        this.#add(update, plugin);
      } catch (error) {
        if (!update.ignoreFailure) {
          throw error;
        }
      }
    }
  }

  #addEvictions(evictions: readonly ContainerEviction[]): void {
    for (const eviction of evictions) {
      this.#evictions.set(eviction.containerId, eviction);
    }
  }

  #add({ containerId, linux, ignoreFailure }: ContainerUpdate, plugin: string): void {
    const wanted = linux?.resources ?? null;
    if (wanted === null) {
      return;
    }
    const known = this.#wishes.get(containerId);
    const requested = this.#requested?.containerId === containerId ? this.#requested.resources : undefined;
    const resources: LinuxResources = complete(LinuxResources, known?.resources ?? requested ?? {});
    mergeResources(wanted, [resources], this.#owners.claims(containerId, plugin));
    this.#wishes.set(containerId, {
      resources: complete(LinuxResources, resources),
      ignoreFailure: ignoreFailure && (known?.ignoreFailure ?? true),
    });
  }
}
