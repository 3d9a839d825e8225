/**
 * What methods of Alokai's middleware are called here: those for sessions, those of its unified API, and those of version 7
 * of its integration. Version 8 has SAP's names. docs/moving-from-alokai.md says what else differs.
 *
 * @see https://docs.alokai.com/integrations/sapcc/v7/api/sapcc-sdk/signUserIn
 */
export const ALOKAI_NAMES: Readonly<Record<string, string>> = {
  OAuthUserAuthorization: 'signUserIn',
  OAuthUserTokenRefresh: 'refreshUserToken',
  OAuthUserRevoke: 'signUserOut',
  // Unified.
  addCartLineItem: 'createCartEntry',
  applyCouponToCart: 'applyCartVoucher',
  changeCustomerPassword: 'changeUserPassword',
  createCustomerAddress: 'createAddress',
  deleteCustomerAddress: 'removeAddress',
  getCustomer: 'getUser',
  getCustomerAddresses: 'getAddresses',
  getOrderDetails: 'getUserOrders',
  getOrders: 'getUserOrderHistory',
  getProductDetails: 'getProduct',
  getShippingMethods: 'getCartDeliveryModes',
  loginCustomer: 'signUserIn',
  logoutCustomer: 'signUserOut',
  registerCustomer: 'createUser',
  removeCartLineItem: 'removeCartEntry',
  removeCouponFromCart: 'doCartVoucherRemoval',
  searchProducts: 'getProducts',
  setCartAddress: 'createCartDeliveryAddress',
  setShippingMethod: 'replaceCartDeliveryMode',
  updateCartLineItem: 'updateCartEntry',
  updateCustomer: 'updateUser',
  updateCustomerAddress: 'updateAddress',
  // Version 7.
  addCartVoucher: 'applyCartVoucher',
  addEntryAndGetCart: 'createCartEntry',
  addToCart: 'createCartEntry',
  addVoucherAndGetCart: 'applyCartVoucher',
  deleteCartEntry: 'removeCartEntry',
  getProductSearchPageData: 'getProducts',
  getUserOrder: 'getUserOrders',
  removeEntryAndGetCart: 'removeCartEntry',
  searchProduct: 'getProducts',
  updateAndGetUser: 'updateUser',
  updateCart: 'updateCartEntry',
  updateEntryAndGetCart: 'updateCartEntry',
}
