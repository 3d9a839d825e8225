/** The module's server part in Nitro 3 (h3 2): Nuxt 5. */
export { httpError } from './http-error'
export { defineListeners, defineRoute, defineServerPlugin } from './plugin'
export { requestOf } from './request'
