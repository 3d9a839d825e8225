import { defineOperations } from './operation'

/**
 * What the module itself calls of SAP's assisted service, beside OCC on the same host. The paths are those of SAP's own
 * storefront (Spartacus, `default-occ-asm-config.ts`).
 */
export const assistedOperations = defineOperations({
  'Assisted Service': {
    findCustomers: { method: 'GET', path: '/customers/search', query: 'baseSite! query orderId customerListId currentPage pageSize sort', root: '/assistedservicewebservices' },
    getCustomerLists: { method: 'GET', path: '/customerlists', query: 'baseSite!', root: '/assistedservicewebservices' },
    bindCartToCustomer: { method: 'POST', path: '/bind-cart', query: 'baseSite!', body: 'cartBinding!', mediaType: 'application/x-www-form-urlencoded', result: 'none', root: '/assistedservicewebservices' },
  },
})

/** Names the customer in calls with an agent's token: for calls whose path has no user, but whose answer depends on one, such as prices. */
export const ACTING_FOR_HEADER = 'sap-commerce-cloud-user-id'
