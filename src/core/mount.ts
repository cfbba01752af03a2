/** A mount as snapshotters give it and shims perform it. Source: containerd core/mount/mount.go. */
export interface Mount {
  readonly type: string;
  readonly source: string;
  /** Below the rootfs; empty for the rootfs itself. */
  readonly target: string;
  /** As in fstab: flags (`ro`, `rbind`) and the filesystem's own. */
  readonly options: readonly string[];
}
