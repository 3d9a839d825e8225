/**
 * The part of `@vue-storefront/logger` that the SDK uses, for the browser: `middlewareModule`
 * reports its requests to it when that is switched on (`logger: true`).
 */
export const LoggerFactory = {
  create: () => ({
    debug(message: string, metadata?: object): void {
      // eslint-disable-next-line no-console -- the purpose of a logger; this one replaces consola
      console.debug({ timestamp: new Date().toISOString(), severity: 'DEBUG', message, ...metadata })
    },
  }),
}

export const LoggerType = { ConsolaGcp: 'consola-gcp' } as const
