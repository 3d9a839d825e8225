/** Bytes of an access token before base64url, as long as the JWTs that SAP's jdk21 generation issues. */
export const TOKEN_BYTES = 520

/** Authorizes the calls of servers that have no sessions: SAP gives a customer's data only for a token. */
export const AUTHORIZATION = `Bearer ${'token'.repeat(TOKEN_BYTES).slice(0, Math.ceil(TOKEN_BYTES * 4 / 3))}`
