import type { H3Event } from 'h3'
import type { CancelSignal } from '../types'

/** Aborted when the client disconnects before the response is complete. In Node an `AbortSignal` costs more than sending a request. */
export class ClientSignal implements CancelSignal {
  // Declared without initialisers: when Nitro compiles to ES2019, class fields become calls of `defineProperty`, which cost time at each request.
  declare aborted: boolean
  declare private listeners: (() => void)[] | undefined

  constructor({ node: { res } }: H3Event) {
    // The client may have disconnected before the signal was created.
    this.aborted = res.closed && !res.writableFinished
    this.listeners = undefined
    // `close` is emitted once; `once` would create a second function.
    res.on('close', () => {
      if (!res.writableFinished) this.abort()
    })
  }

  addEventListener(_type: 'abort', listener: () => void): void {
    (this.listeners ??= []).push(listener)
  }

  private abort(): void {
    this.aborted = true
    for (const listener of this.listeners ?? []) listener()
  }
}
