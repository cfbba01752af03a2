import create from "./create.ts";
import ls from "./ls.ts";
import rm from "./rm.ts";

export default [ls, create, rm];
