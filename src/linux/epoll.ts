// What is known of epoll(7), for waiting and for forking a process that waits.
import { address, check, retry, syscall } from "./libc.ts";
import { number } from "./number.ts";
import { O } from "./open-flags.ts";

/** struct epoll_event is packed on x86-64 only. */
const dataOffset = process.arch === "x64" ? 4 : 8;
const eventSize = process.arch === "x64" ? 12 : 16;

export const EPOLLIN = 1;
export const EPOLLPRI = 2;
export const EPOLLOUT = 4;
export const EPOLLONESHOT = 1 << 30;

const EPOLL_CTL_ADD = 1;
const EPOLL_CTL_DEL = 2;
const EPOLL_CTL_MOD = 3;

/** What an epoll descriptor watches another one for, and what it gives when that happens. */
export interface Watch {
  readonly fd: number;
  readonly events: number;
  readonly data: bigint;
}

export function createEpoll(): number {
  return check(syscall(number.epoll_create1, O.CLOEXEC), "epoll_create1");
}

export function addWatch(epoll: number, watch: Watch): void {
  control(epoll, EPOLL_CTL_ADD, watch);
}

/** Changes a watch, also one that has fired once and rests since. */
export function changeWatch(epoll: number, watch: Watch): void {
  control(epoll, EPOLL_CTL_MOD, watch);
}

const event = new DataView(new ArrayBuffer(eventSize));

function control(epoll: number, operation: number, { fd, events, data }: Watch): void {
  event.setUint32(0, events, true);
  event.setBigUint64(dataOffset, data, true);
  check(syscall(number.epoll_ctl, epoll, operation, fd, address(event)), "epoll_ctl");
}

/** Not an error when the descriptor was closed already, which has removed its watch. */
export function removeWatch(epoll: number, fd: number): void {
  syscall(number.epoll_ctl, epoll, EPOLL_CTL_DEL, fd, address(event));
}

const batch = 64;
const events = new DataView(new ArrayBuffer(eventSize * batch));

/** The data of watches that have fired, at most 64 of them; never waits. */
export function firedWatches(epoll: number): bigint[] {
  const call = (): number => syscall(number.epoll_pwait, epoll, address(events), batch, 0, 0, 8);
  const count = retry(call, "epoll_pwait");
  return Array.from({ length: count }, (_, index) =>
    events.getBigUint64(index * eventSize + dataOffset, true),
  );
}
