// Timers of calls: when their time has passed.

/** setTimeout's delay is 32 bits: a longer one would fire at once. */
export const longestDelay = 0x7fff_ffff;

/** Calls `passed` after so many milliseconds; undefined when that is longer than a timer, or anybody, waits. */
export function startTimer(millis: number, passed: () => void): ReturnType<typeof setTimeout> | undefined {
  return millis > longestDelay ? undefined : setTimeout(passed, Math.max(0, millis));
}
