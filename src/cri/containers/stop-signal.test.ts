import { expect, test } from "bun:test";
import { Signal } from "../../rpc/gen/cri.ts";
import { stopSignalName, stopSignalNumber, stopSignalToWire } from "./stop-signal.ts";

test("kubelet's signal beats the image's, and without either it is SIGTERM", () => {
  expect(stopSignalName(Signal.RUNTIME_DEFAULT, "SIGQUIT")).toBe("SIGQUIT");
  expect(stopSignalName(Signal.SIGRTMINPLUS3, "SIGQUIT")).toBe("SIGRTMIN+3");
  expect(["", "SIGQUIT", "3", "SIGRTMIN+3", "RTMAX-1", "nonsense"].map(stopSignalNumber)).toEqual([
    15, 3, 3, 37, 63, 15,
  ]);
});

test("all of CRI's signals are known, and come back as the same number", () => {
  for (const [name, value] of Object.entries(Signal).slice(1)) {
    const number = stopSignalNumber(stopSignalName(value, ""));
    const again = stopSignalNumber(stopSignalName(stopSignalToWire(stopSignalName(value, "")), ""));
    expect([name, again]).toEqual([name, number]);
    expect(number === 15).toBe(name === "SIGTERM");
  }
  expect(stopSignalToWire("")).toBe(Signal.SIGTERM);
});
