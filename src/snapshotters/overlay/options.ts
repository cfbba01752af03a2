import { existsSync, readFileSync } from "node:fs";

export interface OverlayFacts {
  /** In a user namespace the kernel refuses `trusted.*` attributes, and overlays need the option `userxattr` (since Linux 5.11). */
  readonly needsUserXattr: boolean;
  /** Whether the kernel knows the option `index`, which must be off because overlays share their layers. */
  readonly knowsIndex: boolean;
}

export function overlayFacts(): OverlayFacts {
  return {
    needsUserXattr: inUserNamespace(readFileSync("/proc/self/uid_map", "utf8")),
    knowsIndex: existsSync("/sys/module/overlay/parameters/index"),
  };
}

/** Whether the map of ids is that of a user namespace: only the initial one maps all ids to themselves. */
export function inUserNamespace(uidMap: string): boolean {
  const [inside, outside, count, ...more] = uidMap.trim().split(/\s+/);
  return !(inside === "0" && outside === "0" && count === "4294967295" && more.length === 0);
}

/** The configured options, and those that the kernel needs unless the configuration says otherwise. */
export function overlayOptions(configured: readonly string[], facts: OverlayFacts): string[] {
  const has = (key: string): boolean =>
    configured.some((option) => option === key || option.startsWith(`${key}=`));
  const options = [...configured];
  if (facts.needsUserXattr && !has("userxattr")) {
    options.push("userxattr");
  }
  if (facts.knowsIndex && !has("index")) {
    options.push("index=off");
  }
  return options;
}
