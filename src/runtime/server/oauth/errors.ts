import { ResponseBodyError, WWWAuthenticateChallengeError } from 'oauth4webapi'
import { SapccError, isRecord } from '../../sdk/errors'
import { OperatorNote, OutageCause, operatorNoteOf } from '../http/operator-note'

/**
 * The one place where a failure of the authorization server becomes a
 * `SapccError`. None of them carries the library's own error, whose `cause` has
 * whole responses, nor the server's `error_description`: the legacy server
 * writes the refresh token that it refuses into it.
 *
 * Message and `data` are for visitors: they name no variable of the shop's and
 * nothing of the server's but registered error codes. What the operator needs is
 * the error's `cause`, an {@link OperatorNote}; `advice-log.ts` logs it.
 */

/** The authorization server's error code behind an error. */
export function oauthCodeOf(error: unknown): string | undefined {
  return operatorNoteOf(error)?.code ?? (isDefiniteRefusal(error) ? error.data.type : undefined)
}

/** What a request to the authorization server was for. */
export type OAuthStep = 'sign-in' | 'refresh' | 'code' | 'application' | 'revoke'

/** Names for a grant that is over: RFC 6749, section 5.2, and RFC 6750, section 3.1, which SAP's legacy server uses for it. */
const REFUSALS: ReadonlySet<string> = new Set(['invalid_grant', 'invalid_token'])

/** The error of a refresh token that is refused for good, see {@link isDefiniteRefusal}. @param code one of {@link REFUSALS}. */
export function grantRefused(code = 'invalid_grant'): SapccError {
  return new SapccError(REFUSED.refresh, { status: 401, data: { type: code } })
}

/** Codes that mean "not now", whatever the status they come with. */
const OUTAGES: ReadonlySet<string> = new Set(['server_error', 'temporarily_unavailable', 'slow_down'])

/**
 * Whether the authorization server said definitely that a grant is over. Only
 * this ends a session.
 */
export function isDefiniteRefusal(error: unknown): error is SapccError {
  return error instanceof SapccError && error.status === 401 && REFUSALS.has(error.data.type)
}

/** `data.reason` of an outage in which the server, or something in front of it, did answer: it may concern one request alone. */
export const UNUSABLE_ANSWER = 'unusableAnswer'

/**
 * What a failed refresh says, and about whom:
 *
 * - `grant-over`: the grant has ended, see {@link isDefiniteRefusal};
 * - `customer-refused`: the server says explicitly that this customer is refused;
 * - `customer-unclear`: another OAuth error, which may be permanent;
 * - `client-unclear`: the same, where the client's configuration may be the reason;
 * - `doubtful`: an answer that is none of OAuth's, e.g. status 500 or HTML;
 * - `down`: no answer, or a client that is refused altogether.
 */
export type RefreshFailure = 'grant-over' | 'customer-refused' | 'customer-unclear' | 'client-unclear' | 'doubtful' | 'down'

/** Error codes in use for a customer who may not go on: Spring's filters, OpenID Connect Core 3.1.2.6, and plain names. */
const CUSTOMER_REFUSALS: ReadonlySet<string> = new Set([
  'unauthorized', 'access_denied', 'disabled', 'locked',
  'account_disabled', 'account_locked', 'account_expired', 'user_disabled', 'user_locked', 'user_not_found', 'credentials_expired',
  'login_required', 'consent_required', 'interaction_required', 'account_selection_required',
])

/** Error codes in use for a password grant that needs more than the password. */
const FURTHER_STEPS: ReadonlySet<string> = new Set([
  'mfa_required', 'otp_required', 'two_factor_required', 'second_factor_required', 'verification_required',
  'interaction_required', 'consent_required',
])

/** RFC 6749, section 5.2: about the client rather than about the customer, but servers also use them for one grant. */
const CLIENT_DOUBTS: ReadonlySet<string> = new Set(['unauthorized_client', 'unsupported_grant_type'])

/** @param error what {@link translateError} made of a failed refresh. */
export function refreshFailure(error: unknown): RefreshFailure {
  if (isDefiniteRefusal(error)) return 'grant-over'
  if (!(error instanceof SapccError)) return 'down'
  if (error.data.reason === UNUSABLE_ANSWER) return 'doubtful'
  const code = oauthCodeOf(error)
  if (error.status !== 502 || code === 'invalid_client') return 'down'
  // An answer without an error code, e.g. 404 while SAP starts, so only the status is known.
  if (code === undefined) return 'doubtful'
  if (CUSTOMER_REFUSALS.has(code)) return 'customer-refused'
  return CLIENT_DOUBTS.has(code) ? 'client-unclear' : 'customer-unclear'
}

/** The authorization server does not renew this customer's session any more: it is over. @param error what it answered. */
export function refreshRefused(error: unknown): SapccError {
  const code = oauthCodeOf(error)
  return new SapccError(REFUSED.refresh, {
    status: 401,
    data: { type: 'RefreshRefusedError', ...(code !== undefined && isKnownCode(code) ? { reason: code } : {}) },
    cause: new OperatorNote(`The authorization server refuses to renew a customer's session (${code ?? 'without a reason'}).`, code),
  })
}

/**
 * The authorization server gave no usable answer. Says nothing about any session.
 *
 * @param options.retryAfter seconds.
 * @param options.cause must be free of secrets: its message is written to the server's log.
 * @param options.isAnswered whether something was answered, see {@link UNUSABLE_ANSWER}.
 */
export function serverUnavailable(options: { retryAfter?: number, cause?: Error, isAnswered?: boolean } = {}): SapccError {
  const { retryAfter, cause, isAnswered = false } = options
  return new SapccError('The authorization server is not available right now.', {
    status: 503,
    data: {
      type: 'AuthorizationServerUnavailableError',
      ...(isAnswered ? { reason: UNUSABLE_ANSWER } : {}),
      ...(retryAfter === undefined ? {} : { retryAfter }),
    },
    ...(cause === undefined ? {} : { cause: cause instanceof OperatorNote ? cause : new OutageCause(cause.message) }),
  })
}

/** Wrong user name or password; which of the two is not told. */
export function badCredentials(): SapccError {
  return new SapccError('The user name or the password is wrong.', { status: 401, data: { type: 'BadCredentialsError' } })
}

/**
 * The password may be right, but it is not enough: the authorization server asks
 * for a second factor, a consent or the like. Only its own pages can do that.
 */
export function furtherStepRequired(): SapccError {
  return new SapccError('The authorization server asks for a further step, for example a second factor. Please sign in on its own page.', { status: 403, data: { type: 'FurtherStepRequiredError' } })
}

/** An address that must not be used, by the name of the variable it comes from. */
export function configurationError(variable: string, problem: string): SapccError {
  return new SapccError('The shop is not set up correctly.', { status: 500, data: { type: 'ConfigurationError' }, cause: new OperatorNote(`${variable} ${problem}`) })
}

/** RFC 6749 (4.1.2.1, 5.2) and RFC 6750 (3.1). */
const REGISTERED_CODES: ReadonlySet<string> = new Set([
  'invalid_request', 'invalid_client', 'invalid_grant', 'invalid_scope', 'invalid_token',
  'unauthorized_client', 'unsupported_grant_type', 'unsupported_response_type', 'insufficient_scope',
])

/** Whether a visitor may see an error code. Others may say anything, as each server makes its own. */
function isKnownCode(code: string): boolean {
  return REGISTERED_CODES.has(code) || CUSTOMER_REFUSALS.has(code)
}

/** The authorization server works, but not with this client: a matter for the operator. Says nothing about any session. */
export function misconfigured(code: string | undefined, advice: string): SapccError {
  return new SapccError(REFUSED.request, {
    status: 502,
    data: { type: code !== undefined && isKnownCode(code) ? code : 'AuthorizationServerError' },
    cause: new OperatorNote(`The authorization server refused a request (${code ?? 'without a reason'}). ${advice}`, code),
  })
}

/** The authorization server works, but differently from what this package knows. */
export function unexpectedAnswer(what: string): SapccError {
  return new SapccError('The authorization server answered in a way that the shop does not know.', {
    status: 502,
    data: { type: 'AuthorizationServerError' },
    cause: new OperatorNote(what),
  })
}

/** Advice about an answer that says no more than that the client was not recognised. */
class ClientNotRecognised extends OperatorNote {
  constructor(answer: string) {
    super(`The authorization server did not recognise the client: it answered with ${answer}. ${adviceFor('invalid_client')}`)
  }
}

/**
 * Whether an answer to a sign-in says only that the client was not recognised:
 * 401 without an error code, or a redirect to a login page. A wrong secret may
 * look so; Spring also answers this way when a public client asks for a grant
 * that public clients do not have.
 */
export function isClientNotRecognised(error: unknown): boolean {
  return operatorNoteOf(error) instanceof ClientNotRecognised
}

/** A failed request as the caller sees it. @param error whatever a request or the library threw. */
export async function translateError(error: unknown, step: OAuthStep): Promise<SapccError> {
  if (error instanceof SapccError) return error
  const { status, code } = await answerOf(error)
  if (code !== undefined && OUTAGES.has(code)) return serverUnavailable({ cause: new Error(`It answered with ${code}`), isAnswered: true })
  if (code !== undefined && step === 'sign-in' && FURTHER_STEPS.has(code)) return furtherStepRequired()
  if (code !== undefined && REFUSALS.has(code) && (status === 400 || status === 401)) {
    if (step === 'sign-in' && code === 'invalid_grant') return badCredentials()
    if (step === 'refresh') return grantRefused(code)
    if (step === 'code') return new SapccError(REFUSED.code, { status: 401, data: { type: code } })
  }
  // A refusal that came otherwise ends no session, so it must not look like one.
  if (code !== undefined) return misconfigured(REFUSALS.has(code) ? undefined : code, adviceFor(code))
  // 400 without OAuth's JSON counts as no answer. The following statuses say that the server refuses the client or the address.
  if (status === 401) return new SapccError(REFUSED.request, { status: 502, data: { type: 'AuthorizationServerError' }, cause: new ClientNotRecognised('status 401 without a reason') })
  // The redirect may lead to a login page or to a maintenance page.
  if (step === 'sign-in' && status !== undefined && status >= 300 && status < 400) return serverUnavailable({ cause: new ClientNotRecognised(`a redirect (${status})`), isAnswered: true })
  if (status === 403 || status === 404 || status === 405) {
    return misconfigured(undefined, `It answered with status ${status}: check NUXT_SAPCC_OAUTH_URI and the endpoints' variables.`)
  }
  return libraryRefusal(error)
}

const REFUSED = {
  request: 'The authorization server did not accept a request of the shop.',
  refresh: 'The authorization server does not renew this session any more. Please sign in again.',
  code: 'This login cannot be completed any more. Please sign in again.',
} as const

/** A response that the library does not take: HTML, JSON of another shape, an ID token of another issuer. */
function libraryRefusal(error: unknown): SapccError {
  const { message, code } = isRecord(error) ? error : {}
  // The library's messages are fixed texts; those of a JSON parser quote what they parsed.
  if (typeof code !== 'string' || !code.startsWith('OAUTH_') || typeof message !== 'string') return serverUnavailable({ isAnswered: true })
  if (code.startsWith('OAUTH_JWT_')) return unexpectedAnswer(`The authorization server's ID token was not accepted: ${message}. Check NUXT_SAPCC_OAUTH_ISSUER and the server's clock.`)
  return serverUnavailable({ cause: new Error(message), isAnswered: true })
}

/** Status and OAuth error code of the answer behind an error of the library's. */
async function answerOf(error: unknown): Promise<{ status?: number, code?: string }> {
  if (error instanceof ResponseBodyError) return { status: error.status, ...safeCode(error.error) }
  if (error instanceof WWWAuthenticateChallengeError) {
    // Spring sends the header along with the JSON that says more.
    const body: unknown = await error.response.clone().json().catch(() => undefined)
    const code = isRecord(body) ? body.error : undefined
    return { status: error.status, ...safeCode(code ?? error.cause.find(({ parameters }) => parameters.error)?.parameters.error) }
  }
  // The library puts a response it cannot use into the error's cause.
  const cause = error instanceof Error ? error.cause : undefined
  return cause instanceof Response ? { status: cause.status } : {}
}

/** RFC 6749 allows more characters in a code than a log or a page should show; codes in use look like this. */
export function safeCode(code: unknown): { code?: string } {
  return typeof code === 'string' && /^[a-z][a-z0-9_]{0,63}$/.test(code) ? { code } : {}
}

/** What an operator does about an OAuth error code. */
export function adviceFor(code: string): string {
  switch (code) {
    case 'invalid_client': return 'Check NUXT_SAPCC_OAUTH_CLIENT_ID and NUXT_SAPCC_OAUTH_CLIENT_SECRET.'
    case 'unauthorized_client':
    case 'unsupported_grant_type': return 'Check the grant types of the client in SAP Commerce, and NUXT_SAPCC_OAUTH_PKCE_SUPPORTED.'
    case 'invalid_scope': return 'Check NUXT_SAPCC_OAUTH_SCOPE.'
    case 'invalid_request': return 'Check NUXT_SAPCC_OAUTH_REDIRECT_URI or NUXT_SAPCC_PUBLIC_URL, and the endpoints\' variables.'
    default: return 'Check the NUXT_SAPCC_OAUTH_… variables.'
  }
}
