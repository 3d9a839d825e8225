import { tellTelemetry } from '../telemetry/tell-telemetry'
import { defineListeners } from '#sapcc/platform'

/** Traces and metrics; only in a build with `sapcc.telemetry`. The calls of a request belong to the trace that its headers name. */
export default defineListeners(on => tellTelemetry(on, { continuesTraces: true }))
