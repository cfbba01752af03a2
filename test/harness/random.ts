// Random numbers that can be repeated, because a failure prints its seed.

/** A generator of whole numbers from 0 to below `below`. The same seed always gives the same numbers. */
export type Random = (below: number) => number;

/** Source: mulberry32, which is in the public domain. */
export function randomOf(seed: number): Random {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}
