// Finds the manifests of an index that match a platform, and the best of them. Source: containerd/platforms compare.go.
import type { Platform } from "../core/descriptor.ts";
import { normalizePlatform } from "./platform.ts";

export interface PlatformMatcher {
  matches(platform: Platform): boolean;
  /** Negative when `a` matches better than `b`. For 0 they keep the order in which the index names them. */
  compare(a: Platform, b: Platform): number;
}

/** Matches all platforms alike. */
export const everyPlatform: PlatformMatcher = { matches: () => true, compare: () => 0 };

/** Matches exactly the given platforms, the first of which is preferred most. */
export function ordered(platforms: readonly Platform[]): PlatformMatcher {
  const wanted = platforms.map(normalizePlatform);
  const rank = (platform: Platform): number => {
    const index = wanted.findIndex((want) => matchesExactly(want, platform));
    return index < 0 ? wanted.length : index;
  };
  return {
    matches: (platform) => rank(platform) < wanted.length,
    compare: (a, b) => rank(a) - rank(b) || (b.osFeatures?.length ?? 0) - (a.osFeatures?.length ?? 0),
  };
}

/** Matches a platform and those that its hardware can also run: amd64 runs 386, and arm/v7 runs arm/v6. */
export function only(platform: Platform): PlatformMatcher {
  return ordered(compatible(normalizePlatform(platform)));
}

/** Matches every architecture of an operating system, which is enough for unpacking. */
export function onlyOs(platform: Platform): PlatformMatcher {
  const { os } = normalizePlatform(platform);
  return { ...only(platform), matches: (other) => normalizePlatform(other).os === os };
}

function matchesExactly(want: Platform, given: Platform): boolean {
  const platform = normalizePlatform(given);
  return (
    want.os === platform.os &&
    want.architecture === platform.architecture &&
    (want.variant ?? "") === (platform.variant ?? "") &&
    (want.os !== "windows" || sameBuild(want.osVersion, platform.osVersion)) &&
    (platform.osFeatures ?? []).every((feature) => want.osFeatures?.includes(feature))
  );
}

function sameBuild(want: string | undefined, given: string | undefined): boolean {
  const build = (version: string): string => version.split(".", 3).join(".");
  return !want || !given || build(want) === build(given);
}

function compatible(platform: Platform): Platform[] {
  const older = (variants: readonly string[]): Platform[] =>
    variants.map((variant) => normalizePlatform({ ...platform, variant }));
  switch (platform.architecture) {
    case "amd64":
      return [
        platform,
        ...older(countdown(numberOf(platform.variant), 1)),
        { os: platform.os, architecture: "386" },
      ];
    case "arm":
      return [platform, ...older(countdown(numberOf(platform.variant), 5))];
    case "arm64":
      return [...older(arm64Variants(platform.variant ?? "v8")), ...armOf(platform)];
    default:
      return [platform];
  }
}

function armOf(platform: Platform): Platform[] {
  return compatible({ os: platform.os, architecture: "arm", variant: "v8" });
}

function numberOf(variant: string | undefined): number {
  return Number.parseInt((variant ?? "").replace(/^v/, ""), 10) || 0;
}

/** The variants from `v<from - 1>` down to `v<to>`. */
function countdown(from: number, to: number): string[] {
  const variants: string[] = [];
  for (let version = Math.min(from, 16) - 1; version >= to; version--) {
    variants.push(`v${version}`);
  }
  return variants;
}

/** The variants that an arm64 variant can run: v9.x runs all up to v9.x and all up to v8.(x+5). */
function arm64Variants(variant: string): string[] {
  const match = /^v([89])(?:\.([0-9]))?$/.exec(variant);
  if (match === null) {
    return [variant];
  }
  const minor = Number(match[2] ?? 0);
  const down = (major: number, from: number): string[] =>
    Array.from({ length: from + 1 }, (_, step) => (from === step ? `v${major}` : `v${major}.${from - step}`));
  return match[1] === "8" ? down(8, minor) : [...down(9, minor), ...down(8, Math.min(minor + 5, 9))];
}
