/** A header field, with its name in lower case. */
export interface Field {
  readonly name: string;
  readonly value: string;
  /** Set on a received field that RFC 9113 section 8.2.1 forbids. */
  readonly malformed?: true;
}

const nameRule = /^:?[!#$%&'*+\-.^_`|~0-9a-z]+$/;
const badValue = /[\0\r\n]/;

/** Makes a field of a received name and value, and marks it as malformed if it breaks the rules for either. */
export function receivedField(name: string, value: string): Field {
  return nameRule.test(name) && !badValue.test(value) ? { name, value } : { name, value, malformed: true };
}

/** Bytes that an entry counts for beyond its name and value (RFC 7541 section 4.1). */
export const entryOverhead = 32;

export function fieldSize(name: string, value: string): number {
  return name.length + value.length + entryOverhead;
}
