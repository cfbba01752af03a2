import type { SpecOption } from "../../oci/spec/index.ts";
import type { Cri } from "../cri.ts";
import { orFail } from "../or-fail.ts";
import type { ContainerRecord } from "../store/containers.ts";
import type { Pod } from "../store/pods.ts";
import { withAdjustment } from "./adjust.ts";
import { newContainerMessage } from "./container.ts";
import { podMessage } from "./pod.ts";

/**
 * A container that is being made. From the moment in which plugins are asked about it until this is disposed, no plugin joins: by then
 * the container must be known, or gone.
 */
export class NewContainer implements Disposable {
  readonly #cri: Cri;
  readonly #pod: Pod;
  readonly #record: ContainerRecord;
  #held: Disposable | undefined;
  #isTold = false;

  constructor(cri: Cri, pod: Pod, record: ContainerRecord) {
    this.#cri = cri;
    this.#pod = pod;
    this.#record = record;
  }

  /** Makes plugins' changes in the spec, which must be complete otherwise. */
  readonly withAdjustment: SpecOption = async (spec, given) => {
    this.#held = await this.#cri.nri.hold();
    await this.#cri.nri.ask("createContainer", async (plugins) => {
      this.#isTold = true;
      const pod = await podMessage(this.#cri, this.#pod);
      const container = newContainerMessage(this.#record, spec);
      const adjustment = await orFail("failed to get NRI adjustment for container", () =>
        plugins.createContainer({ pod, container }),
      );
      await orFail("failed to NRI-adjust container Spec", async () => {
        for (const option of withAdjustment(this.#cri, adjustment)) {
          await option(spec, given);
        }
      });
    });
  };

  /** The container was not made after all: plugins that know it are told that it goes. */
  async takeBack(): Promise<void> {
    if (this.#isTold) {
      const container = newContainerMessage(this.#record, { ociVersion: "" });
      const about = { pod: await podMessage(this.#cri, this.#pod), container };
      await this.#cri.nri.tell("stopContainer", (plugins) => plugins.stopContainer(about));
      await this.#cri.nri.tell("removeContainer", (plugins) =>
        plugins.tellOfContainer("removeContainer", about),
      );
    }
  }

  [Symbol.dispose](): void {
    this.#held?.[Symbol.dispose]();
  }
}
