// The programs that `npm run reference` builds. Each has a go.mod of its own, which pins its version: their dependencies
// disagree about versions. To pin another version run `go get -tool PACKAGE@VERSION && go mod tidy` in its folder.
import { join } from "node:path";

export interface Program {
  readonly name: string;
  /** Directory of the program's go.mod and go.sum. */
  readonly directory: string;
  /** Go packages that are built, each to an executable. */
  readonly packages: readonly string[];
  /** Go packages whose tests become one executable (`go test -c`). */
  readonly testPackages: readonly string[];
  /** Names of the files that the build must produce. */
  readonly executables: readonly string[];
  /** Build tags. */
  readonly tags: readonly string[];
  /** The name in pkg-config of the C library to link with; undefined when the program is built without cgo. */
  readonly cgo?: { readonly library: string; readonly debianPackage: string };
  /** Whether the program is built when the command line names none. */
  readonly isDefault: boolean;
}

const containerd = "github.com/containerd/containerd/v2/cmd";

export const programs: readonly Program[] = [
  {
    name: "containerd",
    directory: join(import.meta.dir, "containerd"),
    packages: [`${containerd}/containerd`, `${containerd}/ctr`, `${containerd}/containerd-shim-runc-v2`],
    testPackages: [],
    executables: ["containerd", "ctr", "containerd-shim-runc-v2"],
    tags: ["no_btrfs", "no_zfs", "no_devmapper"],
    isDefault: true,
  },
  {
    name: "runc",
    directory: join(import.meta.dir, "runc"),
    packages: ["github.com/opencontainers/runc"],
    testPackages: [],
    executables: ["runc"],
    tags: ["seccomp"],
    cgo: { library: "libseccomp", debianPackage: "libseccomp-dev" },
    isDefault: true,
  },
  {
    name: "cri-tools",
    directory: join(import.meta.dir, "cri-tools"),
    packages: ["sigs.k8s.io/cri-tools/cmd/crictl"],
    testPackages: ["sigs.k8s.io/cri-tools/cmd/critest"],
    executables: ["crictl", "critest.test"],
    tags: [],
    isDefault: false,
  },
];
