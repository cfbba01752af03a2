// Terminals: raw mode for the one that a person sits at, and sizes. Source: termios(3), ioctl_tty(2).
import { address, check, syscall } from "./libc.ts";
import { number } from "./number.ts";

const TCGETS = 0x5401;
const TCSETS = 0x5402;
const TIOCGWINSZ = 0x5413;
const TIOCSWINSZ = 0x5414;
/** The kernel's struct termios: four flag words, the line discipline, 19 control characters. */
const termiosSize = 36;
const inputFlags = 0;
const outputFlags = 4;
const controlFlags = 8;
const localFlags = 12;
const characters = 17;
const VTIME = 5;
const VMIN = 6;

const IGNBRK_BRKINT_PARMRK_ISTRIP_INLCR_IGNCR_ICRNL_IXON = 0x5eb;
const OPOST = 0x1;
const CSIZE_PARENB = 0x130;
const CS8 = 0x30;
const ISIG_ICANON_ECHO_ECHONL_IEXTEN = 0x804b;

export interface WindowSize {
  readonly columns: number;
  readonly rows: number;
}

/** The settings of a terminal, to be restored later; undefined when `fd` is no terminal. */
export function terminalSettings(fd: number): Uint8Array | undefined {
  const termios = new Uint8Array(termiosSize);
  return syscall(number.ioctl, fd, TCGETS, address(termios)) < 0 ? undefined : termios;
}

export function restoreTerminal(fd: number, settings: Uint8Array): void {
  check(syscall(number.ioctl, fd, TCSETS, address(settings)), "ioctl TCSETS");
}

/** As cfmakeraw(3): every key comes as it is typed, nothing is echoed, and no key sends a signal. */
export function makeRaw(fd: number, settings: Uint8Array): void {
  const raw = settings.slice();
  const view = new DataView(raw.buffer);
  const change = (offset: number, clear: number, set = 0): void =>
    view.setUint32(offset, ((view.getUint32(offset, true) & ~clear) | set) >>> 0, true);
  change(inputFlags, IGNBRK_BRKINT_PARMRK_ISTRIP_INLCR_IGNCR_ICRNL_IXON);
  change(outputFlags, OPOST);
  change(controlFlags, CSIZE_PARENB, CS8);
  change(localFlags, ISIG_ICANON_ECHO_ECHONL_IEXTEN);
  raw[characters + VMIN] = 1;
  raw[characters + VTIME] = 0;
  restoreTerminal(fd, raw);
}

export function setWindowSize(fd: number, { columns, rows }: WindowSize): void {
  const size = new Uint16Array([rows, columns, 0, 0]);
  check(syscall(number.ioctl, fd, TIOCSWINSZ, address(size)), "ioctl TIOCSWINSZ");
}

export function windowSize(fd: number): WindowSize {
  const size = new Uint16Array(4);
  check(syscall(number.ioctl, fd, TIOCGWINSZ, address(size)), "ioctl TIOCGWINSZ");
  return { rows: size[0] ?? 0, columns: size[1] ?? 0 };
}
