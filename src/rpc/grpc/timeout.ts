// The header grpc-timeout, which has at most eight digits and a unit (gRPC over HTTP/2, "Timeout").

const units: Readonly<Record<string, number>> = {
  H: 3_600_000,
  M: 60_000,
  S: 1_000,
  m: 1,
  u: 1e-3,
  n: 1e-6,
};

/** The timeout in milliseconds; undefined if `text` is not a timeout. */
export function parseTimeout(text: string): number | undefined {
  const match = /^(\d{1,8})([HMSmun])$/.exec(text);
  return match === null ? undefined : Number(match[1]) * (units[match[2] as string] as number);
}

const maxCount = 99_999_999;

/** The result is never shorter than `millis`, because the peer must not give up before we do. */
export function formatTimeout(millis: number): string {
  if (millis <= 0) {
    return "0n";
  }
  for (const unit of ["n", "u", "m", "S", "M", "H"]) {
    const count = Math.ceil(millis / (units[unit] as number));
    if (count <= maxCount) {
      return `${count}${unit}`;
    }
  }
  return `${maxCount}H`;
}
