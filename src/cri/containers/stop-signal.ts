// The signal that ends a container: kubelet's choice, or the image's, or SIGTERM. Source: containerd
// internal/cri/server/container_stop_signal.go.
import { constants } from "node:os";
import { parseSignal } from "../../linux/signals.ts";
import { Signal } from "../../rpc/gen/cri.ts";

const { SIGTERM } = constants.signals;

/** CRI's names as the kernel's users write them: `SIGRTMINPLUS3` is `SIGRTMIN+3`, and SIGCLD an old name of SIGCHLD. */
const names = new Map(
  Object.entries(Signal)
    .filter(([, value]) => value !== Signal.RUNTIME_DEFAULT)
    .map(([name, value]): [number, string] => [
      value,
      name.replace("PLUS", "+").replace("MINUS", "-").replace("SIGCLD", "SIGCHLD"),
    ]),
);

/** The name for the container's record; empty for the default. */
export function stopSignalName(wanted: number, ofImage: string): string {
  return wanted === Signal.RUNTIME_DEFAULT ? ofImage : (names.get(wanted) ?? "");
}

/** The signal's number. A name of an image that is none counts as the default. */
export function stopSignalNumber(name: string): number {
  try {
    return name === "" ? SIGTERM : parseSignal(name);
  } catch {
    return SIGTERM;
  }
}

/** The signal as CRI has it, for a container's status. Some have several names; the first of CRI's list is taken. */
export function stopSignalToWire(name: string): number {
  const number = stopSignalNumber(name);
  const [value] = [...names].find(([, known]) => stopSignalNumber(known) === number) ?? [];
  return value ?? Signal.RUNTIME_DEFAULT;
}
