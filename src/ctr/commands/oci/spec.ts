import { defaultSpec } from "../../../client/index.ts";
import { command } from "../../command.ts";
import { printJson } from "../../print/output.ts";

export default command({
  name: "spec",
  summary: "Print the spec that containers start from",
  flags: {},
  async run({ session }) {
    printJson(defaultSpec({ id: "", namespace: session.namespace }));
  },
});
