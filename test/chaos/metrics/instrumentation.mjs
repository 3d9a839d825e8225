/**
 * Loaded into a server by `--import`, as docs/production.md tells a shop to: sets up OpenTelemetry's SDK, with an endpoint
 * for Prometheus at the port `METRICS_PORT`.
 */
import { createServer } from 'node:http'
import process from 'node:process'
import { metrics } from '@opentelemetry/api'
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus'
import { MeterProvider } from '@opentelemetry/sdk-metrics'

const port = Number(process.env.METRICS_PORT)
if (port) {
  const exporter = new PrometheusExporter({ preventServerStart: true })
  metrics.setGlobalMeterProvider(new MeterProvider({ readers: [exporter] }))
  // Not the exporter's own server, whose connections would keep a process alive that is told to stop.
  const server = createServer((req, res) => exporter.getMetricsRequestHandler(req, res))
  server.on('connection', socket => socket.unref())
  server.listen(port, '127.0.0.1').unref()
}
