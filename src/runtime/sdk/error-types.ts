/**
 * The errors that this package creates itself: `data.type` of each, with its HTTP status. `npm run generate` makes the
 * table in docs/errors.md from the comments.
 */
export interface SapccErrorTypes {
  /** The authorization server works, but refused the shop's request or answered in an unknown way. The reason is in the server's log. */
  AuthorizationServerError: 502
  /** The authorization server cannot be reached or gave no usable answer. It is unknown whether the session is still valid, so it is kept. */
  AuthorizationServerUnavailableError: 503
  /** The user name, the password or the one-time code is wrong. */
  BadCredentialsError: 401
  /** The storage of the cache does not respond, so nothing was purged. */
  CacheUnavailableError: 503
  /** Earlier changes to the same cart are still under way; this one was not sent. */
  CartBusyError: 429 | 503
  /** There is no cart in use (`reason: 'notFound'`). It has the form of SAP's own error. */
  CartError: 400
  /** A setting is missing or wrong. Which one is in the server's log, in development in the message too. */
  ConfigurationError: 500
  /** The request comes from a page of another site. */
  CrossSiteRequestError: 403
  /** `assistedService.maxAge` is over since a support agent has chosen the customer. Nothing was sent: choose the customer again. */
  EmulationExpiredError: 409
  /** The call has a parameter that callers may not set, for example another user or base site. */
  ForbiddenParameterError: 400
  /** The password may be right, but the authorization server requires a further step, for example a second factor. Use the redirect login. */
  FurtherStepRequiredError: 403
  /** The module itself failed. The reason is in the server's log. */
  InternalError: 500
  /** The browser came back from the authorization server with a response that does not belong to its login. */
  InvalidAuthorizationResponseError: 400
  /** A parameter has a value that is not allowed for it. */
  InvalidParameterError: 400
  /** The raw proxy was called with an address that it does not pass on. */
  InvalidPathError: 400
  /** The access token is no longer valid and cannot be renewed. It has the form of SAP's own error. */
  InvalidTokenError: 401
  /** `beginSapccSession` was called with something that is not a token response. */
  InvalidTokensError: 400
  /** The redirect login has expired, or was started in another browser. */
  LoginExpiredError: 400
  /** A call to SAP Commerce came back to the shop: `NUXT_SAPCC_API_URI` leads to the shop itself. */
  LoopDetectedError: 508
  /** A server answered a call with something that is not JSON. */
  MalformedAnswerError: 502
  /** The arguments of a call are not a JSON array. */
  MalformedArgumentsError: 400
  /** The operation, or the raw proxy, cannot be called with this HTTP method. */
  MethodNotAllowedError: 405
  /** A request header tries to override the HTTP method. */
  MethodOverrideError: 400
  /** A parameter that the operation requires is missing. */
  MissingParameterError: 400
  /** A support agent acts for no customer, and the call needs one. */
  NoEmulationError: 400
  /** The session cannot be renewed, because it has no refresh token. */
  NoRefreshTokenError: 401
  /** No customer is signed in. */
  NoSessionError: 401
  /** The assisted service is for support agents, which the user is not at SAP. */
  NotAnAgentError: 403
  /** A support agent may not do this for a customer: check or change their password or login (`updateOrgCustomer` takes both), see or end their sessions. */
  NotForAgentsError: 403
  /** The function that was called needs `session.store: 'storage'`. */
  NotSupportedError: 501
  /** The call got no response, because the connection failed. The status is this package's own, not one of a response. */
  NetworkError: number
  /** The call is larger than `api.bodyLimit` or `api.uploadLimit`; or a registration through the raw proxy is larger than 64 KB. */
  PayloadTooLargeError: 413
  /** A purge of the cache was sent without its secret, `cache.purgeSecret`. */
  PurgeRefusedError: 403
  /** The session cannot be renewed for this request, because its response cannot set cookies. */
  RefreshNotPossibleError: 401
  /** The authorization server refused to renew this session, so it has ended. */
  RefreshRefusedError: 401
  /** A listener of the hook `sapcc:site-context` refused the call or the sign-in, with the status that it threw. */
  RefusedByShopError: number
  /** The response was sent before the call had created a cart, so the cart's cookie cannot be set. Await the call. */
  ResponseSentError: 500
  /** The call was made in another session: the customer has signed in or out since then, or a support agent acts for another customer. */
  SessionChangedError: 409
  /** The session has ended: the call was not made, because the authorization server refused to renew the token, or it ended elsewhere. */
  SessionEndedError: 401
  /** A session cannot begin for this request, because its cookies would not reach the browser. */
  SessionNotPossibleError: 500
  /** The storage of the sessions does not respond, so it is unknown whether the visitor is signed in. */
  SessionStoreUnavailableError: 503
  /** The session is larger than `session.cookieBudget`. Keep sessions on the server (`session.store: 'storage'`). */
  SessionTooLargeError: 431
  /** Passwords, logins and codes cannot be checked or requested through the raw proxy, nor by an operation of a shop's own document whose parameters lead to their addresses. Use the methods, which limit attempts. Also a registration through the raw proxy that is neither a JSON object nor a form in UTF-8: it could have a code. */
  SignInOnlyByMethodError: 403
  /** The request has an old version of the session, which was renewed longer ago than `session.gracePeriod`. */
  SpentTokenError: 401
  /** The access token has expired and cannot be renewed right now. The session stays; see `data.retryAfter`. */
  TokenRefreshUnavailableError: 503
  /** The tokens of this sign-in were revoked before its session began; signing in again helps. */
  TokensRevokedError: 503
  /** Too many calls of this session are in progress or waiting (`api.callsPerSession`), or came from this address (`api.anonymousCallsPerAddress`). */
  TooManyCallsError: 429 | 503
  /** There were too many failed attempts to sign in (`signIn`); see `data.retryAfter`. */
  TooManySignInsError: 429
  /** The `transform` of `useSapccData` has thrown; `cause` is what it has thrown. */
  TransformError: 500
  /** SAP Commerce refused the call without saying why. */
  UnknownError: number
  /** There is no operation of this name, or the shop has not opened it. */
  UnknownOperationError: 404
  /** The operation has no parameter of this name, and its value is an object or another one that no query can have. A text, number, boolean or list of these is no error: it is passed on to SAP Commerce as a query parameter. */
  UnknownParameterError: 400
  /** SAP Commerce answered with 401 without saying why. */
  UnknownUnauthorizedError: 401
  /** The store does not have this currency: `setCurrency` of `useSapccSiteContext`, or SAP Commerce. */
  UnsupportedCurrencyError: 400
  /** The store does not have this language, or the app has no locale for it: `setLanguage` of `useSapccSiteContext`, or SAP Commerce. */
  UnsupportedLanguageError: 400
  /** The operation does not take a body of this media type. */
  UnsupportedMediaTypeError: 415
  /** SAP Commerce, or a server in front of it, responded with something that this operation cannot return, such as a page with status 200, or with a body that is not what its `Content-Encoding` says. */
  UpstreamFormatError: 502
  /** SAP Commerce redirected the call to an address outside of OCC. */
  UpstreamRedirectError: 502
  /** SAP Commerce did not answer within `api.timeout`. */
  UpstreamTimeoutError: 504
  /** SAP Commerce could not be reached, or the connection broke before its answer was complete. */
  UpstreamUnreachableError: 502
  /** The address is too long for the raw proxy. */
  UriTooLongError: 414
  /** A server that is not this module's, or a proxy in between, answered with an error without a type. */
  HttpError: number
}

/**
 * The `data.type` of an error that this package creates itself. SAP's own types (`UnknownIdentifierError`) and the
 * error codes of OAuth (`access_denied`) are passed on unchanged, so a `switch` needs a `default`.
 *
 * @example
 * switch ((error as SapccError).data.type) {
 *   case 'BadCredentialsError': return 'E-mail or password is wrong.'
 *   case 'TooManySignInsError': return 'Please try again later.'
 *   default: return 'Signing in is not possible right now.'
 * }
 */
export type SapccErrorType = keyof SapccErrorTypes
