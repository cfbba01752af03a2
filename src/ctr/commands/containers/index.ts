import create from "./create.ts";
import info from "./info.ts";
import label from "./label.ts";
import ls from "./ls.ts";
import rm from "./rm.ts";

export default [create, rm, info, ls, label];
