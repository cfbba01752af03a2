import { type Any, typeUrls } from "../core/any.ts";
import { invalidArgument } from "../errors/index.ts";
import { Options } from "../rpc/gen/runc.ts";
import type { RuntimeHandler } from "./settings.ts";

/** runc's options by the names that containerd's configuration has for them. */
const fields: Readonly<Record<string, string>> = {
  NoPivotRoot: "noPivotRoot",
  NoNewKeyring: "noNewKeyring",
  ShimCgroup: "shimCgroup",
  IoUid: "ioUid",
  IoGid: "ioGid",
  BinaryName: "binaryName",
  Root: "root",
  SystemdCgroup: "systemdCgroup",
  CriuImagePath: "criuImagePath",
  CriuWorkPath: "criuWorkPath",
};

/** What a handler's options are for its runtime; undefined when it has none. Invalid argument: runc has no such option. */
export function runtimeOptions(handler: RuntimeHandler): Any | undefined {
  const given = Object.entries(handler.options);
  if (given.length === 0) {
    return undefined;
  }
  const options = Object.fromEntries(
    given.map(([name, value]) => {
      const field = fields[name];
      if (field === undefined) {
        throw invalidArgument(
          `runtime ${JSON.stringify(handler.name)}: option ${JSON.stringify(name)} is not known`,
        );
      }
      return [field, value];
    }),
  );
  return { typeUrl: typeUrls.runcOptions, value: Options.encode(options) };
}
