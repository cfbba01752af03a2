import { expect, test } from "bun:test";
import { printMetrics, serveMetrics } from "./metrics.ts";

const sources = {
  loop: () => ({
    samples: 3,
    stalls: 1,
    maxMillis: 250,
    totalMillis: 252,
    buckets: [
      { millis: 1, samples: 2 },
      { millis: 1000, samples: 3 },
    ],
  }),
  calls: () => [
    {
      service: "s.S",
      method: "Get",
      started: 4,
      ended: new Map([
        ["ok", 2],
        ["not found", 1],
      ] as const),
      totalMillis: 1,
    },
  ],
  connections: () => 7,
};

test("prints loop delay and calls as Prometheus reads them", () => {
  const lines = printMetrics(sources).split("\n");
  expect(lines).toContain('tsrt_event_loop_delay_seconds_bucket{le="0.001"} 2');
  expect(lines).toContain('tsrt_event_loop_delay_seconds_bucket{le="+Inf"} 3');
  expect(lines).toContain("tsrt_event_loop_delay_seconds_sum 0.252");
  expect(lines).toContain("tsrt_event_loop_stalls_total 1");
  expect(lines).toContain("tsrt_connections 7");
  expect(lines).toContain('grpc_server_started_total{grpc_service="s.S",grpc_method="Get"} 4');
  expect(lines).toContain(
    'grpc_server_handled_total{grpc_service="s.S",grpc_method="Get",grpc_code="NotFound"} 1',
  );
  expect(
    lines.every((line) => line === "" || /^(# (HELP|TYPE) \w+ .+|\w+(\{.*\})? [\d.e+-]+)$/.test(line)),
  ).toBe(true);
});

test("serves them over HTTP, and refuses an address that is none", async () => {
  const server = serveMetrics("127.0.0.1:0", sources);
  const reply = await fetch(`http://${server.address}/v1/metrics`);
  expect(await reply.text()).toContain("tsrt_connections 7\n");
  expect((await fetch(`http://${server.address}/`)).status).toBe(404);
  await server.close();
  for (const address of ["", "1234", "host:", "host:99999"]) {
    expect(() => serveMetrics(address, sources)).toThrow("is not host:port");
  }
});
