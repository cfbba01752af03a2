import type { Group } from "../../command.ts";
import active from "./active.ts";
import fetchCommand from "./fetch.ts";
import get from "./get.ts";
import ingest from "./ingest.ts";
import label from "./label.ts";
import ls from "./ls.ts";
import rm from "./rm.ts";

const prune: Group = {
  name: "prune",
  summary: "Let content be collected",
  load: async () => [(await import("./prune-references.ts")).default],
};

export default [active, rm, fetchCommand, get, ingest, ls, label, prune];
