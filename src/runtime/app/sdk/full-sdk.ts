/** A separate file, so that shops whose configuration has only modules and their options do not download it; see `plain-sdk.ts`. */
export { buildModule, initSDK } from '@vue-storefront/sdk'
