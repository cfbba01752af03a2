import ls from "./ls.ts";

export default [ls];
