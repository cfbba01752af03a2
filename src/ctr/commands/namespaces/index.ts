import create from "./create.ts";
import label from "./label.ts";
import ls from "./ls.ts";
import rm from "./rm.ts";

export default [create, ls, rm, label];
