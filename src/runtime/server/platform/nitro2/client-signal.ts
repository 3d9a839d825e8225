import type { H3Event } from 'h3'
import type { CancelSignal } from '../types'

/** Aborted when the client goes away before its answer is complete. A real `AbortSignal` costs Node more than to send a request. */
export class ClientSignal implements CancelSignal {
  // Declared and not initialised: Nitro's compilation to ES2019 makes of class fields calls of `defineProperty`.
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
