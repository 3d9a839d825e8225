import type { Listen } from '../telemetry/listen'
import { meterHooks } from '../telemetry/metrics'
import { traceCalls } from '../telemetry/spans'
import { defineListeners } from '#sapcc/platform'

/** Traces and metrics; only in a build with `sapcc.telemetry`. */
export default defineListeners((on) => {
  const listen: Listen = (name, listener) => on(name, listener as (context: unknown) => unknown)
  traceCalls(listen)
  meterHooks(listen)
})
