// Mounts that show their files with other owners. Needs Linux 5.12, and for the layers of overlays 5.19. Source: mount_setattr(2),
// containerd core/mount/mount_idmapped_linux.go and mount_linux.go.
import { closeFd } from "./fd.ts";
import type { IdMappings } from "./id-mapping.ts";
import { address, check, cString, syscall } from "./libc.ts";
import { MS } from "./mount-options.ts";
import { number } from "./number.ts";
import { openAt } from "./open.ts";
import { AT_EMPTY_PATH, AT_FDCWD, O } from "./open-flags.ts";
import { withUserNamespace } from "./user-namespace.ts";

const OPEN_TREE_CLONE = 1;
const AT_RECURSIVE = 0x8000;
const MOUNT_ATTR_RDONLY = 1n;
const MOUNT_ATTR_IDMAP = 0x100000n;
const MOVE_MOUNT_F_EMPTY_PATH = 0x04;
const MOVE_MOUNT_T_SYMLINKS = 0x10;

/** A descriptor of a copy of what is mounted at `path`, and below it. The copy is attached nowhere and ends with the descriptor. */
export function cloneMounts(path: string): number {
  const flags = OPEN_TREE_CLONE | O.CLOEXEC | AT_RECURSIVE;
  return check(syscall(number.open_tree, AT_FDCWD, address(cString(path)), flags), `open_tree ${path}`);
}

/** Maps the ids of files in mounts that are attached nowhere yet: an id of the container on the disk is seen as that of the host. */
export function mapMountIds(
  tree: number,
  mappings: IdMappings,
  options: { readonly readOnly: boolean },
): void {
  const namespace = withUserNamespace(mappings, [], ({ user }) => openAt(AT_FDCWD, user, O.RDONLY));
  try {
    const set = MOUNT_ATTR_IDMAP | (options.readOnly ? MOUNT_ATTR_RDONLY : 0n);
    // struct mount_attr: what is set, what is cleared, the propagation, the user namespace.
    const attributes = new BigUint64Array([set, 0n, BigInt(MS.PRIVATE), BigInt(namespace)]);
    const result = syscall(
      number.mount_setattr,
      tree,
      address(cString("")),
      AT_EMPTY_PATH | AT_RECURSIVE,
      address(attributes),
      attributes.byteLength,
    );
    check(result, "mount_setattr MOUNT_ATTR_IDMAP");
  } finally {
    closeFd(namespace);
  }
}

/** Attaches what `cloneMounts` or fsmount(2) gave on top of what is mounted on `target`. */
export function attachMounts(tree: number, target: string): void {
  const result = syscall(
    number.move_mount,
    tree,
    address(cString("")),
    AT_FDCWD,
    address(cString(target)),
    MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_SYMLINKS,
  );
  check(result, `move_mount on ${target}`);
}
