import { type Any, messageName } from "../core/any.ts";
import { invalidArgument } from "../errors/index.ts";
import { CheckpointOptions, Options } from "../rpc/gen/runc.ts";

/** The options of runc, or undefined when the options are those of another runtime. */
export function runcOptions(any: Any | undefined): Options | undefined {
  return any !== undefined && messageName(any) === Options.typeName ? Options.decode(any.value) : undefined;
}

/** The directory that the options of a checkpoint name; empty when they name none. */
export function checkpointPathOf(any: Any | undefined): string {
  if (any === undefined) {
    return "";
  }
  if (messageName(any) !== CheckpointOptions.typeName) {
    throw invalidArgument(`invalid task checkpoint option for ${any.typeUrl}`);
  }
  return CheckpointOptions.decode(any.value).imagePath;
}
