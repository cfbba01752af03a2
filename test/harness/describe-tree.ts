import { execFileSync } from "node:child_process";

/** Every entry of a tree with type, mode, owner, size, times and link, as GNU find prints them. */
export function describeTree(path: string, detail: "all" | "names" = "all"): string {
  const format = detail === "names" ? "%p %y %m %U %G %l\\n" : "%p %y %m %U %G %s %T@ %l\\n";
  const lines = execFileSync("find", [".", "-mindepth", "1", "-printf", format], { cwd: path }).toString(
    "latin1",
  );
  return lines.split("\n").sort().join("\n");
}
