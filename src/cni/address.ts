import { isIP } from "node:net";

/** Whether a text is an address with the length of its prefix, in CIDR notation: `10.0.0.2/24`, `fd00::2/64`. */
export function isPrefix(text: string): boolean {
  const [, address = "", length = ""] = /^([^/]+)\/(\d{1,3})$/.exec(text) ?? [];
  const family = isIP(address);
  return family !== 0 && Number(length) <= (family === 4 ? 32 : 128);
}
