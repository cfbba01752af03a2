/** A mount as snapshotters describe it and shims perform it. Source: containerd core/mount/mount.go. */
export interface Mount {
  /** `bind`, `overlay` or another type of filesystem. */
  readonly type: string;
  readonly source: string;
  /** Path below the root filesystem; empty for the root filesystem itself. */
  readonly target: string;
  /** As in fstab(5): flags such as `ro` and `rbind`, and the options of the filesystem. */
  readonly options: readonly string[];
}
