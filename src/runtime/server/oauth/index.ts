/** The shop as an OAuth client: every request to the authorization server starts here. */
export { createCodeVerifier, createOAuthClient, createState } from './client'
export { describeForOperator } from './advice-log'
export { isDefiniteRefusal } from './errors'
export { readTokens } from './tokens'
export type { AuthorizationParameters, CodeExchangeParameters, DirectLoginParameters, LoginTokens, LogoutParameters, OAuthClient, OAuthRequestOptions, PasswordCredentials, RefreshForRevocation, RevocationOptions, RevocationParameters, RevocationResult, SignInParameters } from './types'
