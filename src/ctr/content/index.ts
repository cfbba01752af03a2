import active from "./active.ts";
import get from "./get.ts";
import ingest from "./ingest.ts";
import label from "./label.ts";
import ls from "./ls.ts";
import rm from "./rm.ts";

export default [active, rm, get, ingest, ls, label];
