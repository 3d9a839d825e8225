import type { H3Event } from 'h3'
import type { CancelSignal } from '../types'

/** Aborted when the client goes away before its answer is complete. A real `AbortSignal` costs Node more than sending a request. */
export class ClientSignal implements CancelSignal {
  // Declared without initialisers: when Nitro compiles to ES2019, class fields become calls of `defineProperty`, which cost time at each request.
  declare aborted: boolean
  declare private listeners: (() => void)[] | undefined

  constructor({ node: { res } }: H3Event) {
    this.aborted = false
    this.listeners = undefined
    // Emitted once; `once` would cost a second function.
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
