import type { Listen } from './listen'
import { meterHooks } from './metrics'
import { traceCalls } from './spans'

/** Adds the listeners of both. @param on of the platform, which does not know the hooks' types. */
export function tellTelemetry(on: (name: string, listener: (context: unknown) => unknown) => void, options: Parameters<typeof traceCalls>[1]): void {
  const listen: Listen = (name, listener) => on(name, listener as (context: unknown) => unknown)
  traceCalls(listen, options)
  meterHooks(listen)
}
