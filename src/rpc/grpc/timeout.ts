// grpc-timeout: at most eight digits and a unit (gRPC over HTTP/2, "Timeout").

const units: Readonly<Record<string, number>> = {
  H: 3_600_000,
  M: 60_000,
  S: 1_000,
  m: 1,
  u: 1e-3,
  n: 1e-6,
};

/** Milliseconds; undefined if `text` is no timeout. */
export function parseTimeout(text: string): number | undefined {
  const match = /^(\d{1,8})([HMSmun])$/.exec(text);
  return match === null ? undefined : Number(match[1]) * (units[match[2] as string] as number);
}

const mostDigits = 99_999_999;

/** Never shorter than `millis`: the peer must not give up before we do. */
export function formatTimeout(millis: number): string {
  if (millis <= 0) {
    return "0n";
  }
  for (const unit of ["n", "u", "m", "S", "M", "H"]) {
    const count = Math.ceil(millis / (units[unit] as number));
    if (count <= mostDigits) {
      return `${count}${unit}`;
    }
  }
  return `${mostDigits}H`;
}
