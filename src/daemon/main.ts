import { writeSync } from "node:fs";

export async function main(_argv: string[]): Promise<number> {
  writeSync(2, "tsrt daemon: not built yet\n");
  return 1;
}
