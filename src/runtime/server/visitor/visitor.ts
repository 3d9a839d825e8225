import { isRecord } from '../../sdk/errors'
import type { SapccVisitorConfig } from '../config/types'
import type { Sealer } from '../crypto/sealer'
import { memoizeByObject } from '../http/memoize-by-object'
import type { RequestScope } from '../http/request-scope'
import { CONSENTS_HEADER, PERSONALIZATION_ID_HEADER, PERSONALIZATION_TIME_HEADER } from '../occ/caller-headers'

/**
 * What the server remembers of a visitor for SAP, in an encrypted httpOnly
 * cookie: consents and personalization, which OCC sends and takes as headers.
 * Nothing where the answer is for everyone.
 */
export interface Visitor {
  /** Headers for a call to OCC; names in lower case. */
  headers: () => Promise<Readonly<Record<string, string>>>
  /** Takes over what an answer of OCC's says. @param headerOf by its name in lower case. */
  note: (headerOf: (name: string) => string | undefined) => Promise<void>
  /** The consents have been given to the customer: they are not sent any more. */
  dropConsents: () => Promise<void>
}

/** Gives the visitor of a request, the same one at each call; `undefined` where the shop keeps nothing. */
export type VisitorOf = (scope: RequestScope) => Visitor | undefined

const LIFETIME_SECONDS = 365 * 24 * 60 * 60
/** Characters of one value; all values together have to fit into one cookie. */
const MAX_VALUE = 2000

const PURPOSE = 'visitor'

export function createVisitors({ config, sealer }: { config: SapccVisitorConfig, sealer: Sealer }): VisitorOf {
  const kept = [
    ...(config.keepConsents ? [CONSENTS_HEADER] : []),
    ...(config.keepPersonalization ? [PERSONALIZATION_ID_HEADER, PERSONALIZATION_TIME_HEADER] : []),
  ]
  if (kept.length === 0) return () => undefined

  function createView(scope: RequestScope): Visitor {
    const { cookies, names } = scope
    let opened: Promise<Record<string, string>> | undefined

    async function open(): Promise<Record<string, string>> {
      const cookie = cookies.read(names.visitor)
      const value = cookie === undefined ? undefined : await sealer.openValue(PURPOSE, cookie)
      const found = isRecord(value) ? value : {}
      return Object.fromEntries(kept.flatMap(name => isValue(found[name]) ? [[name, found[name]]] : []))
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
      if (Object.keys(changed).length === 0) return cookies.clear(names.visitor)
      const sealed = await sealer.sealValue(PURPOSE, changed)
      if (scope.access === 'write') cookies.write(names.visitor, sealed, LIFETIME_SECONDS)
    }

    return {
      headers: values,
      async note(headerOf) {
        if (scope.access !== 'write') return
        const said = Object.fromEntries(kept.flatMap((name) => {
          const value = headerOf(name)
          return isValue(value) ? [[name, value]] : []
        }))
        const known = await values()
        if (Object.entries(said).some(([name, value]) => known[name] !== value)) await save({ ...known, ...said })
      },
      async dropConsents() {
        const { [CONSENTS_HEADER]: consents, ...others } = await values()
        if (consents !== undefined && scope.access === 'write') await save(others)
      },
    }
  }

  const visitorOf = memoizeByObject(createView)
  return scope => visitorOf(scope.cookieOwner)
}

function isValue(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= MAX_VALUE && /^[\x20-\x7E]+$/.test(value)
}
