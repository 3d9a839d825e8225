// Without imports, because scripts/codegen runs it in plain Node.

const PATH_PARAMETER = /\{([^{}]+)\}/

/** What a path parameter names: the base site, or a user. */
export type PathParameterSubject = 'site' | 'user'

const SUBJECTS_BY_NAME: ReadonlyMap<string, PathParameterSubject> = new Map([['baseSiteId', 'site'], ['userId', 'user']])

/** Names between braces in a path, in their order. */
export function pathParameterNames(path: string): string[] {
  return path.split(PATH_PARAMETER).filter((_, index) => index % 2 === 1)
}

/** What stands between the parameters of a path: one piece more than it has parameters. */
export function pathPieces(path: string): string[] {
  return path.split(PATH_PARAMETER).filter((_, index) => index % 2 === 0)
}

/** Equal for paths that differ only in what their parameters are called. */
export function pathShape(path: string): string {
  return pathPieces(path).join('{}')
}

/**
 * Whether a path parameter may be left out because the request's context knows
 * it: the base site, and the user where it is the one who acts (`/users/{userId}`),
 * not the one acted upon (`/members/{userId}`).
 */
export function hasContextDefault(path: string, name: string): boolean {
  return name === 'baseSiteId' || (name === 'userId' && /\/(?:users|orgUsers)\/\{userId\}/.test(path))
}

/**
 * What each parameter of a path names, in their order. The place decides, because a shop's document may call a base site
 * `{site}` and a user `{email}`: OCC has the base site in the first segment, and users after `users` and `orgUsers`. The
 * names `baseSiteId` and `userId` mean the same in any place.
 *
 * @param isOcc whether the path lies below OCC; other APIs of SAP's have no base site in their first segment.
 */
export function pathParameterSubjects(path: string, isOcc: boolean): (PathParameterSubject | undefined)[] {
  return segmentsOf(path, isOcc).flatMap(({ parameters, subject }) => parameters.map(name => subject ?? SUBJECTS_BY_NAME.get(name)))
}

/**
 * Whether callers choose so much of a path that its template does not tell what a call is about: `/{baseSiteId}/{collection}/{id}`
 * may become `/electronics/users/jane@example.com`. Then the finished path of each call is parsed, see `call-path.ts`; of
 * other operations only that of a call with unusual values.
 */
export function hasAmbiguousTemplate(path: string, isOcc: boolean): boolean {
  const segments = segmentsOf(path, isOcc)
  const hasParameters = (index: number) => (segments[index]?.parameters.length ?? 0) > 0
  const isOpen = ({ subject }: Segment, index: number) => hasParameters(index) && subject === undefined
  return segments.some((segment, index) => isPartlyParameter(segment) || isOtherSpellingOfUsers(segment)
    // Of two values side by side, the first may be `users`.
    || (isOpen(segment, index) && (hasParameters(index - 1) || hasParameters(index + 1))))
}

/** Whether a value is only a part of a segment, which may become any word then. */
function isPartlyParameter({ text, parameters }: Segment): boolean {
  return parameters.length > 0 && !isWholeParameter(text)
}

function isWholeParameter(text: string): boolean {
  return /^\{[^{}]+\}$/.test(text)
}

function isOtherSpellingOfUsers({ text }: Segment): boolean {
  return isUsersSegment(text) && !isCanonicalUsersSegment(text)
}

/** Whether a segment has the one spelling of `users` or `orgUsers` that calls may have. */
export function isCanonicalUsersSegment(segment: string): boolean {
  return segment === 'users' || segment === 'orgUsers'
}

/** Whether OCC has a user after a segment, which is decoded. Case and suffix do not count, because some versions of SAP ignore them. */
export function isUsersSegment(segment: string): boolean {
  return /^(?:org)?users\s*(?:\..*)?$/is.test(segment.trim())
}

interface Segment {
  text: string
  /** Names of the parameters in it. */
  parameters: string[]
  /** What the parameter stands for, if it is the whole segment. */
  subject: PathParameterSubject | undefined
}

function segmentsOf(path: string, isOcc: boolean): Segment[] {
  const texts = path.replace(/^\/|\/$/g, '').split('/')
  return texts.map((text, index) => {
    const subject = isOcc && index === 0 ? 'site' : isUsersSegment(texts[index - 1] ?? '') ? 'user' : undefined
    return { text, parameters: pathParameterNames(text), subject: isWholeParameter(text) ? subject ?? SUBJECTS_BY_NAME.get(text.slice(1, -1)) : undefined }
  })
}
