// The validator that is built in: refuses what the configuration forbids plugins to change, and containers whose plugins are missing.
// Source: containerd/nri plugins/default-validator.
import { failedPrecondition, invalidArgument } from "../errors/index.ts";
import { key, type Settings } from "../plugin/index.ts";
import {
  Field,
  type FieldOwners,
  type PodSandbox,
  SecurityProfileProfileType as ProfileType,
  type SecurityProfile,
  type ValidateContainerAdjustmentRequest,
} from "../rpc/gen/nri.ts";

/** Name and index under which it is listed among the plugins. */
export const defaultValidator = { index: "00", base: "default-validator" } as const;

/** Keys of the table `default_validator`. */
export const validatorKeys = {
  enable: key.bool(false, "validate what plugins change of new containers"),
  reject_oci_hook_adjustment: key.bool(false, "refuse OCI hooks"),
  reject_runtime_default_seccomp_adjustment: key.bool(
    false,
    "refuse another seccomp policy in place of the runtime's default",
  ),
  reject_unconfined_seccomp_adjustment: key.bool(false, "refuse a seccomp policy where there is none"),
  reject_custom_seccomp_adjustment: key.bool(
    false,
    "refuse another seccomp policy in place of one of the node's files",
  ),
  reject_namespace_adjustment: key.bool(false, "refuse other namespaces"),
  reject_sysctl_adjustment: key.bool(false, "refuse sysctls"),
  required_plugins: key.strings([], "plugins without which no container is created, as NAME or INDEX-NAME"),
  tolerate_missing_plugins_annotation: key.string(
    "",
    "annotation of pods by which they do without required plugins; empty for none",
  ),
} as const;

export type ValidatorSettings = Settings<typeof validatorKeys>;

/** Annotation of pods that lists further plugins that they require. */
const requiredPlugins = "required-plugins.noderesource.dev";

export class DefaultValidator {
  readonly #settings: ValidatorSettings;

  constructor(settings: ValidatorSettings) {
    this.#settings = settings;
  }

  /** Failed precondition: the adjustment is refused. */
  validate(request: ValidateContainerAdjustmentRequest): void {
    const owners = request.owners?.owners[request.container?.id ?? ""];
    if (owners !== undefined) {
      this.#checkHooks(owners);
      this.#checkSeccomp(owners, request.container?.linux?.seccompProfile ?? null);
      this.#checkParts(owners, Field.Namespace, "namespace", this.#settings.reject_namespace_adjustment);
      this.#checkParts(owners, Field.Sysctl, "sysctl", this.#settings.reject_sysctl_adjustment);
    }
    this.#checkRequired(request);
  }

  #checkHooks({ simple }: FieldOwners): void {
    const owners = simple[Field.OciHooks];
    if (owners !== undefined && this.#settings.reject_oci_hook_adjustment) {
      throw refusal(`${JSON.stringify(owners)} attempted restricted OCI hook injection`);
    }
  }

  #checkSeccomp({ simple }: FieldOwners, profile: SecurityProfile | null): void {
    const owner = simple[Field.SeccompPolicy];
    if (owner === undefined) {
      return;
    }
    const rules = this.#settings;
    const kinds = new Map([
      [ProfileType.UNCONFINED, [rules.reject_unconfined_seccomp_adjustment, "unconfined"]],
      [ProfileType.RUNTIME_DEFAULT, [rules.reject_runtime_default_seccomp_adjustment, "runtime default"]],
      [ProfileType.LOCALHOST, [rules.reject_custom_seccomp_adjustment, "custom"]],
    ] as const);
    const type = profile?.profileType ?? ProfileType.UNCONFINED;
    const [isRefused, what] = [...kinds].find(([kind]) => kind === type)?.[1] ?? [false, ""];
    if (isRefused) {
      throw refusal(`${JSON.stringify(owner)} attempted restricted ${what} seccomp policy adjustment`);
    }
  }

  #checkParts({ compound }: FieldOwners, field: number, what: string, isRefused: boolean): void {
    const owners = Object.entries(compound[field]?.owners ?? {});
    if (isRefused && owners.length > 0) {
      const names = owners.map(([part, owner]) => `${JSON.stringify(owner)} (${part})`);
      throw refusal(`${names.join(", ")} attempted restricted ${what} adjustment`);
    }
  }

  #checkRequired({ pod, container, plugins }: ValidateContainerAdjustmentRequest): void {
    const name = container?.name ?? "";
    const annotations = pod?.annotations ?? {};
    const { tolerate_missing_plugins_annotation: tolerance, required_plugins } = this.#settings;
    if (tolerance !== "" && isTrue(tolerance, effective(annotations, tolerance, name))) {
      return;
    }
    const required = [...required_plugins, ...listOf(effective(annotations, requiredPlugins, name))];
    const present = new Set(plugins.flatMap(({ name: base, index }) => [base, `${index}-${base}`]));
    const missing = required.filter((plugin) => !present.has(plugin));
    if (missing.length > 0) {
      throw refusal(`required plugins ${JSON.stringify(missing.join(","))} not present`);
    }
  }
}

const refusal = (why: string): Error => failedPrecondition(`validation error: ${why}`);

/** The annotation for this container of the pod, or else that for the whole pod. */
function effective(
  annotations: PodSandbox["annotations"],
  annotation: string,
  container: string,
): string | undefined {
  const names = [`${annotation}/container.${container}`, `${annotation}/pod`, annotation];
  return names.map((name) => annotations[name]).find((value) => value !== undefined);
}

function isTrue(annotation: string, value: string | undefined): boolean {
  if (value !== undefined && !/^(1|t|true|0|f|false)$/i.test(value)) {
    throw invalidArgument(`annotation ${annotation} is neither true nor false: ${JSON.stringify(value)}`);
  }
  return value !== undefined && /^(1|t)/i.test(value);
}

/** A list of names in YAML: one a line after a dash, or all between brackets. */
function listOf(value: string | undefined): string[] {
  const text = (value ?? "").trim();
  const items = /^\[.*\]$/s.test(text)
    ? text.slice(1, -1).split(",")
    : text.split("\n").map((line) => {
        if (line.trim() !== "" && !line.trim().startsWith("- ")) {
          throw invalidArgument(
            `annotation ${requiredPlugins} is no list of plugins: ${JSON.stringify(value)}`,
          );
        }
        return line.trim().slice(2);
      });
  return items.map((item) => item.trim().replace(/^(["'])(.*)\1$/, "$2")).filter((item) => item !== "");
}
