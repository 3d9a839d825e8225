/** What the product page reads, with the addresses at SAP. */
export const PRODUCT_READS = {
  getProduct: '/products/1934793',
  getProductReviews: '/products/1934793/reviews',
  getProductReferences: '/products/1934793/references',
  getProducts: '/products/search?query=camera',
  getSuggestions: '/products/suggestions?term=cam',
  getPage: '/cms/pages?pageType=ContentPage&pageLabelOrId=homepage',
  getLanguages: '/languages',
  getCurrencies: '/currencies',
} as const

/** What the page of a customer reads. */
export const CUSTOMER_READS = {
  getUser: '/users/current',
  getAddresses: '/users/current/addresses',
  getPaymentDetailsList: '/users/current/paymentdetails',
  getUserOrderHistory: '/users/current/orders',
  getConsentTemplates: '/users/current/consenttemplates',
  getCarts: '/users/current/carts',
  getCart: '/users/current/carts/current',
  getNotificationPreferences: '/users/current/notificationpreferences',
  getProductInterests: '/users/current/productinterests',
  getCustomerCoupons: '/users/current/customercoupons',
} as const

/** Reads with plain `$fetch`, as a shop without any SDK does. Only on the server. @param sap address of OCC, with the base site. */
export function fetchReads(sap: string, reads: Readonly<Record<string, string>>, headers: Record<string, string> = {}): Promise<Shown[]> {
  return Promise.all(Object.values(reads).map(path => $fetch<Shown>(sap + path, { headers })))
}

/** The part of an answer that the pages show. */
export interface Shown {
  code: string
  name: string
  entries: { entryNumber: number, product: { code: string, name: string } }[]
}
