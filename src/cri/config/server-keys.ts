// The keys of `[plugins."io.containerd.grpc.v1.cri"]`. Source: containerd internal/cri/config/config.go, ServerConfig.
import { type Config, key } from "../../plugin/index.ts";
import type { InertKeys } from "./inert.ts";

export const serverKeys = {
  disable_tcp_service: key.bool(true, "no effect: CRI is served on the daemon's socket only"),
  stream_server_address: key.string(
    "127.0.0.1",
    "address that clients of exec, attach and port-forward come to",
  ),
  stream_server_port: key.string("0", "port of stream_server_address; 0: any that is free"),
  stream_idle_timeout: key.duration(
    4 * 3_600_000,
    "how long a stream may carry nothing before it is closed; 0s: for ever",
  ),
  enable_tls_streaming: key.bool(false, "streams are served over TLS"),
  x509_key_pair_streaming: key.table(
    {},
    "tls_cert_file and tls_key_file of TLS; without them a certificate is made at start",
  ),
} as const satisfies Config;

export const inertServerKeys: InertKeys = {
  disable_tcp_service: { why: "CRI is served on the daemon's socket only" },
};

export const keyPairKeys = {
  tls_cert_file: key.string("", "path of a certificate and its chain in PEM"),
  tls_key_file: key.string("", "path of its private key in PEM"),
} as const satisfies Config;
