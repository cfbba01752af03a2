// Plugins that may refuse what the others together make of a new container.
import { failedPrecondition } from "../errors/index.ts";
import { ValidateContainerAdjustmentRequest } from "../rpc/gen/nri.ts";
import { complete, type Init } from "../rpc/message.ts";
import { type DefaultValidator, defaultValidator } from "./default-validator.ts";
import type { NodePlugin } from "./plugin.ts";

/** Failed precondition: a validator refuses the adjustment, or is lost before it has answered. */
export async function validate(
  plugins: readonly NodePlugin[],
  builtIn: DefaultValidator | undefined,
  adjustment: Init<ValidateContainerAdjustmentRequest>,
): Promise<void> {
  const validators = plugins.filter((plugin) => plugin.handles("validateContainerAdjustment"));
  if (validators.length === 0 && builtIn === undefined) {
    return;
  }
  const present = [...(builtIn === undefined ? [] : [defaultValidator]), ...plugins];
  const request = {
    ...adjustment,
    plugins: present.map(({ base, index }) => ({ name: base, index })),
  };
  builtIn?.validate(complete(ValidateContainerAdjustmentRequest, request));
  await Promise.all(validators.map((validator) => ask(validator, request)));
}

async function ask(validator: NodePlugin, request: Init<ValidateContainerAdjustmentRequest>): Promise<void> {
  const answer = await validator.ask("validateContainerAdjustment", (api, options) =>
    api.validateContainerAdjustment(request, options),
  );
  const name = JSON.stringify(validator.name);
  if (answer === undefined) {
    throw failedPrecondition(`validator plugin ${name} failed`);
  }
  if (answer.reject) {
    const reason = answer.reason || "unknown rejection reason";
    throw failedPrecondition(`validator ${name} rejected container adjustment, reason: ${reason}`);
  }
}
