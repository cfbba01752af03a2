import spec from "./spec.ts";

export default [spec];
