import { type Any, messageName } from "../core/any.ts";
import { invalidArgument } from "../errors/index.ts";
import { CheckpointOptions, Options } from "../rpc/gen/runc.ts";

/** The options as runc's, or undefined where they are another runtime's. */
export function runcOptions(any: Any | undefined): Options | undefined {
  return any !== undefined && messageName(any) === Options.typeName ? Options.decode(any.value) : undefined;
}

/** The directory that checkpoint options name; empty when they name none. */
export function checkpointPathOf(any: Any | undefined): string {
  if (any === undefined) {
    return "";
  }
  if (messageName(any) !== CheckpointOptions.typeName) {
    throw invalidArgument(`invalid task checkpoint option for ${any.typeUrl}`);
  }
  return CheckpointOptions.decode(any.value).imagePath;
}
