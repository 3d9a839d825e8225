/** A separate file, so that shops that do not use it do not download it. */
export { middlewareModule } from '@vue-storefront/sdk'
