import { test } from "bun:test";
import type { Rig } from "./rig.ts";

/** pods, inspectp, runp. */
export function podTests(rig: () => Rig): void {
  test("pods", () =>
    rig().same(
      ["pods"],
      ["pods", "-q"],
      ["pods", "-v"],
      ["pods", "-o", "json"],
      ["pods", "-o", "yaml"],
      ["pods", "--no-trunc"],
      ["pods", "--id", "{web}"],
      ["pods", "--id", "{web-short}"],
      ["pods", "--id", "nothing"],
      ["pods", "--name", "w.b"],
      ["pods", "--namespace", "sh"],
      ["pods", "--state", "notready"],
      ["pods", "-s", "ready"],
      ["pods", "--label", "tier=front"],
      ["pods", "--label", "tier=back", "--label", "app=no"],
      ["pods", "--latest"],
      ["pods", "-n", "2"],
    ));

  test("inspectp", () =>
    rig().same(
      ["inspectp", "{web}"],
      ["inspectp", "{web-short}"],
      ["inspectp", "{gone}"],
      ["inspectp", "-o", "yaml", "{web}"],
      ["inspectp", "-o", "table", "{web}"],
      ["inspectp", "-q", "{web}"],
      ["inspectp", "-o", "go-template", "--template", "{{.info.pid}} {{.status.state}}", "{gone}"],
      ["inspectp", "--name", "web"],
      ["inspectp", "nothing"],
    ));

  test("inspectp of a pod of the host's namespaces", () => rig().same(["inspectp", "{host}"]));

  test("runp that cannot be", () =>
    rig().same(
      ["runp", "{file:web.json}"],
      ["runp", "-r", "nothing", "{file:other.json}"],
      ["runp", "{file:unnamed.json}"],
      ["runp", "{file:missing.json}"],
    ));
}
