import { Collector } from "../core/gc.ts";
import { Metadata } from "../core/metadata.ts";
import { key, plugin } from "../plugin/index.ts";
import { GcScheduler } from "./gc.ts";

export default plugin(Collector, "scheduler", {
  needs: { metadata: Metadata },
  config: {
    pause_threshold: key.float(0.02, "part of the time that metadata may be locked by collections", {
      min: 0,
      max: 0.5,
    }),
    deletion_threshold: key.int(0, "deletions after which a collection is brought forward; 0: none", {
      min: 0,
    }),
    mutation_threshold: key.int(100, "changes after which a collection is due; 0: none", { min: 0 }),
    schedule_delay: key.duration(0, "time between the decision to collect and the collection"),
    startup_delay: key.duration(100, "time after the start of the first collection"),
  },
  start: ({ metadata, config, log, advertise }) => {
    advertise({
      exports: {
        PauseThreshold: String(config.pause_threshold),
        DeletionThreshold: String(config.deletion_threshold),
        MutationThreshold: String(config.mutation_threshold),
        ScheduleDelay: `${config.schedule_delay}ms`,
      },
    });
    return new GcScheduler(
      metadata.collectable,
      {
        pauseThreshold: config.pause_threshold,
        deletionThreshold: config.deletion_threshold,
        mutationThreshold: config.mutation_threshold,
        scheduleDelay: config.schedule_delay,
        startupDelay: config.startup_delay,
      },
      log,
    );
  },
});
