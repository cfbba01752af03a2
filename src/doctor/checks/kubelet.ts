import type { Facts } from "../facts.ts";
import { type Finding, fail, ok, warn } from "../finding.ts";
import { type Kubelet, kubeletConfigPath } from "../kubelet.ts";

/** Whether kubelet talks to this daemon. */
export function checkEndpoint({ kubelet, address }: Facts): Finding {
  if (kubelet === undefined) {
    return ok(`kubelet is not set up here (no ${kubeletConfigPath})`);
  }
  const wanted = `unix://${address}`;
  const { endpoint } = kubelet;
  if (endpoint === wanted || endpoint === address) {
    return ok(`kubelet talks to ${endpoint}`);
  }
  return warn(
    endpoint === "" ? "kubelet is not told which runtime to use" : `kubelet talks to ${endpoint}`,
    `set containerRuntimeEndpoint: ${wanted} in ${kubeletConfigPath}, and restart kubelet`,
  );
}

/** Whether kubelet and the daemon have the same program make cgroups: limits of pods hold only then. */
export function checkCgroupDriver(facts: Facts): Finding {
  const { kubelet } = facts;
  const driver = daemonDriver(facts);
  const isWithSystemd = facts.host.list("/run/systemd/system") !== undefined;
  if (driver === "systemd" && !isWithSystemd) {
    return fail(
      "the daemon has systemd make cgroups, and systemd does not run here",
      "set SystemdCgroup = false",
    );
  }
  if (kubelet !== undefined && !agrees(kubelet, driver)) {
    return fail(
      `kubelet's cgroup driver is ${kubelet.cgroupDriver || "cgroupfs"}, the daemon's ${driver}`,
      kubelet.cgroupDriver === "systemd"
        ? "set SystemdCgroup = true in options of the runtime in config.toml, and restart the daemon"
        : `set cgroupDriver: ${driver} in ${kubeletConfigPath}, and restart kubelet`,
    );
  }
  return driver === "cgroupfs" && isWithSystemd && kubelet !== undefined
    ? warn(
        "systemd runs here, and cgroups are made beside it",
        "use the systemd driver on both sides: two managers of one hierarchy may undo each other's limits",
      )
    : ok(driver);
}

/** kubelet asks the runtime since 1.28 where the feature is on; what its file says is what holds otherwise. */
function agrees({ cgroupDriver }: Kubelet, driver: string): boolean {
  return cgroupDriver === "" || cgroupDriver === driver;
}

function daemonDriver({ daemon, settings }: Facts): "systemd" | "cgroupfs" {
  if (daemon.kind === "answers" && daemon.cri?.cgroupDriver !== undefined) {
    return daemon.cri.cgroupDriver;
  }
  const runtime = settings.runtimes.find(({ name }) => name === settings.defaultRuntime);
  return runtime?.usesSystemdCgroups === true ? "systemd" : "cgroupfs";
}
