import process from 'node:process'
import { context, metrics, propagation, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { W3CTraceContextPropagator } from '@opentelemetry/core'
import { InMemoryMetricExporter, MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics'
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import type { ExportResult } from '@opentelemetry/core'

/** OpenTelemetry's SDK as a shop sets it up, but that what is made goes nowhere. With `BENCH_WITHOUT_TELEMETRY_SDK=1` nothing is set up: then OpenTelemetry's interface does nothing. */
export default defineNitroPlugin((nitroApp) => {
  if (process.env.BENCH_WITHOUT_TELEMETRY_SDK === '1') return
  const exporter = {
    export: (_spans: unknown, done: (result: ExportResult) => void) => done({ code: 0 }),
    shutdown: () => Promise.resolve(),
    forceFlush: () => Promise.resolve(),
  }
  const reader = new PeriodicExportingMetricReader({ exporter: new InMemoryMetricExporter(1), exportIntervalMillis: 3_600_000 })
  const spans = new BatchSpanProcessor({ exporter })
  trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [spans] }))
  metrics.setGlobalMeterProvider(new MeterProvider({ readers: [reader] }))
  propagation.setGlobalPropagator(new W3CTraceContextPropagator())
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
  nitroApp.hooks.hook('close', async () => {
    await Promise.all([spans.shutdown(), reader.shutdown()])
  })
})
