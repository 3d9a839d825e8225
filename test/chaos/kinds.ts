import { disturbanceOf } from './actions/machines.ts'
import type { ActionName } from './actions/index.ts'
import type { Random } from './random.ts'
import type { Setting } from './setting.ts'

/** What a round is about. */
export interface RoundKind {
  /** How often what happens, compared to the others. */
  weights: Readonly<Partial<Record<ActionName, number>>>
  browsers: readonly [from: number, to: number]
  /** How many customers they are, so that some share one. */
  customers: readonly [from: number, to: number]
  /** Milliseconds between two actions at most, where they are not at once. */
  pause: number
  /** Whether the authorization server answers second sign-ins with the tokens of the first. */
  sharedTokens: boolean
}

const TRAFFIC = { read: 30, write: 12, page: 8, proxy: 6, ownRoute: 5, refresh: 4 } as const

const PEOPLE = { signIn: 4, signOut: 3, changeDuringRefresh: 4, changeDuringCall: 4, revoke: 1, endOthers: 2 } as const

const MACHINES = {
  clockStep: 1, clockStepDuringRefresh: 1, slowRefresh: 2,
  kill: 1, killDuringRefresh: 2, freezeDuringRefresh: 1, cutOff: 1, cutOffDuringRefresh: 1, terminateDuringRefresh: 1,
  slowRedis: 1, pauseRedis: 1, pauseRedisDuringRefresh: 1, failOver: 1, failOverDuringRefresh: 1,
} as const

const ALL = { ...TRAFFIC, ...PEOPLE, ...MACHINES, expire: 8, storm: 1, expireDuringRendering: 2, outage: 3, brokenSap: 2, brokenRevocation: 1, lostRotation: 0.1 } as const

/** Every kind of round, by what is at stake in it. */
export const KINDS = {
  /** No customer signs in or out; tokens expire, SAP fails, processes are killed where a setting has that. */
  calls: {
    weights: { ...TRAFFIC, expire: 10, storm: 2, expireDuringRendering: 3, outage: 4, brokenSap: 2, lostRotation: 0.1, kill: 1, killDuringRefresh: 3 },
    browsers: [1, 3], customers: [2, 2], pause: 40, sharedTokens: false,
  },
  /** Customers sign in, out and over each other in the middle of everything, and SAP ends their tokens. */
  people: {
    weights: { ...TRAFFIC, ...PEOPLE, expire: 6, outage: 2, brokenSap: 1, brokenRevocation: 1 },
    browsers: [2, 5], customers: [2, 4], pause: 40, sharedTokens: false,
  },
  /** One or two customers with several devices that hold the same tokens. */
  shared: {
    weights: { ...TRAFFIC, signIn: 4, signOut: 1, changeDuringRefresh: 2, expire: 8, storm: 2 },
    browsers: [2, 4], customers: [1, 2], pause: 40, sharedTokens: true,
  },
  /** Clocks step, the token endpoint is slow, processes freeze, end and are cut off, Redis is slow, silent or fails over. */
  machines: {
    weights: { ...TRAFFIC, ...MACHINES, expire: 8 },
    browsers: [2, 4], customers: [2, 12], pause: 200, sharedTokens: false,
  },
  /** All of it at once, but for shared tokens. */
  everything: {
    weights: ALL,
    browsers: [2, 5], customers: [2, 12], pause: 120, sharedTokens: false,
  },
  /** All of it, by at least ten customers at once. */
  crowd: {
    weights: ALL,
    browsers: [10, 14], customers: [10, 12], pause: 40, sharedTokens: false,
  },
  /** All of it, with shared tokens. */
  everythingShared: {
    weights: ALL,
    browsers: [2, 5], customers: [1, 3], pause: 120, sharedTokens: true,
  },
} satisfies Record<string, RoundKind>

/** The name of a kind. */
export type KindName = keyof typeof KINDS

/** Which kinds a setting can play. */
export function kindsOf({ sap }: Setting): KindName[] {
  const names = Object.keys(KINDS) as KindName[]
  return sap.settings.generation === 'legacy' ? names : names.filter(name => !KINDS[name].sharedTokens)
}

/** What a round of this kind may do in this setting. */
export function weightsFor(kind: RoundKind, setting: Setting, random: Random): Record<string, number> {
  const { lostRotation, ...weights } = kind.weights
  // Few rounds have it at all: it costs sessions that cannot be saved.
  const all: Record<string, number> = { ...weights, ...(lostRotation !== undefined && random.chance(lostRotation) ? { lostRotation: 1 } : {}) }
  return Object.fromEntries(Object.entries(all).filter(([action]) => {
    const disturbance = disturbanceOf(action)
    if (disturbance) return setting.possible.has(disturbance)
    // Only sessions on the server can be ended from elsewhere.
    return action !== 'endOthers' || setting.options.store === 'storage'
  }))
}
