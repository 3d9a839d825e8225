/** The module's server part in Nitro 2 (h3 1): Nuxt 3 and 4. */
export { defineListeners, defineRoute, defineServerPlugin } from './plugin'
export { httpError } from './http-error'
export { requestOf } from './request'
