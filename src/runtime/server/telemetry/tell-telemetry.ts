import { createListen } from '../hooks'
import type { AddListener } from '../platform/types'
import { meterHooks } from './metrics'
import { traceCalls } from './spans'

/** Adds the listeners of both. */
export function tellTelemetry(on: AddListener, options: Parameters<typeof traceCalls>[1]): void {
  const listen = createListen(on)
  traceCalls(listen, options)
  meterHooks(listen)
}
