import { SapccError, isRecord } from '../../sdk/errors'
import { parseJson } from '../../sdk/parse-json'

/** One of the consents that a visitor has given or withdrawn before the sign-in. */
export interface AnonymousConsent {
  templateCode: string
  templateVersion: number
}

/** A shop asks for a few consents; a longer list is cut. */
const MAX_CONSENTS = 50

/**
 * The consents that a visitor has given, of the header `X-Anonymous-Consents`:
 * URL-encoded JSON, `[{ templateCode, templateVersion, consentState }]`.
 */
export function givenConsents(header: string | undefined): AnonymousConsent[] {
  if (header === undefined) return []
  const list = parseJson(decoded(header))
  if (!Array.isArray(list)) return []
  return list.slice(0, MAX_CONSENTS).flatMap((entry: unknown) => {
    if (!isRecord(entry) || entry.consentState !== 'GIVEN' || typeof entry.templateCode !== 'string') return []
    const templateVersion = Number(entry.templateVersion)
    return Number.isInteger(templateVersion) ? [{ templateCode: entry.templateCode, templateVersion }] : []
  })
}

/** What giving consents needs. */
export interface GiveConsentsOptions {
  consents: readonly AnonymousConsent[]
  /** Calls an operation of OCC as the customer who has just signed in. */
  call: (operationId: 'doGiveConsent', params: object) => Promise<unknown>
  log: { warn: (message: string) => void }
}

/**
 * Gives a visitor's consents for the customer who has just signed in. Never fails
 * the sign-in.
 *
 * @returns whether SAP has saved or refused each of them; after an outage they can be given later.
 */
export async function giveConsents({ consents, call, log }: GiveConsentsOptions): Promise<boolean> {
  let isDone = true
  for (const { templateCode, templateVersion } of consents) {
    try {
      await call('doGiveConsent', { consentTemplateId: templateCode, consentTemplateVersion: templateVersion })
    }
    catch (error) {
      const isRefused = error instanceof SapccError && error.status < 500
      isDone &&= isRefused
      log.warn(`A consent that the visitor gave before the sign-in was not saved for the customer: ${error instanceof SapccError ? error.data.type : String(error)}.`)
    }
  }
  return isDone
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  }
  catch {
    return text
  }
}
