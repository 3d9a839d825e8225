/** A document that cannot be read or understood. The message says which one, what is wrong and what to do. */
export class OpenApiError extends Error {
  override name = 'OpenApiError'

  /**
   * @param location the document as the configuration names it; credentials and query are left out of the message.
   * @param reason one or more sentences.
   */
  constructor(location: string, reason: string, options?: ErrorOptions) {
    super(`nuxt-sapcc: the OpenAPI document ${printableLocation(location)} (\`sapcc.openapi\`) ${reason}`, options)
  }
}

/** A location without credentials, query and fragment: URLs can contain passwords and tokens, and messages end up in build logs. */
export function printableLocation(location: string): string {
  if (!isAddress(location)) return location
  if (!URL.canParse(location)) return location.replace(/\/\/.*@/, '//').replace(/[?#].*$/, '')
  const { origin, pathname } = new URL(location)
  return `${origin}${pathname}`
}

/** Whether a document is fetched rather than read from a file. */
export function isAddress(location: string): boolean {
  return /^https?:\/\//i.test(location)
}
