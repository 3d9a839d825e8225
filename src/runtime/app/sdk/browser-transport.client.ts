import { isRecord } from '../../core/errors'
import { errorStatus } from '../../core/refresh/is-unauthorized'
import { createHttpTransport } from '../../core/sdk/http-transport'
import type { Transport } from '../../core/sdk/http-transport'
import { signedIn, signedOut } from '../session/state'
import type { SapccSessionState } from '../session/state'

/**
 * Calls the shop's own server from the browser, and keeps the app's session
 * state in step with what it answers.
 *
 * @param onSession learns of every change this tab causes.
 * @param request @default the platform's `fetch`
 * @param renderedGeneration of the tokens that this page's calls were refused with while it was rendered.
 */
export function createBrowserTransport(apiUrl: string, onSession: (session: SapccSessionState) => void, request?: typeof fetch, renderedGeneration?: number): Transport {
  /** Of the tokens that calls were refused with since the last refresh. Tells the server whether another tab has renewed them. */
  let refusedGeneration = renderedGeneration

  const http = createHttpTransport({
    apiUrl,
    ...(request ? { fetch: request } : {}),
    onResponse(response) {
      const generation = Number(response.headers.get('sapcc-generation') ?? Number.NaN)
      if (response.status === 401 && Number.isInteger(generation)) refusedGeneration = Math.max(generation, refusedGeneration ?? generation)
    },
  })

  async function refresh(): Promise<unknown> {
    try {
      const response = await http('refreshUserToken', refusedGeneration === undefined ? [] : [{ staleGeneration: refusedGeneration }], {})
      refusedGeneration = undefined
      onSession(signedIn(expiresIn(response)))
      return response
    }
    catch (error) {
      if (errorStatus(error) === 401) onSession(signedOut())
      throw error
    }
  }

  return async (operation, args, config) => {
    switch (operation) {
      case 'refreshUserToken':
        return await oneTabAtATime(refresh)
      case 'signUserIn': {
        const response = await http(operation, args, config)
        refusedGeneration = undefined
        onSession(signedIn(expiresIn(response)))
        return response
      }
      case 'signUserOut':
        await http(operation, args, config)
        onSession(signedOut())
        return undefined
      case 'getSession': {
        const session = await http(operation, args, config)
        onSession(isRecord(session) && session.loggedIn === true ? signedIn(Number(session.expiresIn ?? 0)) : signedOut())
        return session
      }
      default:
        return await http(operation, args, config)
    }
  }
}

/** The tab that waited finds the work done: the server compares generations. */
function oneTabAtATime<Result>(work: () => Promise<Result>): Promise<Result> {
  return navigator.locks ? navigator.locks.request('sapcc:refresh', work) as Promise<Result> : work()
}

function expiresIn(response: unknown): number {
  return isRecord(response) && typeof response.expires_in === 'number' ? response.expires_in : 0
}
