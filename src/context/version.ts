// scripts/build-binary.ts defines these constants in the executable. They do not exist when tsrt runs from source.
declare const TSRT_VERSION: string | undefined;
declare const TSRT_COMMIT: string | undefined;

/** The version that package.json had at build time. */
export const version: string = typeof TSRT_VERSION === "string" ? TSRT_VERSION : "0.0.0-source";

/** The commit that was built, with `.m` after it when the tree had changes; empty in a run from source. */
export const revision: string = typeof TSRT_COMMIT === "string" ? TSRT_COMMIT : "";
