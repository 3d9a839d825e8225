/** Apart from the rest of the SDK's imports: most shops never use it, and what is not imported is not downloaded. */
export { middlewareModule } from '@vue-storefront/sdk'
