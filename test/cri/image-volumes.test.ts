// Volumes that images declare, and images as volumes, with links in the images that would lead out of them.
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { CriNode } from "../harness/cri-node.ts";
import { writeArchive } from "../harness/image.ts";
import { type Scratch, scratch } from "../harness/scratch.ts";

setDefaultTimeout(60_000);

const image = "docker.io/library/volumes:1";

let node: CriNode;
let pod: string;
let host: Scratch;

beforeAll(async () => {
  node = await CriNode.start();
  host = scratch();
  mkdirSync(host.join("etc"));
  writeFileSync(host.join("etc/of-the-host"), "");
  using layer = scratch();
  mkdirSync(layer.join("data"));
  writeFileSync(layer.join("data/file"), "of the image\n", { mode: 0o640 });
  symlinkSync(host.path, layer.join("evil"));
  symlinkSync("../../../../../../../../..", layer.join("up"));
  const archive = host.join("image.tar");
  const Volumes = { "/data": {}, "/evil/etc": {}, "/absent": {} };
  await writeArchive(archive, { name: image, layers: [layer.path], config: { Volumes } });
  const { status, stderr } = await node.daemon.ctr("-n", "k8s.io", "image", "import", archive);
  expect([status, stderr]).toEqual([0, ""]);
  pod = await node.runPod("v");
});
afterAll(async () => {
  await node[Symbol.asyncDispose]();
  host[Symbol.dispose]();
});

test("a volume of the image has the image's files, and those of no link that leads out", async () => {
  const script =
    "cat /data/file; stat -c %a /data/file; ls /evil/etc /absent; echo x > /data/file && echo written";
  const containerId = await node.create(pod, "v", "c", `exec 2>&1; ${script}`, { image: { image } });
  await (await node.runtime()).startContainer({ containerId });
  await node.exited(containerId);
  expect(node.log("v").join()).not.toContain("of-the-host");
  expect(node.log("v").slice(0, 2)).toEqual(["stdout F of the image", "stdout F 640"]);
  expect(node.log("v").at(-1)).toBe("stdout F written");
});

test("a directory of an image as a volume is none of the host", async () => {
  for (const imageSubPath of ["evil/etc", "up/etc/init.d", "../../../../../../etc/init.d"]) {
    const mounts = [{ containerPath: "/x", readonly: true, image: { image }, imageSubPath }];
    await expect(node.create(pod, "v", "refused", "true", { mounts })).rejects.toThrow("in the image");
  }
});
