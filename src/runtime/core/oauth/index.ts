export { createCodeVerifier, createOAuthClient, createState } from './client'
export type { AuthorizationParameters, CodeExchangeParameters, OAuthClient, RevocationResult, SignInParameters } from './client'
export { isDefiniteRefusal } from './errors'
