import { forbiddenParameter } from './parameter-errors'
import { isUserCollection } from './path-parameters'

/** Which base sites and users a call may name. */
export interface AccessPolicy {
  /** The request's own base site. */
  baseSiteId: string
  /** Further base sites that are open. */
  allowedBaseSites?: readonly string[] | undefined
  /** Whether a call may be about other users than `current` and `anonymous`; or about which. */
  allowUserIds?: boolean | ((userId: string) => boolean) | undefined
}

/**
 * @param site as the caller names it.
 * @param isSame how the caller's spelling is compared.
 * @throws SapccError 400 `ForbiddenParameterError`
 */
export function assertBaseSiteAllowed(site: string, { baseSiteId, allowedBaseSites = [] }: AccessPolicy, isSame: (site: string, allowed: string) => boolean = (a, b) => a === b): void {
  if (isSame(site, baseSiteId) || allowedBaseSites.some(allowed => isSame(site, allowed))) return
  throw forbiddenParameter('baseSiteId', 'names a base site that is not open to this call.')
}

/** @throws SapccError 400 `ForbiddenParameterError` */
export function assertUserAllowed(userId: string, { allowUserIds = false }: AccessPolicy): void {
  if (userId === 'current' || userId === 'anonymous') return
  if (typeof allowUserIds === 'function' ? allowUserIds(userId) : allowUserIds) return
  throw forbiddenParameter('userId', 'must be "current" or "anonymous".')
}

/**
 * Checks base site and user in the finished path of a call, for operations whose template does not tell which segment is
 * which (`hasAmbiguousTemplate`).
 *
 * @param template of the path, with its parameters in braces.
 * @param path of the call, encoded once.
 * @param isOcc whether it lies below OCC, whose first segment is the base site.
 * @throws SapccError 400 `ForbiddenParameterError`
 */
export function assertAddressAllowed(template: string, path: string, isOcc: boolean, policy: AccessPolicy): void {
  const segments = path.split('/').slice(1)
  // A first segment without a parameter is the document's choice, not the caller's.
  if (isOcc && template.split('/')[1]?.includes('{')) assertBaseSiteAllowed(decoded(segments[0]!), policy)
  for (const [index, segment] of segments.entries()) {
    if (segment !== '' && index > 0 && isUserCollection(fullyDecoded(segments[index - 1]!))) assertUserAllowed(decoded(segment), policy)
  }
}

const MAX_ENCODINGS = 4

/** A segment as it is read by a server that decodes repeatedly. */
export function fullyDecoded(segment: string): string {
  let text = segment
  for (let level = 0; level < MAX_ENCODINGS; level++) text = decoded(text)
  return text
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  }
  catch {
    return text
  }
}
