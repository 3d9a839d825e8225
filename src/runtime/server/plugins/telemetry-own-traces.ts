import { tellTelemetry } from '../telemetry/tell-telemetry'
import { defineListeners } from '#sapcc/platform'

/** The same as `telemetry.ts`, in a shop that does not let visitors say which trace a request belongs to. */
export default defineListeners(on => tellTelemetry(on, { continuesTraces: false }))
