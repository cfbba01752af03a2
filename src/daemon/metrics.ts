// Serves metrics for Prometheus over HTTP at /v1/metrics, as containerd does, where an address is configured.
import { invalidArgument, type Kind } from "../errors/index.ts";
import type { CallCount } from "../rpc/interceptors/counts.ts";
import type { LoopDelay } from "./loop.ts";

export interface MetricSources {
  loop(): LoopDelay;
  calls(): readonly CallCount[];
  connections(): number;
}

export interface MetricsServer {
  /** Where it listens, with the port that the kernel chose where the configuration says 0. */
  readonly address: string;
  close(): Promise<void>;
}

/** `address` is `host:port`. Invalid argument: it is not. Throws when the port is taken. */
export function serveMetrics(address: string, sources: MetricSources): MetricsServer {
  const [, host = "", port = ""] = /^\[?([^\]]*)\]?:(\d+)$/.exec(address) ?? [];
  if (host === "" || Number(port) > 0xffff) {
    throw invalidArgument(`metrics address ${JSON.stringify(address)} is not host:port`);
  }
  const server = Bun.serve({
    hostname: host,
    port: Number(port),
    fetch: (request) =>
      new URL(request.url).pathname === "/v1/metrics"
        ? new Response(printMetrics(sources), { headers: { "content-type": "text/plain; version=0.0.4" } })
        : new Response("not found\n", { status: 404 }),
  });
  return { address: `${host}:${server.port}`, close: () => server.stop(true) };
}

export function printMetrics({ loop, calls, connections }: MetricSources): string {
  return [
    gauge("process_resident_memory_bytes", "resident memory", process.memoryUsage().rss),
    gauge("process_start_time_seconds", "start of the daemon since the epoch", performance.timeOrigin / 1000),
    gauge("tsrt_connections", "open connections of clients and shims", connections()),
    ...loopMetrics(loop()),
    ...callMetrics(calls()),
  ].join("");
}

function loopMetrics(delay: LoopDelay): string[] {
  const name = "tsrt_event_loop_delay_seconds";
  const buckets = delay.buckets.map(({ millis, samples }) =>
    sample(`${name}_bucket`, { le: millis / 1000 }, samples),
  );
  return [
    head(name, "how late timers of the event loop are", "histogram"),
    ...buckets,
    sample(`${name}_bucket`, { le: "+Inf" }, delay.samples),
    sample(`${name}_sum`, {}, delay.totalMillis / 1000),
    sample(`${name}_count`, {}, delay.samples),
    head("tsrt_event_loop_stalls_total", "delays of more than 100 ms", "counter"),
    sample("tsrt_event_loop_stalls_total", {}, delay.stalls),
  ];
}

/** The names and labels are those of grpc-ecosystem's middleware for Prometheus, which containerd uses. */
function callMetrics(calls: readonly CallCount[]): string[] {
  const lines = [head("grpc_server_started_total", "calls begun", "counter")];
  for (const { service, method, started } of calls) {
    lines.push(sample("grpc_server_started_total", { grpc_service: service, grpc_method: method }, started));
  }
  lines.push(head("grpc_server_handled_total", "calls ended", "counter"));
  for (const { service, method, ended } of calls) {
    for (const [outcome, count] of ended) {
      const labels = { grpc_service: service, grpc_method: method, grpc_code: codeName(outcome) };
      lines.push(sample("grpc_server_handled_total", labels, count));
    }
  }
  return lines;
}

/** The name of a code in grpc-go, such as `NotFound`. */
function codeName(outcome: "ok" | Kind): string {
  switch (outcome) {
    case "ok":
      return "OK";
    case "not implemented":
      return "Unimplemented";
    default:
      return outcome.replace(/(?:^| )(.)/g, (_match, letter: string) => letter.toUpperCase());
  }
}

function gauge(name: string, help: string, value: number): string {
  return head(name, help, "gauge") + sample(name, {}, value);
}

function head(name: string, help: string, type: string): string {
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`;
}

function sample(name: string, labels: Readonly<Record<string, string | number>>, value: number): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}=${JSON.stringify(String(text))}`);
  return `${name}${pairs.length === 0 ? "" : `{${pairs.join(",")}}`} ${value}\n`;
}
