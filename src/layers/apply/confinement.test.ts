// Whatever an archive says, nothing outside the directory changes.
import { expect, setDefaultTimeout, test } from "bun:test";
import * as fs from "node:fs";
import { join } from "node:path";
import { describeTree } from "../../../test/harness/describe-tree.ts";
import { bind, LayerRig, upper } from "../../../test/harness/layer-rig.ts";

// Processes and disks of a busy machine take their time.
setDefaultTimeout(30_000);

const rig = new LayerRig();

test("names with .. and absolute names stay inside", async () => {
  await rig.apply(
    bind(rig.root),
    { name: "../../../up", data: "1" },
    { name: "/absolute", data: "2" },
    { name: "a/../../../b/../mixed", data: "3" },
    { name: "..", type: "5", mode: 0o777 },
    { name: "/", type: "5", mode: 0o777 },
    { name: rig.outside.slice(1), type: "5" },
    { name: `${rig.outside}/secret`, data: "other" },
  );
  expect([rig.content("up"), rig.content("absolute"), rig.content("mixed")]).toEqual(["1", "2", "3"]);
  expect(rig.content(join(rig.outside, "secret"))).toBe("other");
  expect(fs.statSync(join(rig.root, "..")).mode & 0o777).toBe(0o755);
  expect(describeTree(rig.outside)).toBe(rig.untouched);
});

const linksOut = (): string[] => [
  rig.outside,
  `../outside`,
  `../../../../../../../..${rig.outside}`,
  `/proc/self/root${rig.outside}`,
];

test("a symlink out leads to the same path inside", async () => {
  for (const [index, target] of linksOut().entries()) {
    const link = `link${index}`;
    await rig.apply(
      bind(rig.root),
      { name: link, type: "2", link: target },
      { name: `${link}/secret`, data: "mine" },
      { name: `${link}/dir/inner`, data: "mine" },
      { name: `${link}/dir`, type: "5", mode: 0o777, mtime: 1 },
    );
    expect(describeTree(rig.outside)).toBe(rig.untouched);
    expect(fs.readlinkSync(rig.at(link))).toBe(target);
  }
  expect(rig.content(join(rig.outside, "secret"))).toBe("mine");
});

test("a directory that becomes a symlink midway", async () => {
  await rig.apply(
    bind(rig.root),
    { name: "d", type: "5", mtime: 1 },
    { name: "d/dir", type: "5", mtime: 1 },
    { name: "d/dir/first", data: "1" },
    { name: "d", type: "2", link: rig.outside },
    { name: "d/dir/second", data: "2" },
    { name: "d/secret", data: "3" },
  );
  expect(describeTree(rig.outside)).toBe(rig.untouched);
  expect(rig.content(join(rig.outside, "dir/second"))).toBe("2");
});

test("hard links do not reach out", async () => {
  const refusal = (link: string): string =>
    `entry "hard": hard link to "${link}", which is no file of this layer: invalid argument`;
  for (const link of ["../outside/secret", join(rig.outside, "secret")]) {
    expect(await rig.complaint(bind(rig.root), { name: "hard", type: "1", link })).toBe(refusal(link));
  }
  for (const target of linksOut()) {
    const message = await rig.complaint(
      bind(rig.root),
      { name: "link", type: "2", link: target },
      { name: "link/x", data: "" },
      { name: "hard", type: "1", link: "link/secret" },
    );
    expect(message).toBe(refusal("link/secret"));
  }
  expect(await rig.complaint(bind(rig.root), { name: "hard", type: "1", link: "/" })).toBe(
    'entry "hard": hard link to the root: invalid argument',
  );
  expect(describeTree(rig.outside)).toBe(rig.untouched);
});

test("a hard link to a symlink is a symlink, and its target stays as it is", async () => {
  await rig.apply(
    bind(rig.root),
    { name: "symlink", type: "2", link: join(rig.outside, "secret") },
    {
      name: "hard",
      type: "1",
      link: "symlink",
      mode: 0o777,
      uid: 99,
      mtime: 5,
      pax: [["SCHILY.xattr.user.a", "b"]],
    },
  );
  expect(fs.readlinkSync(rig.at("hard"))).toBe(join(rig.outside, "secret"));
  expect(describeTree(rig.outside)).toBe(rig.untouched);
});

test("whiteouts do not reach out, and never name a parent", async () => {
  for (const target of linksOut()) {
    await rig.apply(
      bind(rig.root),
      { name: "link", type: "2", link: target },
      { name: "link/.wh.secret" },
      { name: "link/.wh..wh..opq" },
      { name: "../.wh.outside" },
    );
  }
  expect(describeTree(rig.outside)).toBe(rig.untouched);
  fs.mkdirSync(rig.at("dir/sub"), { recursive: true });
  for (const mounts of [bind(rig.root), upper(rig.root)]) {
    for (const name of [".wh...", ".wh..", ".wh."]) {
      expect(await rig.complaint(mounts, { name: `dir/${name}` })).toBe(
        `entry "dir/${name}": invalid whiteout name "${name}": invalid argument`,
      );
    }
  }
  expect(fs.existsSync(rig.at("dir/sub"))).toBe(true);
});
