import { slot } from "../plugin/index.ts";

/**
 * An API service: what an adapter registers with the servers. `registration` is rpc's Registration, which core may not
 * know; `transports` says which servers offer it.
 */
export interface ApiService {
  readonly registration: unknown;
  readonly transports: readonly ("grpc" | "ttrpc")[];
}

export const ApiService = slot<ApiService>("io.containerd.grpc.v1");
