import { existsSync, readFileSync } from "node:fs";

export interface OverlayFacts {
  /** The kernel wants `userxattr` where it refuses `trusted.*`: in user namespaces, since 5.11. */
  readonly needsUserXattr: boolean;
  /** Whether the module has the `index` feature, which must be off: layers are shared between overlays. */
  readonly knowsIndex: boolean;
}

export function overlayFacts(): OverlayFacts {
  return {
    needsUserXattr: inUserNamespace(readFileSync("/proc/self/uid_map", "utf8")),
    knowsIndex: existsSync("/sys/module/overlay/parameters/index"),
  };
}

/** The initial namespace maps all ids to themselves. */
export function inUserNamespace(uidMap: string): boolean {
  const [inside, outside, count, ...more] = uidMap.trim().split(/\s+/);
  return !(inside === "0" && outside === "0" && count === "4294967295" && more.length === 0);
}

/** Configured options first; the last one wins in the kernel, so a configured `index` is not overridden. */
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
