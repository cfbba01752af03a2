// Errors that plugins print. Source: CNI spec 1.1, section 5, "Error".
import { isObject } from "../core/json.ts";
import { Fault, type Kind } from "../errors/index.ts";

/** What the codes of the specification mean for a caller. Codes from 100 on are the plugin's own: `internal`. */
const kinds: ReadonlyMap<number, Kind> = new Map<number, Kind>([
  [1, "invalid argument"],
  [2, "invalid argument"],
  [3, "not found"],
  [4, "invalid argument"],
  [6, "invalid argument"],
  [7, "invalid argument"],
  [11, "unavailable"],
  [50, "unavailable"],
  [51, "unavailable"],
]);

/** What a plugin failed with. */
export class PluginFailure extends Fault {
  /** As the specification lists them; 0 when the plugin gave none. */
  readonly code: number;

  constructor(code: number, message: string) {
    super(kinds.get(code) ?? "internal", message);
    this.code = code;
  }
}

/** The code of a DEL or CHECK for a container that the plugin does not know. */
export const unknownContainer = 3;

/** The failure of a plugin, from what it printed: its message, else its error output, else its exit status. */
export function pluginFailure(what: string, stdout: string, stderr: string, status: number): PluginFailure {
  const printed = parseFailure(stdout);
  if (printed !== undefined) {
    return new PluginFailure(printed.code, `${what}: ${printed.message}`);
  }
  const text = (stderr || stdout).trim() || `ended with ${status} and without a message`;
  return new PluginFailure(0, `${what}: ${text}`);
}

function parseFailure(stdout: string): { readonly code: number; readonly message: string } | undefined {
  let json: unknown;
  try {
    json = JSON.parse(stdout);
  } catch {
    // The plugin did not print what the specification asks for: its output is shown as it is.
    return undefined;
  }
  if (!isObject(json) || typeof json.msg !== "string") {
    return undefined;
  }
  const { code, msg, details } = json;
  const message = typeof details === "string" && details !== "" ? `${msg}; ${details}` : msg;
  return { code: typeof code === "number" ? code : 0, message };
}
