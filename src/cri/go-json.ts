// Messages of CRI as Go's encoding/json writes them: containerd keeps its records of pods and containers so, and verbose
// answers show them so. Names have underscores, and what holds its default is left out.
import { exactNumber } from "../core/exact-json.ts";

/** Fields that are maps: their keys are the user's and stay as they are. */
const maps = new Set(["annotations", "labels", "sysctls", "unified", "info"]);

const toSnake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
const toCamel = (name: string): string =>
  name.replace(/_([a-z0-9])/g, (_all, letter) => letter.toUpperCase());

/** A decoded message as an object for `JSON.stringify`. */
export function toGoJson(message: unknown): unknown {
  if (typeof message === "bigint") {
    return exactNumber(message);
  }
  if (message instanceof Uint8Array) {
    // The only bytes of CRI's configurations are values of variables, which Go writes as texts (cri-api api_json.go).
    return Buffer.from(message).toString("utf8");
  }
  if (Array.isArray(message)) {
    return message.map(toGoJson);
  }
  if (typeof message !== "object" || message === null) {
    return message;
  }
  const entries = Object.entries(message).filter(([, value]) => !isDefault(value));
  return Object.fromEntries(
    entries.map(([name, value]) => [toSnake(name), maps.has(name) ? value : toGoJson(value)]),
  );
}

/** What Go's `omitempty` leaves out. */
function isDefault(value: unknown): boolean {
  if (value instanceof Uint8Array) {
    // Its keys would be as many as its bytes.
    return value.length === 0;
  }
  if (typeof value === "object" && value !== null) {
    return (
      Object.keys(value).length === 0 &&
      (Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype)
    );
  }
  return !value;
}

/** A message to encode, from JSON that Go or `toGoJson` wrote. The wire's codec checks the types of its fields. */
export function fromGoJson(json: unknown): unknown {
  if (Array.isArray(json)) {
    return json.map(fromGoJson);
  }
  if (typeof json !== "object" || json === null) {
    return json;
  }
  return Object.fromEntries(
    Object.entries(json).map(([name, value]) => [toCamel(name), fieldFromGoJson(name, value)]),
  );
}

function fieldFromGoJson(name: string, value: unknown): unknown {
  if (maps.has(name)) {
    return value;
  }
  return name === "envs" && Array.isArray(value) ? value.map(variableFromGoJson) : fromGoJson(value);
}

function variableFromGoJson({ key = "", value = "" }: { key?: string; value?: string }): object {
  return { key, value: Buffer.from(value) };
}
