import { computed, navigateTo, onNuxtReady, useNuxtApp, useRoute } from '#imports'
import type { ComputedRef } from 'vue'
import type { Credentials, OneTimeCredentials, SessionMethods, SignInResponse, SignOutOptions } from '../../sdk/session-methods'
import type { PublicTokenResponse } from '../../sdk/token'
import { useSdk } from './use-sdk'
import { useSessionState } from '../session/use-session-state'

/** The visitor's session, as far as the app may know it. */
export interface SapccSession {
  /** Whether a customer is signed in. Changes with every sign-in, sign-out and refused refresh, of other tabs too. */
  loggedIn: ComputedRef<boolean>
  /** When the access token expires, by this device's clock. The session itself lives longer. */
  expiresAt: ComputedRef<Date | undefined>
  /** `unknown` as long as `ready` is false. */
  status: ComputedRef<'unknown' | 'anonymous' | 'signed-in'>
  /**
   * Which session it is, for the keys of data that belongs to it: it changes with the person, and with each sign-in, and
   * not with a refresh. Empty when no customer is signed in, `undefined` as long as `ready` is false.
   */
  sessionKey: ComputedRef<string | undefined>
  /** Whether `loggedIn` is known; false only on pages that were rendered for everyone, until the browser has asked. */
  ready: ComputedRef<boolean>
  /**
   * With a user name and a password, or with a one-time code.
   *
   * @throws SapccError 401 `BadCredentialsError`, 403 `FurtherStepRequiredError`, 429 `TooManySignInsError`
   */
  signIn: (credentials: Credentials | OneTimeCredentials) => Promise<SignInResponse>
  /**
   * Signs out: ends the session and revokes its tokens. After a redirect login
   * the browser then visits the authorization server, where that offers a way
   * (`oauth.logoutEndpoint`), and comes back to `returnTo`; the promise stays
   * pending, because the page is left. Where it offers none, or with
   * `everywhere: false`, the next redirect login asks for the password.
   */
  signOut: (options?: SignOutOptions) => Promise<void>
  /**
   * Leaves for the authorization server's login page, in the language of the current page.
   *
   * @param returnTo a path of this app. @default the current page; on the sign-in page (`auth.loginPage`) the page to which it would return
   */
  login: (returnTo?: string) => Promise<void>
  /** Renews the access token now. */
  refresh: () => Promise<PublicTokenResponse>
}

/**
 * Tells who is looking, right from the first server render and without a request.
 *
 * @example
 * const { loggedIn, signOut } = useSapccSession()
 */
export function useSapccSession(): SapccSession {
  const state = useSessionState()
  const nuxtApp = useNuxtApp()
  const route = useRoute()
  // A server elsewhere is asked only by pages that show the session; this app's own server has told before.
  if (import.meta.client && !state.value.ready) onNuxtReady(() => state.value.ready ? undefined : nuxtApp.$sapccSession.ask())
  const { sapcc } = useSdk() as unknown as { sapcc: SessionMethods }
  return {
    loggedIn: computed(() => state.value.loggedIn),
    expiresAt: computed(() => state.value.expiresAt === undefined ? undefined : new Date(state.value.expiresAt)),
    ready: computed(() => state.value.ready),
    status: computed(() => state.value.ready ? state.value.loggedIn ? 'signed-in' : 'anonymous' : 'unknown'),
    sessionKey: computed(() => state.value.key),
    signIn: credentials => sapcc.signUserIn(credentials),
    // With `@click="signOut"` the argument is an event, which has neither of the two options.
    signOut: async ({ everywhere, returnTo } = {}) => {
      const result = await sapcc.signUserOut({ everywhere, returnTo })
      if (!result?.logoutUrl) return
      await nuxtApp.runWithContext(() => navigateTo(result.logoutUrl, { external: true }))
      // What follows a sign-out, such as going to another page, must not overtake the browser's leaving.
      if (import.meta.client) await new Promise(() => {})
    },
    // A separate script, because most pages never need it. When it is missing, because a new version was deployed, the login begins without the language.
    login: async (returnTo) => {
      const script = await import('../session/leave-for-login').catch(() => undefined)
      await nuxtApp.runWithContext(() => navigateTo(script ? script.useLoginAddress()(route, returnTo) : `${nuxtApp.$sapccSession.apiUrl}/auth/login?returnTo=${encodeURIComponent(returnTo ?? route.fullPath)}`, { external: true }))
    },
    refresh: () => sapcc.refreshUserToken(),
  }
}
