// How a registry is reached: the flags that pull, push and fetch share.
import type { Credentials, RegistryAccess } from "../../../client/index.ts";
import { invalidArgument } from "../../../errors/index.ts";
import { terminalSettings } from "../../../linux/terminal.ts";
import { daemonPath } from "../../flags/daemon-path.ts";
import { bool, type Flags, text, type Values } from "../../flags/flags.ts";
import { print } from "../../print/output.ts";
import { readSecret } from "../../terminal/secret.ts";

/** The flags. */
export const registryFlags = {
  "plain-http": bool("Allow connections using plain HTTP"),
  user: text("User[:password] of the registry", { alias: "u" }),
  refresh: text("Refresh token for the authorization server"),
  "hosts-dir": text("Directory of hosts.toml files"),
  "skip-verify": bool("Not here: set skip_verify in a hosts.toml", { alias: "k" }),
} as const satisfies Flags;

/** What the flags say. Asks for a password on the terminal when only a user is given. */
export async function registryOptions(flags: Values<typeof registryFlags>): Promise<RegistryAccess> {
  if (flags["skip-verify"]) {
    throw invalidArgument(
      "--skip-verify: the daemon fetches; set skip_verify in hosts.toml and give --hosts-dir",
    );
  }
  return {
    plainHttp: flags["plain-http"],
    hostDir: daemonPath(flags["hosts-dir"]),
    credentials: await credentialsOf(flags),
  };
}

async function credentialsOf(flags: Values<typeof registryFlags>): Promise<Credentials | undefined> {
  if (flags.refresh !== undefined) {
    return { kind: "refresh", username: "", secret: flags.refresh };
  }
  if (flags.user === undefined) {
    return undefined;
  }
  const colon = flags.user.indexOf(":");
  if (colon >= 0) {
    return { kind: "credentials", username: flags.user.slice(0, colon), secret: flags.user.slice(colon + 1) };
  }
  if (terminalSettings(0) === undefined) {
    throw invalidArgument(
      "password must be given as --user NAME:PASSWORD where there is no terminal to ask on",
    );
  }
  print("Password: ");
  return { kind: "credentials", username: flags.user, secret: await readSecret() };
}
