import { forbiddenParameter } from './parameter-errors'

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
