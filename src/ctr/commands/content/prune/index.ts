import references from "./references.ts";

export default [references];
