// Mounts whose ids are mapped. A runtime ignores what it does not know, and the files of such a mount would then have the
// wrong owners: so the daemon asks before. Source: containerd core/runtime/v2/task_manager.go (validateRuntimeFeatures).
import type { Any } from "../../core/any.ts";
import { dataLoss, failedPrecondition } from "../../errors/index.ts";
import { RuntimeInfo } from "../../rpc/gen/types.ts";
import { fieldsOf } from "../read-back.ts";

/** `mounts` are those of an OCI spec, of which nothing has been checked. */
export function usesIdMaps(mounts: readonly Readonly<Record<string, unknown>>[]): boolean {
  return mounts.some(
    ({ options, uidMappings, gidMappings }) =>
      uidMappings !== undefined ||
      gidMappings !== undefined ||
      (Array.isArray(options) && (options.includes("idmap") || options.includes("ridmap"))),
  );
}

/**
 * `info` is a RuntimeInfo. Failed precondition when the runtime says that it does not map ids; one that tells no features
 * is left alone. Data loss when what it tells makes no sense.
 */
export function requireIdMaps(info: Any): void {
  const { features } = decodeInfo(info.value);
  if (features === null || features.value.length === 0) {
    return;
  }
  const linux = fieldAt(parseFeatures(features.value), "linux");
  const idmap = fieldAt(fieldAt(linux, "mountExtensions"), "idmap");
  if (idmap === undefined) {
    throw failedPrecondition(
      "idmap mounts not supported: missing `mountExtensions.idmap` entry in `features` command",
    );
  }
  if (fieldAt(idmap, "enabled") !== true) {
    throw failedPrecondition(
      "idmap mounts not supported: entry `mountExtensions.idmap.Enabled` in `features` command not present or disabled",
    );
  }
}

const what = "answer of the runtime's `features` command";

function decodeInfo(bytes: Uint8Array): RuntimeInfo {
  try {
    return RuntimeInfo.decode(bytes);
  } catch (cause) {
    throw dataLoss(what, { cause });
  }
}

function parseFeatures(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString());
  } catch (cause) {
    throw dataLoss(what, { cause });
  }
}

function fieldAt(value: unknown, name: string): unknown {
  return value === undefined || value === null ? undefined : fieldsOf(value, what)[name];
}
