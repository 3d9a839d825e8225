// Without imports, because scripts/codegen runs it in plain Node.

const PATH_PARAMETER = /\{([^{}]+)\}/

/** Names between braces in a path, in their order. */
export function pathParameterNames(path: string): string[] {
  return path.split(PATH_PARAMETER).filter((_, index) => index % 2 === 1)
}

/** What stands between the parameters of a path: one piece more than it has parameters. */
export function pathPieces(path: string): string[] {
  return path.split(PATH_PARAMETER).filter((_, index) => index % 2 === 0)
}

/**
 * Whether a path parameter may be left out because the request's context knows
 * it: the base site, and the user where it is the one who acts (`/users/{userId}`),
 * not the one acted upon (`/members/{userId}`).
 */
export function hasContextDefault(path: string, name: string): boolean {
  return name === 'baseSiteId' || (name === 'userId' && /\/(?:users|orgUsers)\/\{userId\}/.test(path))
}
