// What a foreign shim prints when it was started. Source: containerd core/runtime/v2/shim.go (parseStartResponse).
import { messageOf, notImplemented } from "../../errors/index.ts";
import { BootstrapResult } from "../../rpc/gen/bootstrap.ts";
import { countAt, fieldsOf, type StoredFields, textAt } from "../read-back.ts";
import { type Endpoint, requireProtocol, requireVersion } from "./endpoint.ts";

interface Answer {
  readonly version: number;
  readonly address: string;
  readonly protocol: string;
}

/**
 * The answer is a BootstrapResult message, JSON (containerd 1.7's shims), or a bare address (older ones, which speak
 * version 2). `executable` is named by errors.
 */
export function parseBootstrapResult(output: Uint8Array, executable: string): Endpoint {
  const text = Buffer.from(output).toString().trim();
  const answer = parseMessage(output) ?? parseJson(text, executable) ?? parseBareAddress(text, executable);
  return {
    version: requireVersion(answer.version),
    address: answer.address,
    protocol: requireProtocol(answer.protocol.toLowerCase()),
  };
}

/** Text may decode as a message by chance; one without version and address is none. */
function parseMessage(output: Uint8Array): Answer | undefined {
  try {
    const answer = BootstrapResult.decode(output);
    return answer.version >= 2 && answer.address !== "" ? answer : undefined;
  } catch {
    return undefined;
  }
}

/** Undefined when the text is no JSON. */
function parseJson(text: string, executable: string): Answer | undefined {
  if (!text.startsWith("{")) {
    return undefined;
  }
  const what = `answer of ${executable} start`;
  const fields = parseFields(text, what);
  const protocol = fields.protocol === undefined ? "ttrpc" : textAt(fields, "protocol", what);
  return { version: countAt(fields, "version", what), address: textAt(fields, "address", what), protocol };
}

function parseFields(text: string, what: string): StoredFields {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw notImplemented(`${what}: ${messageOf(error)}`);
  }
  return fieldsOf(value, what);
}

function parseBareAddress(text: string, executable: string): Answer {
  if (text === "" || text.includes("\n")) {
    throw notImplemented(
      `answer of ${executable} start: ${JSON.stringify(text.slice(0, 100))} is no address`,
    );
  }
  return { version: 2, address: text, protocol: "ttrpc" };
}
