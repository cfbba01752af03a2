// What the configuration changes in specs.
import { expect, test } from "bun:test";
import type { Spec, SpecOption } from "../../oci/spec/index.ts";
import type { SpecContext } from "../../oci/spec/option.ts";
import { withCdi } from "./cdi.ts";
import { withWritableCgroup } from "./cgroup.ts";
import { withDevices } from "./devices.ts";

async function applied(options: readonly SpecOption[]): Promise<Spec> {
  const spec: Spec = { ociVersion: "1.0.0" };
  for (const option of options) {
    await option(spec, { id: "c", namespace: "n" } satisfies SpecContext);
  }
  return spec;
}

const device = { hostPath: "/dev/null", containerPath: "/dev/mine", permissions: "rw" };
const owner = { runAsUser: { value: 1000n }, runAsGroup: { value: 0n } };

test("devices belong to the host's owner, or to the user of the security context where it has an id", async () => {
  const [host] =
    (await applied(withDevices([device], { owner: null, inUserNamespace: false }))).linux?.devices ?? [];
  const [own] =
    (await applied(withDevices([device], { owner, inUserNamespace: false }))).linux?.devices ?? [];
  expect(host).toMatchObject({ path: "/dev/mine", uid: 0, gid: 0 });
  expect(own).toMatchObject({ path: "/dev/mine", uid: 1000, gid: host?.gid });
});

test("devices by CDI are refused where it is switched off, and annotations then do nothing", () => {
  const named = { CDIDevices: [{ name: "v/c=a" }, { name: "v/c=b" }], annotations: {} };
  expect(() => withCdi(undefined, named)).toThrow(
    "CDI devices (v/c=a, v/c=b) requested but CDI support is explicitly disabled",
  );
  expect(withCdi(undefined, { CDIDevices: [], annotations: { "cdi.k8s.io/x": "v/c=a" } })).toEqual([]);
});

test("a writable cgroup is mounted for writing, and nothing else is", async () => {
  const mounts = [
    { destination: "/sys/fs/cgroup", type: "cgroup", source: "cgroup", options: ["nosuid", "ro"] },
    { destination: "/sys", type: "sysfs", source: "sysfs", options: ["ro"] },
  ];
  const spec: Spec = { ociVersion: "1.0.0", mounts };
  await withWritableCgroup(spec, { id: "c", namespace: "n" });
  expect(spec.mounts?.map(({ options }) => options)).toEqual([["nosuid", "rw"], ["ro"]]);
});
