// Random numbers that can be repeated: a failure names its seed.

/** Gives whole numbers from 0 to below `below`. The same seed always gives the same. */
export type Random = (below: number) => number;

/** Source: mulberry32, of the public domain. */
export function randomOf(seed: number): Random {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}
