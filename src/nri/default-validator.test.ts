import { expect, test } from "bun:test";
import {
  Field,
  SecurityProfileProfileType as ProfileType,
  ValidateContainerAdjustmentRequest as Request,
} from "../rpc/gen/nri.ts";
import { complete, type Init } from "../rpc/message.ts";
import { DefaultValidator, type ValidatorSettings } from "./default-validator.ts";

const lenient: ValidatorSettings = {
  enable: true,
  reject_oci_hook_adjustment: false,
  reject_runtime_default_seccomp_adjustment: false,
  reject_unconfined_seccomp_adjustment: false,
  reject_custom_seccomp_adjustment: false,
  reject_namespace_adjustment: false,
  reject_sysctl_adjustment: false,
  required_plugins: [],
  tolerate_missing_plugins_annotation: "",
};

/** Why a container is refused; empty when it is not. */
function refusal(settings: Partial<ValidatorSettings>, request: Init<Request>): string {
  try {
    new DefaultValidator({ ...lenient, ...settings }).validate(
      complete(Request, { container: { id: "c", name: "name", linux: {} }, ...request }),
    );
    return "";
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const simple = (field: number): Init<Request> => ({
  owners: { owners: { c: { simple: { [field]: "10-a" } } } },
});
const compound = (field: number): Init<Request> => ({
  owners: { owners: { c: { compound: { [field]: { owners: { part: "10-a" } } } } } },
});
const profiled = (profileType: number): Init<Request> => ({
  ...simple(Field.SeccompPolicy),
  container: { id: "c", linux: { seccompProfile: { profileType } } },
});

test.each<[keyof ValidatorSettings, Init<Request>, string]>([
  ["reject_oci_hook_adjustment", simple(Field.OciHooks), '"10-a" attempted restricted OCI hook injection'],
  ["reject_namespace_adjustment", compound(Field.Namespace), '"10-a" (part) attempted restricted namespace'],
  ["reject_sysctl_adjustment", compound(Field.Sysctl), '"10-a" (part) attempted restricted sysctl'],
  ["reject_unconfined_seccomp_adjustment", simple(Field.SeccompPolicy), "restricted unconfined seccomp"],
  ["reject_unconfined_seccomp_adjustment", profiled(ProfileType.UNCONFINED), "restricted unconfined seccomp"],
  [
    "reject_runtime_default_seccomp_adjustment",
    profiled(ProfileType.RUNTIME_DEFAULT),
    "restricted runtime default seccomp",
  ],
  ["reject_custom_seccomp_adjustment", profiled(ProfileType.LOCALHOST), "restricted custom seccomp"],
])("%s refuses what it names, and nothing is refused without it", (name, request, reason) => {
  expect(refusal({ [name]: true }, request)).toContain(reason);
  expect(refusal({}, request)).toBe("");
});

const plugins = [{ name: "here", index: "10" }];
const annotated = (annotations: Record<string, string>): Init<Request> => ({
  plugins,
  pod: { annotations },
});

test("required plugins must be present, by their names alone or with the index", () => {
  expect(refusal({ required_plugins: ["here", "10-here"] }, { plugins })).toBe("");
  expect(refusal({ required_plugins: ["11-here"] }, { plugins })).toContain('"11-here" not present');
});

test.each([["[here, 'gone']"], ["- here\n- gone"], ['["gone"]']])(
  "a pod requires plugins by an annotation: %j",
  (list) => {
    const annotation = "required-plugins.noderesource.dev";
    expect(refusal({}, annotated({ [annotation]: list }))).toContain('"gone" not present');
    expect(refusal({}, annotated({ [`${annotation}/container.name`]: list }))).toContain("not present");
    expect(refusal({}, annotated({ [`${annotation}/container.other`]: list }))).toBe("");
  },
);

test("an annotation that is no list is refused", () => {
  expect(refusal({}, annotated({ "required-plugins.noderesource.dev": "gone" }))).toContain(
    "is no list of plugins",
  );
});

test("a pod that tolerates it does without required plugins", () => {
  const settings = { required_plugins: ["gone"], tolerate_missing_plugins_annotation: "tolerate" };
  expect(refusal(settings, annotated({ tolerate: "true" }))).toBe("");
  expect(refusal(settings, annotated({ tolerate: "false" }))).toContain("not present");
  expect(refusal(settings, annotated({ tolerate: "perhaps" }))).toContain("neither true nor false");
});
