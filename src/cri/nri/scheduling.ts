// How a new container's process is scheduled, as plugins want it. Source: containerd/nri pkg/api/ioprio.go, linux-scheduler.go and
// memorypolicy.go.
import { jsonNumber } from "../../core/exact-json.ts";
import { invalidArgument } from "../../errors/index.ts";
import type { SpecOption } from "../../oci/spec/index.ts";
import { linuxOf, processOf } from "../../oci/spec/option.ts";
import {
  IOPrioClass,
  type LinuxContainerAdjustment,
  type LinuxIOPriority,
  type LinuxMemoryPolicy,
  type LinuxScheduler,
  LinuxSchedulerFlag,
  LinuxSchedulerPolicy,
  MpolFlag,
  MpolMode,
} from "../../rpc/gen/nri.ts";
import { valueName } from "../../rpc/message.ts";

export function withScheduling({
  ioPriority,
  scheduler,
  memoryPolicy,
}: LinuxContainerAdjustment): SpecOption[] {
  return [
    ...(ioPriority === null ? [] : [withIoPriority(ioPriority)]),
    ...(scheduler === null ? [] : [withScheduler(scheduler)]),
    ...(memoryPolicy === null ? [] : [withMemoryPolicy(memoryPolicy)]),
  ];
}

/** No class takes the priority away. */
function withIoPriority({ class: number, priority }: LinuxIOPriority): SpecOption {
  return (spec) => {
    const process = processOf(spec);
    if (number === IOPrioClass.IOPRIO_CLASS_NONE) {
      delete process.ioPriority;
    } else {
      process.ioPriority = { class: nameOf(IOPrioClass, number), priority };
    }
  };
}

/** No policy takes the scheduler away. */
function withScheduler(wanted: LinuxScheduler): SpecOption {
  const { policy, nice, priority, flags, runtime, deadline, period } = wanted;
  return (spec) => {
    const process = processOf(spec);
    if (policy === LinuxSchedulerPolicy.SCHED_NONE) {
      delete process.scheduler;
      return;
    }
    process.scheduler = {
      policy: nameOf(LinuxSchedulerPolicy, policy),
      ...{ nice, priority },
      flags: flags.map((flag) => nameOf(LinuxSchedulerFlag, flag)),
      runtime: jsonNumber(runtime),
      deadline: jsonNumber(deadline),
      period: jsonNumber(period),
    };
  };
}

function withMemoryPolicy({ mode, nodes, flags }: LinuxMemoryPolicy): SpecOption {
  return (spec) => {
    linuxOf(spec).memoryPolicy = {
      mode: nameOf(MpolMode, mode),
      nodes,
      flags: flags.map((flag) => nameOf(MpolFlag, flag)),
    };
  };
}

/** Invalid argument: the enum has no such value. */
function nameOf(values: Readonly<Record<string, number>>, number: number): string {
  const name = valueName(values, number);
  if (name === undefined) {
    throw invalidArgument(`no name is known for ${number}`);
  }
  return name;
}
