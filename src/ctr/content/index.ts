import active from "./active.ts";
import fetchCommand from "./fetch.ts";
import get from "./get.ts";
import ingest from "./ingest.ts";
import label from "./label.ts";
import ls from "./ls.ts";
import rm from "./rm.ts";

export default [active, rm, fetchCommand, get, ingest, ls, label];
