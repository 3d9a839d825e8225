/** What OCC answers with, as the module types it. An application of your own imports these from `nuxt-sapcc/sdk`. */
export type { Address, Cart, Facet, FacetValue, OrderEntry, OrderHistory, Price, Product, ProductSearchPage, User } from '../src/runtime/sdk'
