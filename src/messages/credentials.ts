import type { Credentials } from "../core/transfer.ts";
import { type AuthResponse, AuthType } from "../rpc/gen/transfer.ts";
import type { Init } from "../rpc/message.ts";

const authTypes = {
  credentials: AuthType.CREDENTIALS,
  refresh: AuthType.REFRESH,
  header: AuthType.HEADER,
} as const satisfies Record<Credentials["kind"], number>;

const kinds = new Map<number, Credentials["kind"]>([
  [AuthType.CREDENTIALS, "credentials"],
  [AuthType.REFRESH, "refresh"],
  [AuthType.HEADER, "header"],
]);

/** Undefined when the answer is that there are none. */
export function toCredentials({ authType, username, secret }: AuthResponse): Credentials | undefined {
  const kind = kinds.get(authType);
  return kind && { kind, username, secret };
}

export function fromCredentials(credentials: Credentials | undefined): Init<AuthResponse> {
  if (credentials === undefined) {
    return { authType: AuthType.NONE };
  }
  const { kind, username, secret } = credentials;
  return { authType: authTypes[kind], username, secret };
}
