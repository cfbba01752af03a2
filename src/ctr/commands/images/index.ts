import check from "./check.ts";
import exportCommand from "./export.ts";
import importCommand from "./import.ts";
import label from "./label.ts";
import ls from "./ls.ts";
import mount from "./mount.ts";
import pull from "./pull.ts";
import push from "./push.ts";
import rm from "./rm.ts";
import tag from "./tag.ts";
import unmount from "./unmount.ts";

export default [check, exportCommand, importCommand, ls, mount, unmount, pull, push, rm, tag, label];
