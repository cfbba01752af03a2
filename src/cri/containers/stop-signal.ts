// The signal that ends a container: kubelet's choice, or the image's, or SIGTERM. Source: containerd
// internal/cri/server/container_stop_signal.go.
import { constants } from "node:os";
import { parseSignal } from "../../linux/signals.ts";
import { Signal } from "../../rpc/gen/cri.ts";

const names = new Map(Object.entries(Signal).map(([name, value]) => [value as number, name]));

/** The name for the container's record; empty for the default. */
export function stopSignalName(wanted: number, ofImage: string): string {
  if (wanted === Signal.RUNTIME_DEFAULT) {
    return ofImage;
  }
  return (names.get(wanted) ?? "").replace("PLUS", "+").replace("MINUS", "-");
}

/** The signal's number. A name of an image that is none counts as the default. */
export function stopSignalNumber(name: string): number {
  try {
    return name === "" ? constants.signals.SIGTERM : parseSignal(name);
  } catch {
    return constants.signals.SIGTERM;
  }
}

/** The signal as CRI has it, for a container's status. */
export function stopSignalToWire(name: string): number {
  const number = stopSignalNumber(name);
  const known = [...names].find(
    ([, text]) =>
      text !== "RUNTIME_DEFAULT" &&
      stopSignalNumber(text.replace("PLUS", "+").replace("MINUS", "-")) === number,
  );
  return known?.[0] ?? Signal.RUNTIME_DEFAULT;
}
