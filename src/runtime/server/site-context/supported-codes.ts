import { SapccError } from '../../sdk/errors'
import { BoundedMap } from '../storage/bounded-map'

/** What of a site context a base store may lack. */
export interface SiteCodes {
  language?: string | undefined
  currency?: string | undefined
}

/** Which defaults of language and currency base stores have refused. */
export interface SupportedCodes {
  /** The codes without those that the store has refused lately. */
  usable: (baseSiteId: string, codes: SiteCodes) => SiteCodes
  /**
   * Whether an error says that the store lacks a default of the call's; if so,
   * it is remembered.
   *
   * @param codes that were sent as defaults, not by the caller's own word.
   */
  isRefused: (baseSiteId: string, codes: SiteCodes, error: unknown) => boolean
}

/** Long enough to spare the calls, short enough for a store that gets another language. Milliseconds. */
const REMEMBERED = 10 * 60_000
const MAX_REMEMBERED = 1000

const KINDS = { UnsupportedLanguageError: 'language', UnsupportedCurrencyError: 'currency' } as const

/** @param now milliseconds. @default the monotonic clock */
export function createSupportedCodes(log: { warn: (message: string) => void }, now?: () => number): SupportedCodes {
  const refused = new BoundedMap<string, true>({ maxEntries: MAX_REMEMBERED, ttl: REMEMBERED, ...(now ? { now } : {}) })
  const keyOf = (baseSiteId: string, kind: keyof SiteCodes, code: string) => `${baseSiteId}\n${kind}\n${code}`
  const unlessRefused = (baseSiteId: string, kind: keyof SiteCodes, code: string | undefined) => code === undefined || refused.has(keyOf(baseSiteId, kind, code)) ? undefined : code

  return {
    usable(baseSiteId, codes) {
      if (refused.size === 0) return codes
      return { language: unlessRefused(baseSiteId, 'language', codes.language), currency: unlessRefused(baseSiteId, 'currency', codes.currency) }
    },
    isRefused(baseSiteId, codes, error) {
      if (!(error instanceof SapccError) || error.status !== 400 || !Object.hasOwn(KINDS, error.data.type)) return false
      const kind = KINDS[error.data.type as keyof typeof KINDS]
      const code = codes[kind]
      if (code === undefined) return false
      const key = keyOf(baseSiteId, kind, code)
      if (!refused.has(key)) log.warn(`The base site ${baseSiteId} does not have the ${kind} ${code}, which is a visitor's or the shop's default. Calls are made with the store's own ${kind} instead.`)
      refused.set(key, true)
      return true
    },
  }
}
