import { slot } from "../plugin/index.ts";

/**
 * A service and what implements it, as `serve` of `tsrt/plugin` makes it. What the methods look like is the business of the
 * wire, which contracts do not know: the daemon checks it when it opens its sockets.
 */
export interface ApiRegistration {
  readonly service: {
    /** Full protobuf name, such as `containerd.services.images.v1.Images`. */
    readonly name: string;
    readonly methods: Readonly<Record<string, unknown>>;
  };
  /** By the same names as `methods`. A method without a handler answers `not implemented`. */
  readonly handlers: Readonly<Record<string, unknown>>;
}

/** An API service, and the sockets that offer it: `grpc` is the clients' one, `ttrpc` the one of shims. */
export interface ApiService {
  readonly registration: ApiRegistration;
  readonly transports: readonly ("grpc" | "ttrpc")[];
}

/**
 * The slot of API services. A service whose name another plugin serves already is left out: whoever wants to replace a
 * built-in one disables that one's plugin.
 */
export const ApiService = slot<ApiService>("io.containerd.grpc.v1");
