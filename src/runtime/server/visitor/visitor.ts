import { isRecord } from '../../sdk/errors'
import type { SapccVisitorConfig } from '../config/types'
import type { Sealer } from '../crypto/sealer'
import { memoizeByObject } from '../http/memoize-by-object'
import type { RequestScope } from '../http/request-scope'
import { createLimitedWarnings } from '../log/limited-warnings'
import { CONSENTS_HEADER, PERSONALIZATION_ID_HEADER, PERSONALIZATION_TIME_HEADER } from '../occ/caller-headers'
import { fullForm, shortForm } from './short-form'

/**
 * What the server remembers of a visitor for SAP, in an encrypted httpOnly
 * cookie: consents and personalization, which OCC sends and takes as headers.
 * Nothing where the answer is for everyone.
 */
export interface Visitor {
  /** Headers for a call to OCC; names in lower case. */
  headers: () => Promise<Readonly<Record<string, string>>>
  /** Takes over what an answer of OCC's says; of a value that cannot be kept at least that the one before is over. @param headerOf by its name in lower case. */
  note: (headerOf: (name: string) => string | undefined) => Promise<void>
  /** The consents have been given to the customer: they are not sent any more. */
  dropConsents: () => Promise<void>
  /** Forgets the headers of personalization, at the sign-out: another person may be next at this browser, and SAP begins a profile of their own. */
  dropPersonalization: () => Promise<void>
}

/** Gives the visitor of a request, the same one at each call; `undefined` where the shop keeps nothing. */
export type VisitorOf = (scope: RequestScope) => Visitor | undefined

const LIFETIME_SECONDS = 365 * 24 * 60 * 60
/** Characters of a value as a header: it goes to SAP with each call. */
const MAX_VALUE = 4096
/** Characters of a value as it is kept, so that usually one cookie holds all. */
const MAX_SHORT_FORM = 2600

const PURPOSE = 'visitor'

const PERSONALIZATION_HEADERS = [PERSONALIZATION_ID_HEADER, PERSONALIZATION_TIME_HEADER]

/** What {@link createVisitors} needs. */
export interface VisitorsOptions {
  config: SapccVisitorConfig
  sealer: Sealer
  log: { warn: (message: string) => void }
}

export function createVisitors({ config, sealer, log }: VisitorsOptions): VisitorOf {
  const kept = [
    ...(config.keepConsents ? [CONSENTS_HEADER] : []),
    ...(config.keepPersonalization ? PERSONALIZATION_HEADERS : []),
  ]
  if (kept.length === 0) return () => undefined
  const warnings = createLimitedWarnings(log)

  function createView(scope: RequestScope): Visitor {
    const { cookies, names } = scope
    let opened: Promise<Record<string, string>> | undefined

    async function open(): Promise<Record<string, string>> {
      const cookie = cookies.read(names.visitor)
      const value = cookie === undefined ? undefined : await sealer.openValue(PURPOSE, cookie)
      const found = isRecord(value) ? value : {}
      return Object.fromEntries(kept.flatMap((name) => {
        const full = fullForm(found[name])
        return full !== undefined && canBeKept(full) ? [[name, full]] : []
      }))
    }

    async function values(): Promise<Record<string, string>> {
      // Re-check: the response may have been marked public since.
      if (scope.access === 'none') return {}
      const known = await (opened ??= open())
      // SAP may answer otherwise because of it.
      if (Object.keys(known).length > 0) scope.markPersonalResponse()
      return known
    }

    async function save(changed: Record<string, string>): Promise<void> {
      opened = Promise.resolve(changed)
      if (Object.keys(changed).length === 0) {
        cookies.clear(names.visitor)
        // A response to another call of the page may have set it since.
        if (cookies.get(names.visitor) === undefined) cookies.removeUnsent(names.visitor, names.path)
        return
      }
      const sealed = await sealer.sealValue(PURPOSE, Object.fromEntries(Object.entries(changed).map(([name, value]) => [name, shortForm(value)])))
      if (scope.access === 'write') cookies.write(names.visitor, sealed, LIFETIME_SECONDS)
    }

    async function drop(headers: readonly string[]): Promise<void> {
      const known = await values()
      const left = Object.entries(known).filter(([name]) => !headers.includes(name))
      if (left.length < Object.keys(known).length && scope.access === 'write') await save(Object.fromEntries(left))
    }

    return {
      headers: values,
      async note(headerOf) {
        if (scope.access !== 'write') return
        const known = await values()
        const next = { ...known }
        let isCut = false
        for (const name of kept) {
          const value = headerOf(name)
          if (value === undefined || value === known[name]) continue
          if (canBeKept(value)) {
            next[name] = value
            continue
          }
          // An older one would say the opposite, such as a consent that was withdrawn.
          Reflect.deleteProperty(next, name)
          if (value === '') continue
          isCut = true
          warnings.warn(`SAP's header ${name} is too long to be kept for a visitor, or has characters that a header cannot have. What was kept of it before is forgotten. It may have ${MAX_VALUE} characters, or ${MAX_SHORT_FORM} if its parts are not alike.`, name)
        }
        if (isCut || kept.some(name => known[name] !== next[name])) await save(next)
      },
      dropConsents: () => drop([CONSENTS_HEADER]),
      dropPersonalization: () => drop(PERSONALIZATION_HEADERS),
    }
  }

  const visitorOf = memoizeByObject(createView)
  return scope => visitorOf(scope.cookieOwner)
}

function canBeKept(value: string): boolean {
  return value.length <= MAX_VALUE && /^[\x20-\x7E]+$/.test(value) && JSON.stringify(shortForm(value)).length <= MAX_SHORT_FORM
}
