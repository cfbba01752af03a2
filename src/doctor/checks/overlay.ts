import type { Facts } from "../facts.ts";
import { type Finding, fail, ok, warn } from "../finding.ts";
import { mountOf, parseMounts } from "../mounts.ts";

/** Filesystems that cannot hold the upper directory of an overlay. */
const unfit = ["overlay", "nfs", "nfs4", "vfat", "exfat", "9p", "fuse", "fuseblk", "squashfs", "cifs"];

/** Whether the kernel has overlayfs, and whether the daemon's data lies where an overlay can be written. */
export function checkOverlay({ host, settings }: Facts): Finding {
  const { type } = mountOf(parseMounts(host.read("/proc/self/mountinfo") ?? ""), settings.root) ?? {
    type: "",
  };
  if (unfit.includes(type)) {
    return fail(
      `${settings.root} is on ${type}, on which overlays cannot be written`,
      "set root to a directory on ext4, xfs or btrfs, or use the snapshotter native",
    );
  }
  const known = host.read("/proc/filesystems") ?? "";
  if (/\toverlay$/m.test(known)) {
    return ok(`overlayfs; ${settings.root} is on ${type || "an unknown filesystem"}`);
  }
  const release = host.read("/proc/sys/kernel/osrelease")?.trim();
  const modules = host.read(`/lib/modules/${release}/modules.dep`) ?? "";
  return /\/overlay\.ko/.test(modules)
    ? warn(
        "the module overlay is not loaded",
        "modprobe overlay, and name it in /etc/modules-load.d/tsrt.conf",
      )
    : fail("the kernel has no overlayfs", "boot a kernel with it, or use the snapshotter native");
}
