/** A header field: the name in lower case, the value as text. */
export interface Field {
  readonly name: string;
  readonly value: string;
  /** Set on a received field that RFC 9113 section 8.2.1 forbids. */
  readonly malformed?: true;
}

const nameRule = /^:?[!#$%&'*+\-.^_`|~0-9a-z]+$/;
const badValue = /[\0\r\n]/;

/** A field as it was received. */
export function receivedField(name: string, value: string): Field {
  return nameRule.test(name) && !badValue.test(value) ? { name, value } : { name, value, malformed: true };
}

/** RFC 7541 section 4.1: what an entry costs beyond its name and value. */
export const entryOverhead = 32;

export function fieldSize(name: string, value: string): number {
  return name.length + value.length + entryOverhead;
}
