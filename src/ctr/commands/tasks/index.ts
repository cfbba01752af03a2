import attach from "./attach.ts";
import checkpoint from "./checkpoint.ts";
import exec from "./exec.ts";
import kill from "./kill.ts";
import ls from "./ls.ts";
import metrics from "./metrics.ts";
import pause from "./pause.ts";
import ps from "./ps.ts";
import resume from "./resume.ts";
import rm from "./rm.ts";
import start from "./start.ts";

export default [attach, checkpoint, rm, exec, ls, kill, metrics, pause, ps, resume, start];
