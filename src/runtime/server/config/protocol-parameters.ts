/** Parameters of the authorization request that decide how a login goes and where it ends: never an operator's additional ones. */
export const PROTOCOL_PARAMETERS: ReadonlySet<string> = new Set([
  'client_id', 'client_secret', 'code_challenge', 'code_challenge_method', 'code_verifier', 'nonce',
  'redirect_uri', 'request', 'request_uri', 'response_mode', 'response_type', 'scope', 'state',
])
