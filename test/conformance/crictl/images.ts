import { expect, test } from "bun:test";
import type { Rig } from "./rig.ts";

/** images, inspecti, pull, rmi. */
export function imageTests(rig: () => Rig): void {
  const absent = `sha256:${"0".repeat(64)}`;

  test("images", () =>
    rig().same(
      ["images"],
      ["images", "-q"],
      ["images", "-v"],
      ["images", "--digests"],
      ["images", "--no-trunc"],
      ["images", "--pinned"],
      ["images", "-o", "json"],
      ["images", "-o", "yaml"],
      ["images", "-o", "xml"],
      ["images", "--filter", "dangling=false"],
      ["images", "--filter", "reference=user"],
      ["images", "--filter", `before=${rig().registry}/busybox:1`],
    ));

  test("images NAME lists that image: containerd lists all", async () => {
    const { ours, registry } = rig();
    const { stdout } = await ours.crictl(["images", "-q", `${registry}/busybox:1`]);
    expect(stdout.trim()).toBe(ours.id("image"));
    expect((await ours.crictl(["images", "-q", "nothing"])).stdout).toBe("");
  });

  test("inspecti", () => {
    const { registry } = rig();
    return rig().same(
      ["inspecti", `${registry}/busybox:1`],
      ["inspecti", `${registry}/tools/user`],
      ["inspecti", "-o", "yaml", `${registry}/pause:1`],
      ["inspecti", "-o", "table", `${registry}/busybox:1`],
      ["inspecti", "-o", "go-template", "--template", "{{.status.id}}", `${registry}/busybox:1`],
      ["inspecti", "-q", `${registry}/busybox:1`],
      ["inspecti", "{image}"],
      ["inspecti", "{image-hex}"],
      ["inspecti", "{image-hex-short}"],
      ["inspecti", absent],
      ["inspecti", "nothing:here"],
      ["inspecti", "Not A Name"],
      ["inspecti", ""],
    );
  });

  test("pull", () => {
    const { registry } = rig();
    return rig().same(
      ["pull", `${registry}/busybox:1`],
      ["pull", "--creds", "user:password", `${registry}/busybox:1`],
      ["pull", "--auth", "nonsense", `${registry}/busybox:1`],
      ["pull", "--pod-config", "{file:web.json}", `${registry}/pause:1`],
      ["pull", `${registry}/nothing:1`],
      ["pull", `${registry}/busybox@${absent}`],
      ["pull", "Not A Name"],
      ["pull", "a//b"],
    );
  });

  test("rmi", async () => {
    const { registry } = rig();
    await rig().same(["rmi", absent], ["rmi", "nothing:here"], ["rmi", "Not A Name"], ["rmi"]);
    await rig().same(["rmi", `${registry}/busybox:2`]);
    await rig().same(["images"]);
  });
}
