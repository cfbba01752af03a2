/** How bad a finding is: `ok` is none at all, `warn` may be meant so, `fail` keeps containers or pods from running. */
export type Level = "ok" | "warn" | "fail";

/** What a check has found. */
export interface Finding {
  readonly level: Level;
  /** What there is, in one line. */
  readonly found: string;
  /** What to do about it; empty where nothing has to be done. */
  readonly advice: string;
}

/** A finding of a check that has a name. */
export interface NamedFinding extends Finding {
  readonly check: string;
}

export function ok(found: string): Finding {
  return { level: "ok", found, advice: "" };
}

export function warn(found: string, advice: string): Finding {
  return { level: "warn", found, advice };
}

export function fail(found: string, advice: string): Finding {
  return { level: "fail", found, advice };
}
