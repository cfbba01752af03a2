// Parses and normalizes platforms, which people and images spell in several ways.
// Source: containerd/platforms platforms.go, database.go.
import type { Platform } from "../core/descriptor.ts";
import { invalidArgument } from "../errors/index.ts";

const systems = new Set(
  "aix android darwin dragonfly freebsd illumos ios js linux netbsd openbsd plan9 solaris windows".split(" "),
);
const architectures = new Set(
  "386 amd64 arm arm64 loong64 mips mips64 mips64le mipsle ppc64 ppc64le riscv64 s390x wasm".split(" "),
);

const hostArchitectures: Record<string, string> = { x64: "amd64", ia32: "386" };

/** The platform of this machine. */
export function defaultPlatform(): Platform {
  const architecture = hostArchitectures[process.arch] ?? process.arch;
  return architecture === "arm"
    ? { os: "linux", architecture, variant: "v7" }
    : { os: "linux", architecture };
}

/** Replaces other spellings by the usual ones: `x86_64` by `amd64`, `aarch64` by `arm64`, `armhf` by `arm/v7`. */
export function normalizePlatform(platform: Platform): Platform {
  const os = platform.os === "" ? "linux" : platform.os.toLowerCase();
  const { architecture, variant } = normalizeArchitecture(platform.architecture, platform.variant ?? "");
  return {
    os: os === "macos" ? "darwin" : os,
    architecture,
    ...(variant === "" ? {} : { variant }),
    ...(platform.osVersion ? { osVersion: platform.osVersion } : {}),
    ...(platform.osFeatures?.length ? { osFeatures: [...new Set(platform.osFeatures)].sort() } : {}),
  };
}

function normalizeArchitecture(name: string, given: string): { architecture: string; variant: string } {
  const architecture = name.toLowerCase();
  const variant = given.toLowerCase();
  switch (architecture) {
    case "i386":
      return { architecture: "386", variant: "" };
    case "x86_64":
    case "x86-64":
    case "amd64":
      return { architecture: "amd64", variant: variant === "v1" ? "" : variant };
    case "aarch64":
    case "arm64":
      return { architecture: "arm64", variant: arm64Variant(variant) };
    case "armhf":
      return { architecture: "arm", variant: "v7" };
    case "armel":
      return { architecture: "arm", variant: "v6" };
    case "arm":
      return { architecture, variant: armVariant(variant) };
    default:
      return { architecture, variant };
  }
}

function arm64Variant(variant: string): string {
  if (["8", "v8", "v8.0"].includes(variant)) {
    return "";
  }
  return ["9", "9.0", "v9.0"].includes(variant) ? "v9" : variant;
}

function armVariant(variant: string): string {
  if (variant === "" || variant === "7") {
    return "v7";
  }
  return ["5", "6", "8"].includes(variant) ? `v${variant}` : variant;
}

const osPattern = /^([A-Za-z0-9_-]+)(?:\(([A-Za-z0-9_.%-]*)((?:\+[A-Za-z0-9_.%-]+)*)\))?$/;
const partPattern = /^[A-Za-z0-9_.-]+$/;

/** Parses texts such as `linux`, `arm64`, `linux/arm64/v8` and `windows(10.0.17763)/amd64`. Throws invalid argument for others. */
export function parsePlatform(specifier: string): Platform {
  const [first = "", ...parts] = specifier.split("/");
  const os = osPattern.exec(first);
  if (os === null || parts.length > 2 || parts.some((part) => !partPattern.test(part))) {
    throw invalidArgument(`platform ${JSON.stringify(specifier)}: expected os[/architecture[/variant]]`);
  }
  if (parts.length === 0) {
    return parseOnePart(specifier, first);
  }
  const platform = normalizePlatform({
    os: os[1] ?? "",
    architecture: parts[0] ?? "",
    variant: parts[1] ?? "",
    osVersion: decodeURIComponent(os[2] ?? ""),
    osFeatures: (os[3] ?? "").split("+").filter(Boolean).map(decodeURIComponent),
  });
  return parts.length === 1 && platform.architecture === "arm" && platform.variant === "v7"
    ? { ...platform, variant: undefined }
    : platform;
}

function parseOnePart(specifier: string, part: string): Platform {
  if (systems.has(part.toLowerCase())) {
    return normalizePlatform({ ...defaultPlatform(), os: part });
  }
  const platform = normalizePlatform({ os: "linux", architecture: part });
  if (!architectures.has(platform.architecture)) {
    throw invalidArgument(`platform ${JSON.stringify(specifier)}: unknown operating system or architecture`);
  }
  return platform;
}

/** Formats a platform as `os/architecture[/variant]`. */
export function formatPlatform(platform: Platform): string {
  if (platform.os === "") {
    return "unknown";
  }
  return [platform.os, platform.architecture, platform.variant].filter(Boolean).join("/");
}
