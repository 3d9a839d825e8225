/** How a text from which a token was taken is marked in Nuxt's payload. */
export const REDACTED = 'SapccWithheld'
