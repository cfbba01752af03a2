import { test } from "bun:test";
import type { Rig } from "./rig.ts";

/** ps, inspect, logs, and what create and start refuse. */
export function containerTests(rig: () => Rig): void {
  test("ps", () =>
    rig().same(
      ["ps"],
      ["ps", "-a"],
      ["ps", "-q"],
      ["ps", "-v", "-a"],
      ["ps", "-a", "-o", "json"],
      ["ps", "-a", "-o", "yaml"],
      ["ps", "--no-trunc"],
      ["ps", "-r"],
      ["ps", "-a", "--id", "{server}"],
      ["ps", "-a", "--id", "{server-short}"],
      ["ps", "--pod", "{web}"],
      ["ps", "--pod", "{web-short}"],
      ["ps", "--image", "busybox"],
      ["ps", "-a", "--image", "{image}"],
      ["ps", "-s", "exited"],
      ["ps", "-s", "Created"],
      ["ps", "-s", "nonsense"],
      ["ps", "-a", "--label", "io.kubernetes.container.name=talker"],
      ["ps", "--name", "serv"],
      ["ps", "--namespace", "shop"],
      ["ps", "--latest"],
      ["ps", "-n", "2"],
    ));

  test("inspect", () =>
    rig().same(
      ["inspect", "{server}"],
      ["inspect", "{talker}"],
      ["inspect", "{idle}"],
      ["inspect", "{broken}"],
      ["inspect", "-o", "yaml", "{server}"],
      ["inspect", "-o", "table", "{server}"],
      ["inspect", "-q", "{server}", "{shell}"],
      ["inspect", "--name", "talker"],
      ["inspect", "nothing"],
    ));

  test("logs", () =>
    rig().same(
      ["logs", "{server}"],
      ["logs", "-t", "{talker}"],
      ["logs", "-f", "{talker}"],
      ["logs", "--tail", "1", "{talker}"],
      ["logs", "--limit-bytes", "5", "{talker}"],
      ["logs", "--since", "1h", "{talker}"],
      ["logs", "--stream", "stderr", "{talker}"],
      ["logs", "-p", "{talker}"],
      ["logs", "-r", "{server}"],
      ["logs", "-r", "{talker}"],
      ["logs", "-r", "nothing"],
      ["logs", "{idle}"],
      ["logs", "nothing"],
    ));

  test("create and start that cannot be", () =>
    rig().same(
      ["create", "nothing", "{file:web-idle.json}", "{file:web.json}"],
      ["create", "{web}", "{file:web-idle.json}", "{file:web.json}"],
      ["create", "{gone}", "{file:gone-late.json}", "{file:gone.json}"],
      ["create", "{web}", "{file:web-nothing.json}", "{file:web.json}"],
      ["create", "{web}", "{file:web-unnamed.json}", "{file:web.json}"],
      ["start", "{server}"],
      ["start", "{talker}"],
      ["start", "{broken}"],
      ["start", "nothing"],
    ));
}
