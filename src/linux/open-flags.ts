// Flags of open(2), which pipes, sockets and event descriptors share with files.
const isArm = process.arch === "arm64";

/** Source: asm-generic/fcntl.h; arm64 has numbers of its own for two of them. */
export const O = {
  RDONLY: 0,
  WRONLY: 1,
  RDWR: 2,
  CREAT: 0o100,
  EXCL: 0o200,
  NOCTTY: 0o400,
  TRUNC: 0o1000,
  APPEND: 0o2000,
  NONBLOCK: 0o4000,
  DIRECTORY: isArm ? 0o40000 : 0o200000,
  NOFOLLOW: isArm ? 0o100000 : 0o400000,
  /** Set for every descriptor, so that programs that are executed do not inherit it (CVE-2024-21626). */
  CLOEXEC: 0o2000000,
  PATH: 0o10000000,
} as const;

/** The working directory, as the first argument of the `*at` calls. */
export const AT_FDCWD = -100;

export const AT_SYMLINK_NOFOLLOW = 0x100;

/** With an empty name the call is about the descriptor itself. */
export const AT_EMPTY_PATH = 0x1000;
