import type { RouteLocationNormalized, RouteLocationRaw } from 'vue-router'

export type { SapccPublicConfig } from '../server/config/public-settings'

/** What a page may say in `definePageMeta({ sapcc: { … } })`. */
export interface SapccPageMeta {
  /** Whether rendering this page may refresh the token; wins over `ssrRefreshEnabled`. */
  ssrRefresh?: boolean
  /** `false`: open to everyone, also where `sapcc-auth` is on all pages. */
  auth?: boolean
}

/** Another session than before, or none: what the hooks `sapcc:session:changed` and `sapcc:session:ended` are told. */
export interface SapccSessionChange {
  /** Which session there is now, as `useSapccSession().sessionKey`; empty when no customer is signed in. */
  sessionKey: string
  /** Whether this tab did it, by a sign-in or a sign-out; `false` where it has learnt of it: from another tab, or because a refresh was refused. */
  isOwn: boolean
}

/** What the hook `sapcc:cart:changed` is told. */
export interface SapccCartNews {
  /** Whether this tab has sent the change; `false` where another one has. */
  isOwn: boolean
}

/** Hooks of the Nuxt app, in the browser: `useNuxtApp().hook(…)`. */
export interface SapccAppHooks {
  /** Another customer is looking than before, one has signed in, or none is signed in any more; in every tab. Not called for what a page first learns. */
  'sapcc:session:changed': (change: SapccSessionChange) => void | Promise<void>
  /** A customer's session has ended, or another one has taken its place; in every tab. `sapcc:session:changed` follows when the listeners are done. */
  'sapcc:session:ended': (change: SapccSessionChange) => void | Promise<void>
  /** A tab has sent a change of a cart, or an order; SAP has answered, or could not. In every tab. */
  'sapcc:cart:changed': (news: SapccCartNews) => void | Promise<void>
}

/** The shop's own sign-in page: a path, the name of a route, or what a function says for the page that wants a customer. */
export type SapccLoginPage = string | ((to: RouteLocationNormalized) => RouteLocationRaw)

/** `sapcc` in `app.config.ts`. */
export interface SapccAppConfig {
  /** The shop's own sign-in page; wins over the module's option `auth.loginPage`. May be a function of the page that wants a customer. */
  loginPage?: SapccLoginPage
  /**
   * Whether a page with the middleware `sapcc-auth` leaves for the login when its customer's session ends in another tab
   * or is refused. After a sign-out of its own a tab stays where it is: the code that signs out says where to go.
   *
   * @default true
   */
  leaveGuardedPages?: boolean
  /**
   * Whether data of `useSapccData` that an outage has made fail is asked for again by itself.
   *
   * @default true
   */
  refetchAfterOutage?: boolean
  /**
   * Whether a customer's or a visitor's data of `useSapccData` is asked for again by itself when a session begins or ends
   * or the person changes. It is cleared in any case; with `false` it stays empty until a component calls `refresh()` or
   * another one is shown.
   *
   * @default true
   */
  refetchAfterSessionChange?: boolean
  /**
   * How much of the cart `useSapccCart` asks for, as `fields` of `getCart`: all components share it.
   *
   * @default 'FULL'
   */
  cartFields?: string
}
