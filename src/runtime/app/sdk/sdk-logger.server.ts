/**
 * The part of `@vue-storefront/logger` that the SDK uses, for the server: `middlewareModule` reports its requests to it when
 * that is switched on (`logger: true`). One line of JSON each, as that logger writes it.
 */
export const LoggerFactory = {
  create: () => ({
    debug(message: string, metadata?: object): void {
      // eslint-disable-next-line no-console -- the purpose of a logger; this one replaces consola
      console.debug(JSON.stringify({ timestamp: new Date().toISOString(), severity: 'DEBUG', message, ...metadata }))
    },
  }),
}

export const LoggerType = { ConsolaGcp: 'consola-gcp' } as const
