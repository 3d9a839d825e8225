/** Waits, without keeping the process alive. @param ms milliseconds */
export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => {
    unref(setTimeout(resolve, ms))
  })
}

export { settlesWithin } from '../../sdk/settles-within'

/** Keeps a timer from holding the process open. Only Node's timers have `unref`. */
export function unref<Timer>(timer: Timer): Timer {
  (timer as { unref?: () => void }).unref?.()
  return timer
}

/** Waits until all callbacks that are ready now have run. */
export function nextTask(): Promise<void> {
  const { setImmediate } = globalThis as { setImmediate?: (work: () => void) => unknown }
  return new Promise(resolve => void (setImmediate ? setImmediate(resolve) : setTimeout(resolve, 0)))
}
