// Timers that end calls after their timeout.

/** The longest delay of setTimeout, in milliseconds. It has 31 bits, and a timer with a longer delay would fire at once. */
export const longestDelay = 0x7fff_ffff;

/** Calls `passed` after `millis` milliseconds. Undefined, and no timer, for a delay of more than 24 days. */
export function startTimer(millis: number, passed: () => void): ReturnType<typeof setTimeout> | undefined {
  return millis > longestDelay ? undefined : setTimeout(passed, Math.max(0, millis));
}
