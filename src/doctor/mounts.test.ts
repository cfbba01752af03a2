import { expect, test } from "bun:test";
import { mountOf, parseMounts } from "./mounts.ts";

const mounts = parseMounts(`22 1 254:1 / / rw - ext4 /dev/vda1 rw
30 22 254:2 / /var rw shared:3 master:1 - xfs /dev/vda2 rw,attr2
31 22 254:3 / /var/lib/a\\040b rw - btrfs /dev/vda3 rw
32 30 254:4 / /var rw - overlay overlay rw
`);

test("a path is on the deepest mount around it, and of several there on the latest", () => {
  expect(mountOf(mounts, "/etc/x")?.type).toBe("ext4");
  expect(mountOf(mounts, "/var/lib/tsrt")?.type).toBe("overlay");
  expect(mountOf(mounts, "/various")?.type).toBe("ext4");
  expect(mountOf(mounts, "/var/lib/a b/c")?.type).toBe("btrfs");
  expect(mountOf([], "/")).toBeUndefined();
});
