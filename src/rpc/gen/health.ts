// Generated from proto/ by scripts/generate.ts. Do not edit.
import { type Codec, codec, type Service } from "../message.ts";
import root from "./health.pb.js";

export interface HealthCheckRequest {
  service: string;
}
export const HealthCheckRequest: Codec<HealthCheckRequest> = codec("grpc.health.v1.HealthCheckRequest", () => root.grpc.health.v1.HealthCheckRequest);

export interface HealthCheckResponse {
  status: number;
}
export const HealthCheckResponse: Codec<HealthCheckResponse> = codec("grpc.health.v1.HealthCheckResponse", () => root.grpc.health.v1.HealthCheckResponse);

export const HealthCheckResponseServingStatus = {
  UNKNOWN: 0,
  SERVING: 1,
  NOT_SERVING: 2,
  SERVICE_UNKNOWN: 3,
} as const;

export const HealthService = {
  name: "grpc.health.v1.Health",
  methods: {
    check: {
      service: "grpc.health.v1.Health",
      name: "Check",
      kind: "unary",
      input: HealthCheckRequest,
      output: HealthCheckResponse,
    },
    watch: {
      service: "grpc.health.v1.Health",
      name: "Watch",
      kind: "download",
      input: HealthCheckRequest,
      output: HealthCheckResponse,
    },
  },
} as const satisfies Service;
