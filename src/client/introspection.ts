import type { Platform } from "../core/descriptor.ts";
import { type Stub, stub } from "../rpc/channel.ts";
import { HealthCheckResponseServingStatus, HealthService } from "../rpc/gen/health.ts";
import { IntrospectionService } from "../rpc/gen/introspection.ts";
import { VersionService } from "../rpc/gen/version.ts";
import type { RequestOptions, Wire } from "./wire.ts";

/** Release and commit of the daemon. */
export interface Version {
  readonly version: string;
  readonly revision: string;
}

/** The daemon's identity. */
export interface ServerInfo {
  /** Made when the daemon's root directory was first used. */
  readonly uuid: string;
  readonly pid: number;
}

/** A part of the daemon and how its start went. */
export interface PluginInfo {
  readonly type: string;
  readonly id: string;
  readonly requires: readonly string[];
  readonly platforms: readonly Platform[];
  readonly exports: Readonly<Record<string, string>>;
  readonly capabilities: readonly string[];
  /** Why it did not start; undefined when it did. */
  readonly error: { readonly code: number; readonly message: string } | undefined;
}

/** What the daemon is and what it consists of. */
export class Introspection {
  readonly #wire: Wire;
  readonly #service: Stub<typeof IntrospectionService>;

  constructor(wire: Wire) {
    this.#wire = wire;
    this.#service = stub(wire.channel, IntrospectionService);
  }

  /** Needs no namespace: the first thing to ask a daemon. */
  async version(options?: RequestOptions): Promise<Version> {
    const { version, revision } = await stub(this.#wire.channel, VersionService).version(
      {},
      this.#wire.call(options),
    );
    return { version, revision };
  }

  /** Whether the daemon says that it is healthy. */
  async isServing(options?: RequestOptions): Promise<boolean> {
    const health = stub(this.#wire.channel, HealthService);
    const { status } = await health.check({ service: "" }, this.#wire.call(options));
    return status === HealthCheckResponseServingStatus.SERVING;
  }

  /** Which daemon this is. */
  async server(options?: RequestOptions): Promise<ServerInfo> {
    const { uuid, pid } = await this.#service.server({}, this.#wire.call(options));
    return { uuid, pid };
  }

  /** Those that match any of the filters, e.g. `type~=snapshotter`; failed ones too. */
  async plugins(filters: readonly string[] = [], options?: RequestOptions): Promise<PluginInfo[]> {
    const request = { filters: [...filters] };
    const { plugins } = await this.#service.plugins(request, this.#wire.call(options));
    return plugins.map(({ type, id, requires, platforms, exports, capabilities, initErr }) => ({
      type,
      id,
      requires,
      platforms,
      exports,
      capabilities,
      error: initErr === null ? undefined : { code: initErr.code, message: initErr.message },
    }));
  }
}
