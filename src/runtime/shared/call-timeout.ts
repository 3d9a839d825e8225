import type { SapccCallConfig } from '../sdk/call-config'
import { NETWORK_ERROR, SapccError } from '../sdk/errors'

/**
 * Applies the `signal` and the `timeout` of a call that is made by function, as `ofetch` does for one over HTTP: the caller
 * stops waiting. What has been sent to SAP goes on, because a write may be executed already, and others may wait for a read.
 *
 * @param call is not made when the signal has been aborted before. Gets a promise that resolves when its caller has stopped waiting; `undefined` if the call has neither `signal` nor `timeout`.
 * @throws the signal's `reason`, or SapccError 503 `NetworkError` after the time.
 */
export async function withSignalAndTimeout<Result>({ signal, timeout }: Pick<Partial<SapccCallConfig>, 'signal' | 'timeout'>, call: (whenAbandoned?: Promise<void>) => Promise<Result>): Promise<Result> {
  if (signal?.aborted) throw signal.reason
  if (!signal && !timeout) return await call()
  let stop = () => {}
  const limit = new Promise<never>((_, reject) => {
    const abort = () => reject(signal?.reason)
    signal?.addEventListener('abort', abort, { once: true })
    const timer = timeout ? setTimeout(() => reject(timedOut(timeout)), timeout) : undefined
    stop = () => {
      signal?.removeEventListener('abort', abort)
      clearTimeout(timer)
    }
  })
  try {
    return await Promise.race([call(limit.catch(() => {})), limit])
  }
  finally {
    stop()
  }
}

/** @param timeout milliseconds. */
function timedOut(timeout: number): SapccError {
  return new SapccError(`There was no answer within ${timeout} ms.`, { status: 503, data: { type: NETWORK_ERROR }, response: null })
}
