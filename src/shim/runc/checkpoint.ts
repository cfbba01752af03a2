// The flags of `runc checkpoint` and `runc restore`.

/** What `runc create` and `runc restore` have in common. */
export interface CreateFlags {
  readonly noPivot: boolean;
  readonly noNewKeyring: boolean;
}

export interface RestoreFlags extends CreateFlags {
  readonly imagePath: string;
  readonly workPath: string;
  /** Empty: the checkpoint stands alone. */
  readonly parentPath: string;
}

export interface CheckpointFlags {
  readonly imagePath: string;
  /** Where CRIU writes its log; empty: a directory that is removed afterwards. */
  readonly workPath: string;
  readonly parentPath: string;
  readonly leaveRunning: boolean;
  readonly openTcp: boolean;
  readonly externalUnixSockets: boolean;
  readonly terminal: boolean;
  readonly fileLocks: boolean;
  readonly emptyNamespaces: readonly string[];
}

export function createArgs(flags: CreateFlags): string[] {
  return [...(flags.noPivot ? ["--no-pivot"] : []), ...(flags.noNewKeyring ? ["--no-new-keyring"] : [])];
}

export function restoreArgs(flags: RestoreFlags): string[] {
  const parent = flags.parentPath === "" ? [] : ["--parent-path", flags.parentPath];
  const paths = ["--image-path", flags.imagePath, "--work-path", flags.workPath, ...parent];
  return ["--detach", "--no-subreaper", ...paths, ...createArgs(flags)];
}

export function checkpointArgs(flags: CheckpointFlags): string[] {
  const switches: readonly [boolean, string][] = [
    [flags.leaveRunning, "--leave-running"],
    [flags.openTcp, "--tcp-established"],
    [flags.externalUnixSockets, "--ext-unix-sk"],
    [flags.terminal, "--shell-job"],
    [flags.fileLocks, "--file-locks"],
  ];
  const values: readonly [string, string][] = [
    ["--image-path", flags.imagePath],
    ["--work-path", flags.workPath],
    ["--parent-path", flags.parentPath],
    ...flags.emptyNamespaces.map((name): [string, string] => ["--empty-ns", name]),
  ];
  return [
    ...switches.filter(([isSet]) => isSet).map(([, name]) => name),
    ...values.filter(([, value]) => value !== "").flat(),
  ];
}
