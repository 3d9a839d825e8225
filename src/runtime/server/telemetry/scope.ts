/** The name under which OpenTelemetry knows the module's spans and instruments. */
export const SCOPE = 'nuxt-sapcc'
