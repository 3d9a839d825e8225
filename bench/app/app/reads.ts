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

/** Answers as they were read once, by address. */
const remembered = new Map<string, string>()

/** As {@link fetchReads}, but what has been read once comes from memory: the least that a page with this data can cost. */
export function readsFromMemory(sap: string, reads: Readonly<Record<string, string>>): Promise<Shown[]> {
  return Promise.all(Object.values(reads).map(async (path) => {
    let text = remembered.get(path)
    if (text === undefined) {
      text = await $fetch<string>(sap + path, { responseType: 'text' })
      remembered.set(path, text)
    }
    return JSON.parse(text) as Shown
  }))
}

/** The part of an answer that the pages show. */
export interface Shown {
  code: string
  name: string
  entries: { entryNumber: number, product: { code: string, name: string } }[]
}
