// What scripts/build-binary.ts defines into the executable; a run from source has no version of its own.
declare const TSRT_VERSION: string | undefined;
declare const TSRT_COMMIT: string | undefined;

/** The release, as package.json says it at build time. */
export const version: string = typeof TSRT_VERSION === "string" ? TSRT_VERSION : "0.0.0-source";

/** The commit that was built, with `.m` after it when the tree had changes; empty in a run from source. */
export const revision: string = typeof TSRT_COMMIT === "string" ? TSRT_COMMIT : "";
