import type { NamedSnapshots, Snapshots, Snapshotter } from "../../core/snapshotter.ts";
import { invalidArgument } from "../../errors/index.ts";
import { DriverSnapshots } from "./driver-snapshots.ts";
import type { SnapshotStores } from "./snapshot-stores.ts";

/** The snapshots of all drivers that started. */
export class AllSnapshots implements Snapshots {
  readonly #byName = new Map<string, NamedSnapshots>();
  readonly defaultName: string;

  constructor(drivers: ReadonlyMap<string, Snapshotter>, defaultName: string, stores: SnapshotStores) {
    this.defaultName = defaultName;
    for (const [name, driver] of drivers) {
      this.#byName.set(name, new DriverSnapshots({ name, driver, ...stores }));
    }
  }

  of(name: string): NamedSnapshots {
    const snapshots = this.#byName.get(name || this.defaultName);
    if (snapshots === undefined) {
      throw invalidArgument(`snapshotter not loaded: ${name}`);
    }
    return snapshots;
  }

  names(): readonly string[] {
    return [...this.#byName.keys()];
  }
}
