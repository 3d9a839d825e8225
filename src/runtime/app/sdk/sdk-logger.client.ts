/**
 * What the SDK uses of `@vue-storefront/logger`, for the browser: `middlewareModule`
 * reports its requests to it when that is switched on (`logger: true`).
 */
export const LoggerFactory = {
  create: () => ({
    debug(message: string, metadata?: object): void {
      // eslint-disable-next-line no-console -- a logger's purpose; consola is what it stands in for
      console.debug({ timestamp: new Date().toISOString(), severity: 'DEBUG', message, ...metadata })
    },
  }),
}

export const LoggerType = { ConsolaGcp: 'consola-gcp' } as const
