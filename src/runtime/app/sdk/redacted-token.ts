/** Replaces a token in the texts of Nuxt's payload. */
export const REDACTED = 'SapccWithheld'
