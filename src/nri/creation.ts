// What plugins make of a new container, one after another: each sees what the earlier ones have changed, and none may set what another
// one has set. Source: containerd/nri pkg/adaptation/result.go.
import {
  type Container,
  type ContainerAdjustment,
  type CreateContainerResponse,
  Field,
  type Hooks,
  type LinuxContainer,
  type LinuxContainerAdjustment,
  type LinuxRdt,
} from "../rpc/gen/nri.ts";
import type { Init } from "../rpc/message.ts";
import { checkAdjustment } from "./check-adjustment.ts";
import { type KeyedMerge, keyedFields, type MergedAdjustment } from "./keyed-fields.ts";
import { mergeResources } from "./merge-resources.ts";
import { type Claims, Owners } from "./owners.ts";
import { WishList } from "./wish-list.ts";
import type { Wishes } from "./wishes.ts";

const hookNames = [
  "prestart",
  "createRuntime",
  "createContainer",
  "startContainer",
  "poststart",
  "poststop",
] as const satisfies readonly (keyof Hooks)[];

/** Fields that a plugin sets as a whole. */
const wholeFields = {
  cgroupsPath: Field.CgroupsPath,
  oomScoreAdj: Field.OomScoreAdj,
  ioPriority: Field.IoPriority,
  seccompPolicy: Field.SeccompPolicy,
  scheduler: Field.LinuxSched,
  memoryPolicy: Field.MemoryPolicy,
} as const satisfies Partial<Record<keyof LinuxContainerAdjustment, number>>;

const rdtFields = {
  closId: Field.RdtClosID,
  schemata: Field.RdtSchemata,
  enableMonitoring: Field.RdtEnableMonitoring,
} as const satisfies Partial<Record<keyof LinuxRdt, number>>;

export class Creation {
  readonly owners: Owners = new Owners();
  readonly #container: Container;
  readonly #merges: readonly KeyedMerge[] = keyedFields.map((make) => make());
  readonly #linux: Init<LinuxContainerAdjustment> = {};
  readonly #merged: MergedAdjustment = { linux: this.#linux };
  readonly #wishes: WishList;

  /** `container` is changed as the plugins want it. */
  constructor(container: Container) {
    this.#container = container;
    this.#wishes = new WishList(this.owners);
  }

  /**
   * Failed precondition: another plugin has set the same, or the plugin wants the container updated that it can adjust. Invalid
   * argument: what it changes makes no sense.
   */
  merge(answer: CreateContainerResponse, plugin: string): void {
    const { adjust, update } = answer;
    const claims = this.owners.claims(this.#container.id, plugin);
    if (adjust !== null) {
      checkAdjustment(adjust, plugin);
      this.#adjust(adjust, claims);
    }
    this.#wishes.requireOthers(this.#container.id, update, plugin);
    this.#wishes.add(answer, plugin);
  }

  /** What is wanted of other containers. */
  get wishes(): Wishes {
    return this.#wishes;
  }

  adjustment(): Init<ContainerAdjustment> {
    for (const merge of this.#merges) {
      merge.write(this.#merged);
    }
    return this.#merged;
  }

  #adjust(adjust: ContainerAdjustment, claims: Claims): void {
    for (const merge of this.#merges) {
      merge.merge(adjust, this.#container, claims);
    }
    this.#adjustArgs(adjust.args, claims);
    if (adjust.hooks !== null) {
      this.#addHooks(adjust.hooks, claims);
    }
    if (adjust.linux !== null) {
      this.#adjustLinux(adjust.linux, claims);
    }
  }

  /** An empty first argument says that the plugin replaces those of another one. */
  #adjustArgs(args: string[], claims: Claims): void {
    if (args.length === 0) {
      return;
    }
    if (args[0] === "") {
      claims.clear(Field.Args);
    }
    claims.claim(Field.Args);
    const wanted = args[0] === "" ? args.slice(1) : args;
    this.#merged.args = wanted;
    this.#container.args = wanted;
  }

  #addHooks(hooks: Hooks, claims: Claims): void {
    const added = hookNames.filter((name) => hooks[name].length > 0);
    if (added.length === 0) {
      return;
    }
    claims.join(Field.OciHooks);
    const merged = this.#merged.hooks ?? {};
    const known: Init<Hooks> = this.#container.hooks ?? {};
    for (const name of added) {
      merged[name] = [...(merged[name] ?? []), ...hooks[name]];
      known[name] = [...(known[name] ?? []), ...hooks[name]];
    }
    this.#merged.hooks = merged;
  }

  #adjustLinux(linux: LinuxContainerAdjustment, claims: Claims): void {
    const seen: Init<LinuxContainer> = this.#container.linux ?? {};
    if (linux.resources !== null) {
      this.#linux.resources ??= {};
      seen.resources ??= {};
      mergeResources(linux.resources, [this.#linux.resources, seen.resources], claims);
    }
    for (const [name, field] of Object.entries(wholeFields) as [keyof typeof wholeFields, number][]) {
      const value = linux[name];
      if (value !== null && value !== "") {
        claims.claim(field);
        Object.assign(this.#linux, { [name]: value });
        Object.assign(seen, { [name]: value });
      }
    }
    if (linux.rdt !== null) {
      this.#adjustRdt(linux.rdt, claims);
    }
  }

  #adjustRdt(rdt: LinuxRdt, claims: Claims): void {
    const fields = Object.entries(rdtFields) as [keyof typeof rdtFields, number][];
    if (rdt.remove) {
      for (const [, field] of fields) {
        claims.clear(field);
      }
      this.#linux.rdt = { remove: true };
    }
    const merged = this.#linux.rdt ?? {};
    for (const [name, field] of fields) {
      if (rdt[name] !== null) {
        claims.claim(field);
        Object.assign(merged, { [name]: rdt[name] });
      }
    }
    this.#linux.rdt = merged;
  }
}
