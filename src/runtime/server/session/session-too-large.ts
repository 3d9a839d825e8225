import { SapccError } from '../../sdk/errors'
import { OperatorNote } from '../http/operator-note'

const TOO_LARGE = 'SessionTooLargeError'

/** @param size, budget bytes of `Set-Cookie`. */
export function sessionTooLarge(size: number, budget: number): SapccError {
  return new SapccError('This session is too large for the browser\'s cookies.', {
    status: 431,
    data: { type: TOO_LARGE },
    cause: new OperatorNote(`It needs ${size} bytes of cookies; NUXT_SAPCC_SESSION_COOKIE_BUDGET allows ${budget}, so that servers and proxies do not refuse the browser's requests. Keep sessions on the server: NUXT_SAPCC_SESSION_STORE=storage.`),
  })
}

export function isSessionTooLarge(error: unknown): boolean {
  return error instanceof SapccError && error.data.type === TOO_LARGE
}
