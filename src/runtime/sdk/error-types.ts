/**
 * The errors that this package makes itself, by the `data.type` they have, with their HTTP status. `npm run generate`
 * makes docs/errors.md of the comments.
 */
export interface SapccErrorTypes {
  /** The authorization server works, but refused the shop's request or answered in an unknown way. The reason is in the server's log. */
  AuthorizationServerError: 502
  /** The authorization server cannot be reached or gave no usable answer. Nothing is known about the session, which stays. */
  AuthorizationServerUnavailableError: 503
  /** The user name, the password or the one-time code is wrong. */
  BadCredentialsError: 401
  /** Earlier changes to the same cart are still under way; this one was not sent. */
  CartBusyError: 429 | 503
  /** There is no cart in use (`reason: 'notFound'`), as SAP says it. */
  CartError: 400
  /** A setting is missing or wrong. Which one is in the server's log, in development in the message too. */
  ConfigurationError: 500
  /** The request comes from a page of another site. */
  CrossSiteRequestError: 403
  /** The call has a parameter that callers may not set, for example another user or base site. */
  ForbiddenParameterError: 400
  /** The password may be right, but the authorization server asks for more, for example a second factor: use the redirect login. */
  FurtherStepRequiredError: 403
  /** The module itself failed. The reason is in the server's log. */
  InternalError: 500
  /** The browser came back from a login with an answer that does not belong to it. */
  InvalidAuthorizationResponseError: 400
  /** A parameter has a value that the operation cannot have. */
  InvalidParameterError: 400
  /** The raw proxy was called with an address that it does not pass on. */
  InvalidPathError: 400
  /** The access token is no longer valid and cannot be renewed, as SAP says it. */
  InvalidTokenError: 401
  /** `beginSapccSession` was given something that is no token response. */
  InvalidTokensError: 400
  /** The redirect login has expired, or was started in another browser. */
  LoginExpiredError: 400
  /** A call to SAP Commerce came back to the shop: `NUXT_SAPCC_API_URI` leads to the shop itself. */
  LoopDetectedError: 508
  /** A server answered a call with something that is not JSON. */
  MalformedAnswerError: 502
  /** The arguments of a call are not a JSON array. */
  MalformedArgumentsError: 400
  /** The operation, or the raw proxy, is not called by this HTTP method. */
  MethodNotAllowedError: 405
  /** A header tries to replace the HTTP method. */
  MethodOverrideError: 400
  /** A parameter that the operation requires is missing. */
  MissingParameterError: 400
  /** The session cannot be renewed, because it has no refresh token. */
  NoRefreshTokenError: 401
  /** No customer is signed in. */
  NoSessionError: 401
  /** What was asked for needs `session.store: 'storage'`. */
  NotSupportedError: 501
  /** The call got no response: the connection failed. The status is not one of a response. */
  NetworkError: number
  /** The call is larger than `api.bodyLimit` or `api.uploadLimit`. */
  PayloadTooLargeError: 413
  /** The session cannot be renewed on behalf of this request, because its response cannot set cookies. */
  RefreshNotPossibleError: 401
  /** The authorization server does not renew this session any more; it is over. */
  RefreshRefusedError: 401
  /** A listener of the hook `sapcc:site-context` refused the call, with the status that it threw. */
  RefusedByShopError: number
  /** The response was sent before a cart was made, whose cookie belongs on it. Await the call. */
  ResponseSentError: 500
  /** The call was made in another session: the customer has signed in or out since. */
  SessionChangedError: 409
  /** The session has ended. */
  SessionEndedError: 401
  /** A session cannot begin here: its cookies would not reach the browser. */
  SessionNotPossibleError: 500
  /** The storage of the sessions does not answer, so it is unknown whether the visitor is signed in. */
  SessionStoreUnavailableError: 503
  /** The session is larger than `session.cookieBudget`; keep sessions on the server. */
  SessionTooLargeError: 431
  /** One-time codes cannot be asked for through the raw proxy: use `createVerificationToken`, which is limited. */
  SignInOnlyByMethodError: 403
  /** The request has a session that was renewed elsewhere, longer ago than `session.gracePeriod`. */
  SpentTokenError: 401
  /** The access token has expired and cannot be renewed right now. The session stays; see `data.retryAfter`. */
  TokenRefreshUnavailableError: 503
  /** The tokens of this sign-in were revoked before its session began; signing in again helps. */
  TokensRevokedError: 503
  /** Too many calls of this session are under way or wait (`api.callsPerSession`). */
  TooManyCallsError: 429 | 503
  /** There were too many failed attempts to sign in (`signIn`); see `data.retryAfter`. */
  TooManySignInsError: 429
  /** SAP Commerce refused the call without saying why. */
  UnknownError: number
  /** There is no operation of this name, or it is not open. */
  UnknownOperationError: 404
  /** The operation has no parameter of this name. */
  UnknownParameterError: 400
  /** SAP Commerce answered with 401 without saying why. */
  UnknownUnauthorizedError: 401
  /** The operation does not take a body of this media type. */
  UnsupportedMediaTypeError: 415
  /** SAP Commerce answered with something that the operation cannot have. */
  UpstreamFormatError: 502
  /** SAP Commerce sent the call elsewhere. */
  UpstreamRedirectError: 502
  /** SAP Commerce did not answer within `api.timeout`. */
  UpstreamTimeoutError: 504
  /** SAP Commerce could not be reached. */
  UpstreamUnreachableError: 502
  /** The address is too long for the raw proxy. */
  UriTooLongError: 414
  /** A server that is not this module's, or a proxy in between, answered with an error without a type. */
  HttpError: number
}

/**
 * The `data.type` of an error that this package makes itself. SAP's own types (`UnknownIdentifierError`) and OAuth's
 * error codes (`access_denied`) come as they are, so that `switch` needs a `default`.
 *
 * @example
 * switch ((error as SapccError).data.type) {
 *   case 'BadCredentialsError': return 'E-mail or password is wrong.'
 *   case 'TooManySignInsError': return 'Please try again later.'
 *   default: return 'Signing in is not possible right now.'
 * }
 */
export type SapccErrorType = keyof SapccErrorTypes
