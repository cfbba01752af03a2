import commit from "./commit.ts";
import diff from "./diff.ts";
import info from "./info.ts";
import label from "./label.ts";
import ls from "./ls.ts";
import mounts from "./mounts.ts";
import prepare from "./prepare.ts";
import rm from "./rm.ts";
import tree from "./tree.ts";
import unpack from "./unpack.ts";
import usage from "./usage.ts";
import view from "./view.ts";

export default [commit, diff, info, label, ls, mounts, prepare, rm, tree, unpack, usage, view];
