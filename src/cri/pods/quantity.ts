// Numbers as Kubernetes writes them: `10M`, `1.5Gi`, `3e6`. Source: k8s.io/apimachinery pkg/api/resource/quantity.go.
import { invalidArgument } from "../../errors/index.ts";

const pattern = /^([+-]?)(\d+\.?\d*|\.\d+)(?:([numkMGTPE]|[KMGTPE]i)|[eE]([+-]?\d{1,3}))?$/;
const decimalPowers: Readonly<Record<string, number>> = {
  n: -9,
  u: -6,
  m: -3,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
  P: 15,
  E: 18,
};
const binaryPowers: Readonly<Record<string, bigint>> = {
  Ki: 10n,
  Mi: 20n,
  Gi: 30n,
  Ti: 40n,
  Pi: 50n,
  Ei: 60n,
};

/** The number, rounded away from zero. Invalid argument: the text is none. */
export function parseQuantity(text: string): bigint {
  const [, sign = "", number = "", suffix = "", exponent = ""] = pattern.exec(text) ?? [];
  if (number === "") {
    throw invalidArgument(`${JSON.stringify(text)} is not a quantity such as 10M or 1.5Gi`);
  }
  const [whole = "", fraction = ""] = number.split(".");
  const power = Number(exponent) + (decimalPowers[suffix] ?? 0) - fraction.length;
  const digits = BigInt(whole + fraction) * 2n ** (binaryPowers[suffix] ?? 0n);
  const value = power >= 0 ? digits * 10n ** BigInt(power) : divideUp(digits, 10n ** BigInt(-power));
  return sign === "-" ? -value : value;
}

function divideUp(dividend: bigint, divisor: bigint): bigint {
  return (dividend + divisor - 1n) / divisor;
}
