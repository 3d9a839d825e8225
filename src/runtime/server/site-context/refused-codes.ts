import { SapccError } from '../../sdk/errors'
import { createLineLimit } from '../log/line-limit'
import { BoundedMap } from '../storage/bounded-map'
import { systemClock } from '../time/clock'

/** What of a site context a base store may lack. */
export interface SiteCodes {
  language?: string | undefined
  currency?: string | undefined
}

/** The defaults of language and currency that base stores have refused. */
export interface RefusedCodes {
  /** The codes without those that the store has refused lately. */
  withoutRefused: (baseSiteId: string, codes: SiteCodes) => SiteCodes
  /**
   * Remembers the default that a call was refused for, and warns about it once.
   *
   * @param codes that were sent as defaults, not by the caller's own word.
   * @returns whether the error says that the store lacks one of them.
   */
  noteRefusal: (baseSiteId: string, codes: SiteCodes, error: unknown) => boolean
}

/** Long enough to spare the calls, short enough for a store that gets another language. Milliseconds. */
const REMEMBERED = 10 * 60_000
/** Per base site: no store has more languages and currencies. Visitors write codes into their cookies, and one site's must not displace another's. */
const MAX_PER_SITE = 100
/** A shop has fewer base sites by far. */
const MAX_SITES = 100
/** Warnings per base site within that time, after which they are only counted: visitors can invent codes without end. */
const MAX_WARNINGS = 5

const KINDS = { UnsupportedLanguageError: 'language', UnsupportedCurrencyError: 'currency' } as const

const keyOf = (kind: keyof SiteCodes, code: string) => `${kind}\n${code}`

/** @param now milliseconds. @default the monotonic clock */
export function createRefusedCodes(log: { warn: (message: string) => void }, now = systemClock.monotonic): RefusedCodes {
  const sites = new BoundedMap<string, BoundedMap<string, true>>({ maxEntries: MAX_SITES, ttl: 2 * REMEMBERED, now })
  const limit = createLineLimit({ interval: REMEMBERED, lines: MAX_WARNINGS, maxKinds: MAX_SITES, now })
  const acceptedCode = (codes: BoundedMap<string, true>, kind: keyof SiteCodes, code: string | undefined) => code === undefined || codes.has(keyOf(kind, code)) ? undefined : code

  function codesOf(baseSiteId: string): BoundedMap<string, true> {
    const codes = sites.get(baseSiteId) ?? new BoundedMap({ maxEntries: MAX_PER_SITE, ttl: REMEMBERED, now })
    sites.set(baseSiteId, codes)
    return codes
  }

  function warn(baseSiteId: string, kind: keyof SiteCodes, code: string): void {
    const leftOut = limit.admit(baseSiteId)
    if (leftOut === undefined) return
    const others = leftOut === 0 ? '' : ` ${leftOut} further codes that it does not have were not reported before.`
    log.warn(`The base site ${baseSiteId} does not have the ${kind} ${code}, which is a visitor's or the shop's default. Calls are made with the store's own ${kind} instead.${others}`)
  }

  return {
    withoutRefused(baseSiteId, codes) {
      const refused = sites.size === 0 ? undefined : sites.get(baseSiteId)
      if (refused === undefined) return codes
      return { language: acceptedCode(refused, 'language', codes.language), currency: acceptedCode(refused, 'currency', codes.currency) }
    },
    noteRefusal(baseSiteId, codes, error) {
      if (!(error instanceof SapccError) || error.status !== 400 || !Object.hasOwn(KINDS, error.data.type)) return false
      const kind = KINDS[error.data.type as keyof typeof KINDS]
      const code = codes[kind]
      if (code === undefined) return false
      const refused = codesOf(baseSiteId)
      const key = keyOf(kind, code)
      if (!refused.has(key)) warn(baseSiteId, kind, code)
      refused.set(key, true)
      return true
    },
  }
}
