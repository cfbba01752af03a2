import { canceled } from "../../errors/index.ts";
import { print } from "../print/output.ts";
import { readStdin } from "./stdin.ts";
import { RawTerminal } from "./terminal.ts";

const enter = [0x0a, 0x0d];
const interrupts = [0x03, 0x04];
const erases = [0x08, 0x7f];

/** Reads a line from the terminal without showing it. Canceled: ^C or ^D was typed; failed precondition: there is no terminal. */
export async function readSecret(): Promise<string> {
  using _ = new RawTerminal();
  const stop = new AbortController();
  const typed: number[] = [];
  for await (const bytes of readStdin(stop.signal)) {
    for (const byte of bytes) {
      if (enter.includes(byte)) {
        stop.abort();
        print("\r\n");
        return Buffer.from(typed).toString();
      }
      if (interrupts.includes(byte)) {
        stop.abort();
        throw canceled("no password given");
      }
      if (erases.includes(byte)) {
        typed.pop();
      } else {
        typed.push(byte);
      }
    }
  }
  return Buffer.from(typed).toString();
}
