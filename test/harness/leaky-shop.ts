import { CLIENTS } from '../../packages/stand-in/src/auth/clients.ts'
import type { SapOptions } from '../../packages/stand-in/src/index.ts'
import { startSap } from './sap.ts'
import type { RunningSap } from './sap.ts'
import type { Finding } from './secret-search.ts'
import { SecretSearch } from './secret-search.ts'
import { startRecordingProxy } from './recording-proxy.ts'
import type { RunningApp } from './server.ts'

/** The session password of the applications in {@link startLeakyShop}. No English, of which a half might be in a comment. */
export const SESSION_PASSWORD = 'only-the-tests-use-this-7Qk2vR9xLw4mZt8cYb1d'

/** The `secrets` application, a stand-in behind a tap, and a search that knows every secret between them. */
export interface LeakyShop {
  sap: RunningSap
  app: RunningApp
  search: SecretSearch
  /** The secrets that are in the application's output so far. */
  inLogs: () => Finding[]
  /** The secrets that are in a response, whose body can still be read afterwards. The `state` in the redirect to a login does not count. */
  inResponse: (response: Response) => Promise<Finding[]>
  /** Adds a secret to search for. */
  know: (secret: string, value: string) => void
  /** The newest secret of a kind, e.g. `refresh token`. */
  last: (secret: string) => string
  stop: () => Promise<void>
}

/**
 * Starts the application, the stand-in and the tap.
 *
 * @param start starts the application with the environment that it gets: the stand-in's address, and the highest log level.
 */
export async function startLeakyShop(options: SapOptions, start: (env: Record<string, string>) => Promise<RunningApp>): Promise<LeakyShop> {
  const search = new SecretSearch()
  const logSearch = new SecretSearch()
  const newest = new Map<string, string>()
  function know(secret: string, value: string): void {
    newest.set(secret, value)
    logSearch.add(secret, value)
    // In a browser the guid of the visitor's own cart is no secret.
    if (secret !== 'anonymous cart') search.add(secret, value)
  }
  know('client secret', CLIENTS.confidential.secret)
  know('session password', SESSION_PASSWORD)
  const sap = await startSap(options)
  const tap = await startRecordingProxy(sap.url, know)
  const stop = async (): Promise<void> => {
    await tap.stop()
    await sap.stop()
  }
  const env = Object.fromEntries(Object.entries(sap.env).map(([name, value]) => [name, value.replaceAll(sap.url, tap.url)]))
  const app = await start({
    ...env,
    NUXT_SAPCC_OAUTH_ISSUER: `${sap.url}/authorizationserver`,
    NUXT_SAPCC_OAUTH_TIMEOUT: '1000',
    NUXT_SAPCC_API_TIMEOUT: '1000',
    CONSOLA_LEVEL: '5',
    DEBUG: '*',
  }).catch(async (error: unknown) => {
    await stop()
    throw error
  })
  return {
    sap,
    app,
    search,
    know,
    last: secret => newest.get(secret) ?? '',
    inLogs: () => logSearch.find('logs', app.logs()),
    async inResponse(response) {
      for (const cookie of response.headers.getSetCookie()) {
        const value = /^(?:__Host-)?sapcc-[^=]*=([^;]{8,})/.exec(cookie)?.[1]
        if (value !== undefined) logSearch.add('cookie', value)
      }
      const isLogin = new URL(response.url).pathname.endsWith('/auth/login')
      return (await search.findInResponse(response)).filter(({ secret, place }) => !(isLogin && secret === 'state' && place.endsWith('headers')))
    },
    async stop() {
      await app.stop()
      await stop()
    },
  }
}
