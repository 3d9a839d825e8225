/** Work that continues without a caller; a shutdown waits for it. */
export interface RunningWork {
  /** Adds work that may reject; its errors are handled elsewhere. */
  track: (work: Promise<unknown>) => void
  /** Settles when nothing is in progress, including work that was added meanwhile. */
  pending: () => Promise<void>
}

export function createRunningWork(): RunningWork {
  const running = new Set<Promise<unknown>>()
  return {
    track(work) {
      const settled = work.then(() => undefined, () => undefined)
      running.add(settled)
      void settled.then(() => running.delete(settled))
    },
    async pending() {
      while (running.size > 0) await Promise.all(running)
    },
  }
}
