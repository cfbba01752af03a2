// What plugins print. Source: CNI spec 1.1, section 5; earlier versions name one address per family.

export interface CniResult {
  readonly [key: string]: unknown;
}

interface Addressed {
  readonly address?: unknown;
  readonly ip?: unknown;
}

/** The addresses that the container got, without their prefix lengths. */
export function addressesOf(result: CniResult): string[] {
  const { ips, ip4, ip6 } = result as { ips?: unknown; ip4?: Addressed; ip6?: Addressed };
  const listed = Array.isArray(ips) ? (ips as Addressed[]).map(({ address }) => address) : [ip4?.ip, ip6?.ip];
  return listed
    .filter((address) => typeof address === "string")
    .map((address) => address.replace(/\/\d+$/, ""));
}

/** The error that a failed plugin printed; what else it said when it printed none. */
export function failureOf(stdout: string, stderr: string): string {
  try {
    const { msg, details } = JSON.parse(stdout) as { msg?: unknown; details?: unknown };
    if (typeof msg === "string") {
      return typeof details === "string" && details !== "" ? `${msg}; ${details}` : msg;
    }
  } catch {
    // Not the error that the spec asks for: show it as it is.
  }
  return (stderr || stdout).trim() || "failed without a message";
}
