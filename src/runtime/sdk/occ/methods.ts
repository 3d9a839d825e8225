// Generated from test/sap/occ-operations.tsv by `node scripts/generate-operations.ts`. Do not edit by hand.
import type { SapccCallConfig } from '../call-config'
import type { OccCallParams, OccCount, OccFields, OccFormData, OccUserId } from './call-params'
import type {
  AccountSummary,
  Address,
  AddressList,
  AddressValidation,
  B2BApprovalProcessList,
  B2BCostCenter,
  B2BCostCenterList,
  B2BPaymentTypeList,
  B2BSelectionData,
  B2BUnit,
  B2BUnitNode,
  B2BUnitNodeList,
  BaseSiteList,
  BaseStore,
  BasicnotificationPreferenceList,
  Budget,
  BudgetList,
  BundleStarter,
  CCPConfiguration,
  CCPConfigurationOverview,
  CCPConfigurationPricing,
  CCPConfigurationVariant,
  CCPOrderEntry,
  CMSPage,
  CMSPageList,
  CPQConfigurationEngineAccess,
  CPQOrderEntry,
  CancellationRequestEntryInputList,
  CardTypeList,
  Cart,
  CartList,
  CartModification,
  CartModificationList,
  Catalog,
  CatalogList,
  CatalogVersion,
  CategoryHierarchy,
  CityList,
  Component,
  ComponentIDList,
  ComponentList,
  ConfigurationInfoList,
  ConsentTemplate,
  ConsentTemplateList,
  CountryList,
  CreateComment,
  CreateVerificationTokenInput,
  CurrencyList,
  CustomerCoupon2Customer,
  CustomerCouponNotification,
  CustomerCouponSearchResult,
  DeliveryMode,
  DeliveryModeList,
  DistrictList,
  EntitlementInstance,
  EntitlementInstanceList,
  LanguageList,
  MemberList,
  Order,
  OrderApproval,
  OrderApprovalDecision,
  OrderApprovalList,
  OrderApprovalPermission,
  OrderApprovalPermissionList,
  OrderApprovalPermissionTypeList,
  OrderEntry,
  OrderEntryList,
  OrderForm,
  OrderFormList,
  OrderHistoryList,
  OrderStatusUpdateElementList,
  OrgCustomerCreation,
  OrgCustomerModification,
  OrgDocumentList,
  OrgUnitUserGroup,
  OrgUnitUserGroupList,
  OrgUnitUserList,
  OrgUserRegistrationData,
  PasswordRestoreTokenInput,
  PaymentDetails,
  PaymentDetailsList,
  PaymentModeList,
  PaymentRequest,
  PointOfService,
  PointOfServiceList,
  Product,
  ProductExpressUpdateElementList,
  ProductFutureStocks,
  ProductFutureStocksList,
  ProductList,
  ProductReferenceList,
  ProductSearchPage,
  Promotion,
  PromotionList,
  PromotionResultList,
  PunchOutSessionInfo,
  Quote,
  QuoteAction,
  QuoteDiscount,
  QuoteList,
  QuoteMetadata,
  QuoteStarter,
  RegionList,
  ReplaceLoginIdInput,
  ReplacePasswordInput,
  ReplenishmentOrder,
  ReplenishmentOrderList,
  RequisitionFormData,
  ResetPassword,
  ReturnRequest,
  ReturnRequestEntryInputList,
  ReturnRequestList,
  ReturnRequestModification,
  Review,
  ReviewList,
  SAPAccessCode,
  SAPAccessCodePublicKey,
  SAPAvailability,
  SAPCPQConfiguration,
  SAPCPQConfigurationChangeAttributeValue,
  SAPCPQConfigurationChangeAttributeValueQuantity,
  SAPCustomerCouponOperationRequest,
  SAPGuestUserRequest,
  SAPInvoiceList,
  SAPOrderAttachmentList,
  SAPPaymentOptionRequest,
  SAPSavedCartRequest,
  SAPVoucherOperationRequest,
  SAPVoucherRequest,
  SaveCartResult,
  ScheduleReplenishmentForm,
  ServiceScheduleSlot,
  Stock,
  StoreCountList,
  StoreFinderSearchPage,
  StoreFinderStockSearchPage,
  SuggestionList,
  Ticket,
  TicketAssociatedObjectList,
  TicketCategoryList,
  TicketEvent,
  TicketEventAttachment,
  TicketList,
  TicketStarter,
  TitleList,
  User,
  UserGroup,
  UserGroupList,
  UserSignUp,
  VerificationToken,
  Voucher,
  VoucherList,
  consignmentTracking,
  conversation,
  conversationList,
  conversationMessageList,
  customerInterestsSearchPage,
  notificationPreferenceList,
  productInterestRelation,
  siteMessageSearchResult,
} from './schemas'

/** Every operation of OCC as a method. Merge into this interface to add those of your own backend. */
export interface OccOperations {
  /**
   * Reads the public key with which another system verifies access codes of carts.
   *
   * HTTP: `GET /{baseSiteId}/accessCode/publicKey`
   */
  getAccessCodePublicKey(params?: OccCallParams, config?: SapccCallConfig): Promise<SAPAccessCodePublicKey>

  /**
   * Lists the addresses in the customer's address book.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/addresses`
   */
  getAddresses(params?: OccCallParams & { userId?: OccUserId, fields?: OccFields }, config?: SapccCallConfig): Promise<AddressList>

  /**
   * Adds an address to the customer's address book.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/addresses`
   */
  createAddress(params: OccCallParams & { userId?: OccUserId, address: Address, fields?: OccFields }, config?: SapccCallConfig): Promise<Address>

  /**
   * Checks whether an address exists and suggests corrections, without storing anything.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/addresses/verification`
   */
  validateAddress(params: OccCallParams & { userId?: OccUserId, address: Address, fields?: OccFields }, config?: SapccCallConfig): Promise<AddressValidation>

  /**
   * Deletes an address from the customer's address book.
   *
   * HTTP: `DELETE /{baseSiteId}/users/{userId}/addresses/{addressId}`
   */
  removeAddress(params: OccCallParams & { userId?: OccUserId, addressId: string }, config?: SapccCallConfig): Promise<void>

  /**
   * Reads one address of the customer's address book.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/addresses/{addressId}`
   */
  getAddress(params: OccCallParams & { userId?: OccUserId, addressId: string, fields?: OccFields }, config?: SapccCallConfig): Promise<Address>

  /**
   * Changes the given members of an address and leaves the others as they are.
   *
   * HTTP: `PATCH /{baseSiteId}/users/{userId}/addresses/{addressId}`
   */
  updateAddress(params: OccCallParams & { userId?: OccUserId, addressId: string, address: Address }, config?: SapccCallConfig): Promise<void>

  /**
   * Replaces an address as a whole; members that are not given are emptied.
   *
   * HTTP: `PUT /{baseSiteId}/users/{userId}/addresses/{addressId}`
   */
  replaceAddress(params: OccCallParams & { userId?: OccUserId, addressId: string, address: Address }, config?: SapccCallConfig): Promise<void>

  /**
   * Chooses the delivery address of an organisation's cart from the stored ones.
   *
   * HTTP: `PUT /{baseSiteId}/orgUsers/{userId}/carts/{cartId}/addresses/delivery`
   */
  replaceOrgCartDeliveryAddress(params: OccCallParams & { userId?: OccUserId, cartId?: string, addressId: string, fields?: OccFields }, config?: SapccCallConfig): Promise<Cart>

  /**
   * Adds several products to an organisation's cart at once.
   *
   * HTTP: `POST /{baseSiteId}/orgUsers/{userId}/carts/{cartId}/entries/`
   */
  doAddOrgCartEntries(params: OccCallParams & { userId?: OccUserId, cartId?: string, orderEntryList: OrderEntryList, fields?: OccFields }, config?: SapccCallConfig): Promise<CartModificationList>

  /**
   * Sets the quantities of several entries of an organisation's cart at once.
   *
   * HTTP: `PUT /{baseSiteId}/orgUsers/{userId}/carts/{cartId}/entries/`
   */
  replaceOrgCartEntries(params: OccCallParams & { userId?: OccUserId, cartId?: string, orderEntryList: OrderEntryList, fields?: OccFields }, config?: SapccCallConfig): Promise<CartModificationList>

  /**
   * Reads the cart an organisation's user last worked on, and creates one when there is none.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/carts/current`
   */
  getCurrentOrgCart(params?: OccCallParams & { userId?: OccUserId, fields?: OccFields }, config?: SapccCallConfig): Promise<Cart>

  /**
   * Chooses the cost center an organisation's cart is charged to.
   *
   * HTTP: `PUT /{baseSiteId}/users/{userId}/carts/{cartId}/costcenter`
   */
  replaceOrgCartCostCenter(params: OccCallParams & { userId?: OccUserId, cartId?: string, costCenterId: string, fields?: OccFields }, config?: SapccCallConfig): Promise<Cart>

  /**
   * Chooses whether an organisation's cart is paid by account or by card, with an own purchase order number.
   *
   * HTTP: `PUT /{baseSiteId}/users/{userId}/carts/{cartId}/paymenttype`
   */
  replaceOrgCartPaymentType(params: OccCallParams & { userId?: OccUserId, cartId?: string, fields?: OccFields, paymentType: string, purchaseOrderNumber?: string }, config?: SapccCallConfig): Promise<Cart>

  /**
   * Searches the products of one category.
   *
   * HTTP: `GET /{baseSiteId}/categories/{categoryId}/products`
   */
  getProductsByCategory(params: OccCallParams & { categoryId: string, currentPage?: number, fields?: OccFields, pageSize?: number, query?: string, sort?: string }, config?: SapccCallConfig): Promise<ProductSearchPage>

  /**
   * Lists the active cost centers the user may charge.
   *
   * HTTP: `GET /{baseSiteId}/costcenters`
   */
  getActiveCostCenters(params?: OccCallParams & { fields?: OccFields }, config?: SapccCallConfig): Promise<B2BCostCenterList>

  /**
   * Creates a cost center in the user's organisation.
   *
   * HTTP: `POST /{baseSiteId}/costcenters`
   */
  createCostCenter(params: OccCallParams & { b2bCostCenter: B2BCostCenter, fields?: OccFields }, config?: SapccCallConfig): Promise<B2BCostCenter>

  /**
   * Reads a cost center.
   *
   * HTTP: `GET /{baseSiteId}/costcenters/{costCenterCode}`
   */
  getCostCenter(params: OccCallParams & { costCenterCode: string, fields?: OccFields }, config?: SapccCallConfig): Promise<B2BCostCenter>

  /**
   * Changes a cost center, or switches it on or off.
   *
   * HTTP: `PATCH /{baseSiteId}/costcenters/{costCenterCode}`
   */
  updateCostCenter(params: OccCallParams & { costCenterCode: string, b2bCostCenter: B2BCostCenter, fields?: OccFields }, config?: SapccCallConfig): Promise<B2BCostCenter>

  /**
   * Lists budgets and marks those that are assigned to a cost center.
   *
   * HTTP: `GET /{baseSiteId}/costcenters/{costCenterCode}/budgets`
   */
  getBudgetsForCostCenter(params: OccCallParams & { costCenterCode: string, currentPage?: number, fields?: OccFields, pageSize?: number, sort?: string }, config?: SapccCallConfig): Promise<BudgetList>

  /**
   * Assigns a budget to a cost center.
   *
   * HTTP: `POST /{baseSiteId}/costcenters/{costCenterCode}/budgets`
   */
  doAddBudgetToCostCenter(params: OccCallParams & { costCenterCode: string, budgetCode: string, fields?: OccFields }, config?: SapccCallConfig): Promise<B2BSelectionData>

  /**
   * Takes a budget away from a cost center.
   *
   * HTTP: `DELETE /{baseSiteId}/costcenters/{costCenterCode}/budgets/{budgetCode}`
   */
  removeBudgetFromCostCenter(params: OccCallParams & { costCenterCode: string, budgetCode: string, fields?: OccFields }, config?: SapccCallConfig): Promise<B2BSelectionData>

  /**
   * Lists all cost centers of the organisation, active or not.
   *
   * HTTP: `GET /{baseSiteId}/costcentersall`
   */
  getCostCenters(params?: OccCallParams & { currentPage?: number, fields?: OccFields, pageSize?: number, sort?: string }, config?: SapccCallConfig): Promise<B2BCostCenterList>

  /**
   * Lists the ways an organisation can pay, for example account and card.
   *
   * HTTP: `GET /{baseSiteId}/paymenttypes`
   */
  getPaymentTypes(params?: OccCallParams & { fields?: OccFields }, config?: SapccCallConfig): Promise<B2BPaymentTypeList>

  /**
   * Fills a new cart with the entries of an earlier order, to order again.
   *
   * HTTP: `POST /{baseSiteId}/orgUsers/{userId}/cartFromOrder`
   */
  createCartFromOrder(params: OccCallParams & { userId?: OccUserId, fields?: OccFields, orderCode: string }, config?: SapccCallConfig): Promise<CartModificationList>

  /**
   * Places the order of an organisation's cart; the terms must have been accepted.
   *
   * HTTP: `POST /{baseSiteId}/orgUsers/{userId}/orders`
   */
  placeOrgOrder(params: OccCallParams & { userId?: OccUserId, cartId?: string, fields?: OccFields, termsChecked: boolean }, config?: SapccCallConfig): Promise<Order>

  /**
   * Lists the orders of all users of the units the user may see.
   *
   * HTTP: `GET /{baseSiteId}/orgUsers/{userId}/orgUnits/orders`
   */
  getUserBranchOrderHistory(params?: OccCallParams & { userId?: OccUserId, currentPage?: number, fields?: OccFields, filters?: string, pageSize?: number, sort?: string, statuses?: string | readonly string[] }, config?: SapccCallConfig): Promise<OrderHistoryList>

  /**
   * Reads an order that somebody in the user's units has placed.
   *
   * HTTP: `GET /{baseSiteId}/orgUsers/{userId}/orgUnits/orders/{code}`
   */
  getBranchOrder(params: OccCallParams & { userId?: OccUserId, code: string, fields?: OccFields }, config?: SapccCallConfig): Promise<Order>

  /**
   * Turns a cart into an order that repeats on a schedule.
   *
   * HTTP: `POST /{baseSiteId}/orgUsers/{userId}/replenishmentOrders`
   */
  createReplenishmentOrder(params: OccCallParams & { userId?: OccUserId, scheduleReplenishmentForm: ScheduleReplenishmentForm, cartId?: string, fields?: OccFields, termsChecked: boolean }, config?: SapccCallConfig): Promise<ReplenishmentOrder>

  /**
   * Reads a product as an organisation's shop shows it; no longer differs from `getProduct`.
   *
   * HTTP: `GET /{baseSiteId}/orgProducts/{productCode}`
   */
  getOrgProduct(params: OccCallParams & { productCode: string, fields?: OccFields }, config?: SapccCallConfig): Promise<Product>

  /**
   * Asks the merchant for an account in a B2B shop.
   *
   * HTTP: `POST /{baseSiteId}/orgUsers`
   */
  createRegistrationRequest(params: OccCallParams & { 'orgUserRegistrationData': OrgUserRegistrationData, 'fields'?: OccFields, 'sap-commerce-cloud-captcha-token'?: string }, config?: SapccCallConfig): Promise<void>

  /**
   * Reads the profile of an organisation's user with unit and roles.
   *
   * HTTP: `GET /{baseSiteId}/orgUsers/{userId}`
   */
  getOrgUser(params?: OccCallParams & { userId?: OccUserId, fields?: OccFields }, config?: SapccCallConfig): Promise<User>

  /**
   * Lists the sites of the installation with their stores, languages and address patterns.
   *
   * HTTP: `GET /basesites`
   */
  getBaseSites(params?: OccCallParams & { fields?: OccFields }, config?: SapccCallConfig): Promise<BaseSiteList>

  /**
   * Reads a base store with its currencies, languages, delivery countries and switches.
   *
   * HTTP: `GET /{baseSiteId}/basestores/{baseStoreUid}`
   */
  getBaseStore(params: OccCallParams & { baseStoreUid: string, fields?: OccFields }, config?: SapccCallConfig): Promise<BaseStore>

  /**
   * Downloads a billing document of an order as PDF.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/orders/{code}/billingDocuments/{billingDocId}.pdf`
   */
  getBillingDocument(params: OccCallParams & { userId?: OccUserId, code: string, billingDocId: string, fields?: OccFields }, config?: SapccCallConfig): Promise<Blob>

  /**
   * Lists the budgets of the user's organisation.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/budgets`
   */
  getBudgets(params?: OccCallParams & { userId?: OccUserId, currentPage?: number, fields?: OccFields, pageSize?: number, sort?: string }, config?: SapccCallConfig): Promise<BudgetList>

  /**
   * Creates a budget with its amount and period.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/budgets`
   */
  createBudget(params: OccCallParams & { userId?: OccUserId, budget: Budget, fields?: OccFields }, config?: SapccCallConfig): Promise<Budget>

  /**
   * Reads a budget.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/budgets/{budgetCode}`
   */
  getBudget(params: OccCallParams & { userId?: OccUserId, budgetCode: string, fields?: OccFields }, config?: SapccCallConfig): Promise<Budget>

  /**
   * Changes a budget, or switches it on or off.
   *
   * HTTP: `PATCH /{baseSiteId}/users/{userId}/budgets/{budgetCode}`
   */
  updateBudget(params: OccCallParams & { userId?: OccUserId, budgetCode: string, budget: Budget, fields?: OccFields }, config?: SapccCallConfig): Promise<Budget>

  /**
   * Starts a bundle in a cart with a product and the bundle's template.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/carts/{cartId}/bundles`
   */
  createBundle(params: OccCallParams & { userId?: OccUserId, cartId?: string, bundleStarter: BundleStarter }, config?: SapccCallConfig): Promise<CartModification>

  /**
   * Searches the products that may be added to a group of a bundle.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/carts/{cartId}/entrygroups/{entryGroupNumber}/allowedProductsSearch`
   */
  getAvailableProducts(params: OccCallParams & { userId?: OccUserId, cartId?: string, entryGroupNumber: number | string, currentPage?: number, fields?: OccFields, pageSize?: number, query?: string, sort?: string }, config?: SapccCallConfig): Promise<ProductSearchPage>

  /**
   * Sets the billing address of a cart.
   *
   * HTTP: `PUT /{baseSiteId}/users/{userId}/carts/{cartId}/addresses/billing`
   */
  updateBillingAddress(params: OccCallParams & { userId?: OccUserId, cartId?: string, address: Address }, config?: SapccCallConfig): Promise<void>

  /**
   * Takes the delivery address off a cart.
   *
   * HTTP: `DELETE /{baseSiteId}/users/{userId}/carts/{cartId}/addresses/delivery`
   */
  removeCartDeliveryAddress(params?: OccCallParams & { userId?: OccUserId, cartId?: string }, config?: SapccCallConfig): Promise<void>

  /**
   * Creates an address and delivers the cart to it.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/carts/{cartId}/addresses/delivery`
   */
  createCartDeliveryAddress(params: OccCallParams & { userId?: OccUserId, cartId?: string, address: Address, fields?: OccFields }, config?: SapccCallConfig): Promise<Address>

  /**
   * Delivers the cart to one of the customer's stored addresses.
   *
   * HTTP: `PUT /{baseSiteId}/users/{userId}/carts/{cartId}/addresses/delivery`
   */
  replaceCartDeliveryAddress(params: OccCallParams & { userId?: OccUserId, cartId?: string, addressId: string }, config?: SapccCallConfig): Promise<void>

  /**
   * Takes the chosen delivery mode off a cart.
   *
   * HTTP: `DELETE /{baseSiteId}/users/{userId}/carts/{cartId}/deliverymode`
   */
  removeCartDeliveryMode(params?: OccCallParams & { userId?: OccUserId, cartId?: string }, config?: SapccCallConfig): Promise<void>

  /**
   * Reads the delivery mode that was chosen for a cart.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/carts/{cartId}/deliverymode`
   */
  getCartDeliveryMode(params?: OccCallParams & { userId?: OccUserId, cartId?: string, fields?: OccFields }, config?: SapccCallConfig): Promise<DeliveryMode>

  /**
   * Chooses the delivery mode of a cart.
   *
   * HTTP: `PUT /{baseSiteId}/users/{userId}/carts/{cartId}/deliverymode`
   */
  replaceCartDeliveryMode(params: OccCallParams & { userId?: OccUserId, cartId?: string, deliveryModeId: string }, config?: SapccCallConfig): Promise<void>

  /**
   * Lists the delivery modes available for a cart with their costs; the delivery address must be set.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/carts/{cartId}/deliverymodes`
   */
  getCartDeliveryModes(params?: OccCallParams & { userId?: OccUserId, cartId?: string, fields?: OccFields }, config?: SapccCallConfig): Promise<DeliveryModeList>

  /**
   * Lists the entries of a cart.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/carts/{cartId}/entries`
   */
  getCartEntries(params?: OccCallParams & { userId?: OccUserId, cartId?: string, fields?: OccFields }, config?: SapccCallConfig): Promise<OrderEntryList>

  /**
   * Adds a product to a cart; `statusCode` and `quantityAdded` tell whether and how much was added.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/carts/{cartId}/entries`
   */
  createCartEntry(params: OccCallParams & { userId?: OccUserId, cartId?: string, orderEntry: OrderEntry, fields?: OccFields }, config?: SapccCallConfig): Promise<CartModification>

  /**
   * Removes an entry from a cart; the numbers of the entries behind it shift.
   *
   * HTTP: `DELETE /{baseSiteId}/users/{userId}/carts/{cartId}/entries/{entryNumber}`
   */
  removeCartEntry(params: OccCallParams & { userId?: OccUserId, cartId?: string, entryNumber: number | string }, config?: SapccCallConfig): Promise<void>

  /**
   * Reads one entry of a cart.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/carts/{cartId}/entries/{entryNumber}`
   */
  getCartEntry(params: OccCallParams & { userId?: OccUserId, cartId?: string, entryNumber: number | string, fields?: OccFields }, config?: SapccCallConfig): Promise<OrderEntry>

  /**
   * Changes the quantity or the pickup store of an entry.
   *
   * HTTP: `PATCH /{baseSiteId}/users/{userId}/carts/{cartId}/entries/{entryNumber}`
   */
  updateCartEntry(params: OccCallParams & { userId?: OccUserId, cartId?: string, entryNumber: number | string, orderEntry: OrderEntry, fields?: OccFields }, config?: SapccCallConfig): Promise<CartModification>

  /**
   * Sets quantity and pickup store of an entry; without a store the entry is shipped.
   *
   * HTTP: `PUT /{baseSiteId}/users/{userId}/carts/{cartId}/entries/{entryNumber}`
   */
  replaceCartEntry(params: OccCallParams & { userId?: OccUserId, cartId?: string, entryNumber: number | string, orderEntry: OrderEntry, fields?: OccFields }, config?: SapccCallConfig): Promise<CartModification>

  /**
   * Removes a group of entries with everything in it, for example a whole bundle.
   *
   * HTTP: `DELETE /{baseSiteId}/users/{userId}/carts/{cartId}/entrygroups/{entryGroupNumber}`
   */
  removeCartEntryGroup(params: OccCallParams & { userId?: OccUserId, cartId?: string, entryGroupNumber: number | string }, config?: SapccCallConfig): Promise<void>

  /**
   * Adds a product to a group of entries, for example a part to a bundle.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/carts/{cartId}/entrygroups/{entryGroupNumber}`
   */
  addToCartEntryGroup(params: OccCallParams & { userId?: OccUserId, cartId?: string, entryGroupNumber: number | string, orderEntry: OrderEntry, fields?: OccFields }, config?: SapccCallConfig): Promise<CartModification>

  /**
   * Chooses the payment option of a cart.
   *
   * HTTP: `PUT /{baseSiteId}/users/{userId}/carts/{cartId}/paymentOption`
   */
  updateSapPaymentOption(params: OccCallParams & { userId?: OccUserId, cartId?: string, sapPaymentOptionRequest: SAPPaymentOptionRequest, fields?: OccFields }, config?: SapccCallConfig): Promise<Cart>

  /**
   * Stores new payment details and pays the cart with them.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/carts/{cartId}/paymentdetails`
   */
  createCartPaymentDetails(params: OccCallParams & { userId?: OccUserId, cartId?: string, paymentDetails: PaymentDetails, fields?: OccFields }, config?: SapccCallConfig): Promise<PaymentDetails>

  /**
   * Pays the cart with stored payment details.
   *
   * HTTP: `PUT /{baseSiteId}/users/{userId}/carts/{cartId}/paymentdetails`
   */
  replaceCartPaymentDetails(params: OccCallParams & { userId?: OccUserId, cartId?: string, paymentDetailsId: string }, config?: SapccCallConfig): Promise<void>

  /**
   * Applies a voucher to a cart; the code travels in the body.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/carts/{cartId}/applyVoucher`
   */
  applyCartVoucher(params: OccCallParams & { userId?: OccUserId, cartId?: string, sapVoucherRequest: SAPVoucherRequest }, config?: SapccCallConfig): Promise<void>

  /**
   * Lists the promotions that were applied to a cart.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/carts/{cartId}/promotions`
   */
  getCartPromotions(params?: OccCallParams & { userId?: OccUserId, cartId?: string, fields?: OccFields }, config?: SapccCallConfig): Promise<PromotionResultList>

  /**
   * Switches on a promotion that needs the customer's consent.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/carts/{cartId}/promotions`
   */
  doApplyCartPromotion(params: OccCallParams & { userId?: OccUserId, cartId?: string, promotionId: string }, config?: SapccCallConfig): Promise<void>

  /**
   * Switches off a promotion of a cart.
   *
   * HTTP: `DELETE /{baseSiteId}/users/{userId}/carts/{cartId}/promotions/{promotionId}`
   */
  removeCartPromotion(params: OccCallParams & { userId?: OccUserId, cartId?: string, promotionId: string }, config?: SapccCallConfig): Promise<void>

  /**
   * Reads what one promotion did to a cart.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/carts/{cartId}/promotions/{promotionId}`
   */
  getCartPromotion(params: OccCallParams & { userId?: OccUserId, cartId?: string, promotionId: string, fields?: OccFields }, config?: SapccCallConfig): Promise<PromotionResultList>

  /**
   * Takes a voucher off a cart; the code travels in the body.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/carts/{cartId}/removeVoucher`
   */
  doCartVoucherRemoval(params: OccCallParams & { userId?: OccUserId, cartId?: string, sapVoucherRequest: SAPVoucherRequest }, config?: SapccCallConfig): Promise<void>

  /**
   * Lists the vouchers applied to a cart.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/carts/{cartId}/vouchers`
   */
  getCartVouchers(params?: OccCallParams & { userId?: OccUserId, cartId?: string, fields?: OccFields }, config?: SapccCallConfig): Promise<VoucherList>

  /**
   * Applies a voucher to a cart, with the code in the address.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/carts/{cartId}/vouchers`
   * @deprecated by SAP; use `applyCartVoucher`.
   */
  doApplyCartVoucher(params: OccCallParams & { userId?: OccUserId, cartId?: string, voucherId: string }, config?: SapccCallConfig): Promise<void>

  /**
   * Takes a voucher off a cart, with the code in the address.
   *
   * HTTP: `DELETE /{baseSiteId}/users/{userId}/carts/{cartId}/vouchers/{voucherId}`
   * @deprecated by SAP; use `doCartVoucherRemoval`.
   */
  removeCartVoucher(params: OccCallParams & { userId?: OccUserId, cartId?: string, voucherId: string }, config?: SapccCallConfig): Promise<void>

  /**
   * Lists the carts of a customer, or only those that were saved.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/carts`
   */
  getCarts(params?: OccCallParams & { userId?: OccUserId, currentPage?: number, fields?: OccFields, pageSize?: number, savedCartsOnly?: boolean, sort?: string }, config?: SapccCallConfig): Promise<CartList>

  /**
   * Creates a cart; with `oldCartId` restores or merges an anonymous one into the customer's.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/carts`
   */
  createCart(params?: OccCallParams & { userId?: OccUserId, fields?: OccFields, oldCartId?: string, toMergeCartGuid?: string }, config?: SapccCallConfig): Promise<Cart>

  /**
   * Deletes a cart with everything in it.
   *
   * HTTP: `DELETE /{baseSiteId}/users/{userId}/carts/{cartId}`
   */
  removeCart(params?: OccCallParams & { userId?: OccUserId, cartId?: string }, config?: SapccCallConfig): Promise<void>

  /**
   * Reads a cart with entries, totals, promotions, delivery and payment.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/carts/{cartId}`
   */
  getCart(params?: OccCallParams & { userId?: OccUserId, cartId?: string, fields?: OccFields }, config?: SapccCallConfig): Promise<Cart>

  /**
   * Makes a short-lived code that lets another system identify the cart.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/carts/{cartId}/accessCode`
   */
  getCartIdAccessCode(params?: OccCallParams & { userId?: OccUserId, cartId?: string }, config?: SapccCallConfig): Promise<SAPAccessCode>

  /**
   * Lists the stores where everything to be picked up can be picked up together.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/carts/{cartId}/consolidate`
   */
  getConsolidatedPickupLocations(params?: OccCallParams & { userId?: OccUserId, cartId?: string, fields?: OccFields }, config?: SapccCallConfig): Promise<PointOfServiceList>

  /**
   * Moves everything to be picked up to one store.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/carts/{cartId}/consolidate`
   */
  createConsolidatedPickupLocation(params: OccCallParams & { userId?: OccUserId, cartId?: string, fields?: OccFields, storeName: string }, config?: SapccCallConfig): Promise<CartModificationList>

  /**
   * Gives the anonymous cart an e-mail address so that a guest can check out.
   *
   * HTTP: `PUT /{baseSiteId}/users/{userId}/carts/{cartId}/email`
   * @deprecated by SAP; use `setGuestUserEmail`.
   */
  replaceCartGuestUser(params: OccCallParams & { userId?: OccUserId, cartId?: string, email: string }, config?: SapccCallConfig): Promise<void>

  /**
   * Changes the guest's details on a cart.
   *
   * HTTP: `PATCH /{baseSiteId}/users/{userId}/carts/{cartId}/guestuser`
   */
  updateCurrentUserProfile(params: OccCallParams & { userId?: OccUserId, cartId?: string, sapGuestUserRequest: SAPGuestUserRequest, fields?: OccFields }, config?: SapccCallConfig): Promise<SAPGuestUserRequest>

  /**
   * Makes the anonymous cart a guest's, with e-mail address and name, so that they can check out.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/carts/{cartId}/guestuser`
   */
  createCartGuestUser(params?: OccCallParams & { userId?: OccUserId, cartId?: string, sapGuestUserRequest?: SAPGuestUserRequest, fields?: OccFields }, config?: SapccCallConfig): Promise<SAPGuestUserRequest>

  /**
   * Prepares the form the browser posts to the payment provider (silent order post).
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/carts/{cartId}/payment/sop/request`
   */
  getSopPaymentRequestDetails(params: OccCallParams & { userId?: OccUserId, cartId?: string, extendedMerchantCallback?: boolean, fields?: OccFields, responseUrl: string }, config?: SapccCallConfig): Promise<PaymentRequest>

  /**
   * Forgets the payment provider's answer, for another attempt with other details.
   *
   * HTTP: `DELETE /{baseSiteId}/users/{userId}/carts/{cartId}/payment/sop/response`
   */
  removeSopPaymentResponse(params?: OccCallParams & { userId?: OccUserId, cartId?: string }, config?: SapccCallConfig): Promise<void>

  /**
   * Asks whether the payment provider has answered; 202 means not yet.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/carts/{cartId}/payment/sop/response`
   */
  getSopPaymentResponse(params?: OccCallParams & { userId?: OccUserId, cartId?: string, fields?: OccFields }, config?: SapccCallConfig): Promise<PaymentDetails>

  /**
   * Hands the payment provider's answer over and pays the cart with it.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/carts/{cartId}/payment/sop/response`
   */
  doHandleSopPaymentResponse(params?: OccCallParams & { userId?: OccUserId, cartId?: string, fields?: OccFields }, config?: SapccCallConfig): Promise<PaymentDetails>

  /**
   * Sets the date on which the customer would like to receive the goods.
   *
   * HTTP: `PUT /{baseSiteId}/users/{userId}/carts/{cartId}/requestedretrievaldate`
   */
  setCartRequestedRetrievalDate(params?: OccCallParams & { userId?: OccUserId, cartId?: string, requestedRetrievalAt?: string }, config?: SapccCallConfig): Promise<void>

  /**
   * Gives the anonymous cart a guest's e-mail address; the address travels in the body.
   *
   * HTTP: `PUT /{baseSiteId}/users/{userId}/carts/{cartId}/setEmail`
   */
  setGuestUserEmail(params: OccCallParams & { userId?: OccUserId, cartId?: string, sapGuestUserRequest: SAPGuestUserRequest }, config?: SapccCallConfig): Promise<void>

  /**
   * Checks stock and prices of a cart before checkout and reports what had to change.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/carts/{cartId}/validate`
   */
  validateCart(params?: OccCallParams & { userId?: OccUserId, cartId?: string, fields?: OccFields }, config?: SapccCallConfig): Promise<CartModificationList>

  /**
   * Lists the product catalogs with their versions and category trees.
   *
   * HTTP: `GET /{baseSiteId}/catalogs`
   */
  getCatalogs(params?: OccCallParams & { fields?: OccFields }, config?: SapccCallConfig): Promise<CatalogList>

  /**
   * Reads a product catalog with its versions.
   *
   * HTTP: `GET /{baseSiteId}/catalogs/{catalogId}`
   */
  getCatalog(params: OccCallParams & { catalogId: string, fields?: OccFields }, config?: SapccCallConfig): Promise<Catalog>

  /**
   * Reads a version of a catalog with its tree of categories.
   *
   * HTTP: `GET /{baseSiteId}/catalogs/{catalogId}/{catalogVersionId}`
   */
  getCatalogVersion(params: OccCallParams & { catalogId: string, catalogVersionId: string, fields?: OccFields }, config?: SapccCallConfig): Promise<CatalogVersion>

  /**
   * Reads a category of a catalog version with the categories below it.
   *
   * HTTP: `GET /{baseSiteId}/catalogs/{catalogId}/{catalogVersionId}/categories/{categoryId}`
   */
  getCategories(params: OccCallParams & { catalogId: string, catalogVersionId: string, categoryId: string, fields?: OccFields }, config?: SapccCallConfig): Promise<CategoryHierarchy>

  /**
   * Lists the districts of a city, for address forms.
   *
   * HTTP: `GET /{baseSiteId}/cities/{cityId}/districts`
   */
  getDistricts(params: OccCallParams & { cityId: string }, config?: SapccCallConfig): Promise<DistrictList>

  /**
   * Lists the cities of a region, for address forms.
   *
   * HTTP: `GET /{baseSiteId}/regions/{regionId}/cities`
   */
  getCities(params: OccCallParams & { regionId: string }, config?: SapccCallConfig): Promise<CityList>

  /**
   * Reads CMS components by their identifiers, as for an anonymous visitor.
   *
   * HTTP: `GET /{baseSiteId}/cms/components`
   * @deprecated by SAP; use `getComponentsByIdsAndUser`.
   */
  getComponentsByIds(params?: OccCallParams & { catalogCode?: string, categoryCode?: string, componentIds?: string | readonly string[], currentPage?: number, fields?: OccFields, pageSize?: number, productCode?: string, sort?: string }, config?: SapccCallConfig): Promise<ComponentList>

  /**
   * Reads many CMS components by identifiers given in the body.
   *
   * HTTP: `POST /{baseSiteId}/cms/components`
   * @deprecated by SAP; use `getComponentsByIdsAndUser`.
   */
  searchComponentsByIds(params: OccCallParams & { componentIDList: ComponentIDList, catalogCode?: string, categoryCode?: string, currentPage?: number, fields?: OccFields, pageSize?: number, productCode?: string, sort?: string }, config?: SapccCallConfig): Promise<ComponentList>

  /**
   * Reads a CMS component, as for an anonymous visitor.
   *
   * HTTP: `GET /{baseSiteId}/cms/components/{componentId}`
   * @deprecated by SAP; use `getComponentByIdAndUser`.
   */
  getComponentById(params: OccCallParams & { componentId: string, catalogCode?: string, categoryCode?: string, fields?: OccFields, productCode?: string }, config?: SapccCallConfig): Promise<Component>

  /**
   * Reads CMS components by their identifiers, with the restrictions that apply to the user.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/cms/components`
   */
  getComponentsByIdsAndUser(params?: OccCallParams & { userId?: OccUserId, catalogCode?: string, categoryCode?: string, componentIds?: string | readonly string[], currentPage?: number, fields?: OccFields, pageSize?: number, productCode?: string, sort?: string }, config?: SapccCallConfig): Promise<ComponentList>

  /**
   * Reads a CMS component, with the restrictions that apply to the user.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/cms/components/{componentId}`
   */
  getComponentByIdAndUser(params: OccCallParams & { userId?: OccUserId, componentId: string, catalogCode?: string, categoryCode?: string, fields?: OccFields, productCode?: string }, config?: SapccCallConfig): Promise<Component>

  /**
   * Records that the customer agrees to a version of a consent template.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/consents`
   */
  doGiveConsent(params: OccCallParams & { userId?: OccUserId, consentTemplateId: string, consentTemplateVersion: number | string }, config?: SapccCallConfig): Promise<ConsentTemplate>

  /**
   * Withdraws a consent the customer gave.
   *
   * HTTP: `DELETE /{baseSiteId}/users/{userId}/consents/{consentCode}`
   */
  removeConsent(params: OccCallParams & { userId?: OccUserId, consentCode: string }, config?: SapccCallConfig): Promise<void>

  /**
   * Lists what customers are asked to agree to, with what this customer decided.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/consenttemplates`
   */
  getConsentTemplates(params?: OccCallParams & { userId?: OccUserId, fields?: OccFields }, config?: SapccCallConfig): Promise<ConsentTemplateList>

  /**
   * Reads one consent template with what this customer decided.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/consenttemplates/{consentTemplateId}`
   */
  getConsentTemplate(params: OccCallParams & { userId?: OccUserId, consentTemplateId: string, fields?: OccFields }, config?: SapccCallConfig): Promise<ConsentTemplate>

  /**
   * Reads carrier, tracking number and events of a parcel.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/orders/{orderCode}/consignments/{consignmentCode}/tracking`
   */
  getConsignmentTrackingData(params: OccCallParams & { userId?: OccUserId, orderCode: string, consignmentCode: string }, config?: SapccCallConfig): Promise<consignmentTracking>

  /**
   * Lists countries, for billing or for delivery depending on `type`.
   *
   * HTTP: `GET /{baseSiteId}/countries`
   */
  getCountries(params?: OccCallParams & { fields?: OccFields, type?: string }, config?: SapccCallConfig): Promise<CountryList>

  /**
   * Lists the regions of a country, for address forms.
   *
   * HTTP: `GET /{baseSiteId}/countries/{countyIsoCode}/regions`
   */
  getCountryRegions(params: OccCallParams & { countyIsoCode: string, fields?: OccFields }, config?: SapccCallConfig): Promise<RegionList>

  /**
   * Lists the coupons in the customer's account.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/customercoupons`
   */
  getCustomerCoupons(params?: OccCallParams & { userId?: OccUserId, currentPage?: number, fields?: OccFields, needsTotal?: boolean, pageSize?: number, sort?: string }, config?: SapccCallConfig): Promise<CustomerCouponSearchResult>

  /**
   * Puts a coupon into the customer's account; the code travels in the body.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/customercoupons/claim`
   */
  claimCustomerCoupon(params: OccCallParams & { userId?: OccUserId, sapCustomerCouponOperationRequest: SAPCustomerCouponOperationRequest, fields?: OccFields }, config?: SapccCallConfig): Promise<CustomerCoupon2Customer>

  /**
   * Gives a claimed coupon back; the code travels in the body.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/customercoupons/discard`
   */
  discardCustomerCoupon(params: OccCallParams & { userId?: OccUserId, sapCustomerCouponOperationRequest: SAPCustomerCouponOperationRequest }, config?: SapccCallConfig): Promise<void>

  /**
   * Asks for notifications about a coupon's start and end; the code travels in the body.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/customercoupons/subscribeNotifications`
   */
  subscribeNotificationsOfCustomerCoupon(params: OccCallParams & { userId?: OccUserId, sapCustomerCouponOperationRequest: SAPCustomerCouponOperationRequest, fields?: OccFields }, config?: SapccCallConfig): Promise<CustomerCouponNotification>

  /**
   * Ends the notifications about a coupon; the code travels in the body.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/customercoupons/unsubscribeNotifications`
   */
  unsubscribeNotificationsOfCustomerCoupon(params: OccCallParams & { userId?: OccUserId, sapCustomerCouponOperationRequest: SAPCustomerCouponOperationRequest }, config?: SapccCallConfig): Promise<void>

  /**
   * Gives a claimed coupon back, with the code in the address.
   *
   * HTTP: `DELETE /{baseSiteId}/users/{userId}/customercoupons/{couponCode}/claim`
   * @deprecated by SAP; use `discardCustomerCoupon`.
   */
  unassignCustomerCoupon(params: OccCallParams & { userId?: OccUserId, couponCode: string }, config?: SapccCallConfig): Promise<void>

  /**
   * Puts a coupon into the customer's account, with the code in the address.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/customercoupons/{couponCode}/claim`
   * @deprecated by SAP; use `claimCustomerCoupon`.
   */
  doClaimCustomerCoupon(params: OccCallParams & { userId?: OccUserId, couponCode: string, fields?: OccFields }, config?: SapccCallConfig): Promise<CustomerCoupon2Customer>

  /**
   * Ends the notifications about a coupon, with the code in the address.
   *
   * HTTP: `DELETE /{baseSiteId}/users/{userId}/customercoupons/{couponCode}/notification`
   * @deprecated by SAP; use `unsubscribeNotificationsOfCustomerCoupon`.
   */
  doUnsubscribeFromCustomerCoupon(params: OccCallParams & { userId?: OccUserId, couponCode: string }, config?: SapccCallConfig): Promise<void>

  /**
   * Asks for notifications about a coupon, with the code in the address.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/customercoupons/{couponCode}/notification`
   * @deprecated by SAP; use `subscribeNotificationsOfCustomerCoupon`.
   */
  doSubscribeToCustomerCoupon(params: OccCallParams & { userId?: OccUserId, couponCode: string, fields?: OccFields }, config?: SapccCallConfig): Promise<CustomerCouponNotification>

  /**
   * Lists customer groups; for customer managers.
   *
   * HTTP: `GET /{baseSiteId}/customergroups`
   */
  getCustomerGroups(params?: OccCallParams & { currentPage?: number, fields?: OccFields, pageSize?: number }, config?: SapccCallConfig): Promise<UserGroupList>

  /**
   * Creates a customer group; for customer managers.
   *
   * HTTP: `POST /{baseSiteId}/customergroups`
   */
  createCustomerGroup(params: OccCallParams & { userGroup: UserGroup }, config?: SapccCallConfig): Promise<void>

  /**
   * Reads a customer group with its members; for customer managers.
   *
   * HTTP: `GET /{baseSiteId}/customergroups/{groupId}`
   */
  getCustomerGroup(params: OccCallParams & { groupId: string, fields?: OccFields }, config?: SapccCallConfig): Promise<UserGroup>

  /**
   * Adds customers to a group; for customer managers.
   *
   * HTTP: `PATCH /{baseSiteId}/customergroups/{groupId}/members`
   */
  updateCustomerGroupWithUsers(params: OccCallParams & { groupId: string, memberList: MemberList }, config?: SapccCallConfig): Promise<void>

  /**
   * Sets the members of a customer group; for customer managers.
   *
   * HTTP: `PUT /{baseSiteId}/customergroups/{groupId}/members`
   */
  replaceUsersForCustomerGroup(params: OccCallParams & { groupId: string, memberList: MemberList }, config?: SapccCallConfig): Promise<void>

  /**
   * Removes a customer from a group; for customer managers.
   *
   * HTTP: `DELETE /{baseSiteId}/customergroups/{groupId}/members/{userId}`
   */
  removeUsersFromCustomerGroup(params: OccCallParams & { groupId: string, userId: string }, config?: SapccCallConfig): Promise<void>

  /**
   * Registers the cart with SAP digital payments and returns where to enter the card.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/carts/{cartId}/payment/digitalPayments/request`
   */
  createDigitalPaymentRequest(params?: OccCallParams & { userId?: OccUserId, cartId?: string, fields?: OccFields }, config?: SapccCallConfig): Promise<PaymentRequest>

  /**
   * Takes over the card that was entered at SAP digital payments and pays the cart with it.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/carts/{cartId}/payment/digitalPayments/response`
   */
  doHandleDigitalPaymentResponse(params: OccCallParams & { userId?: OccUserId, cartId?: string, fields?: OccFields, sid: string, sign: string }, config?: SapccCallConfig): Promise<PaymentDetails>

  /**
   * Lists what the customer is entitled to use, for example licences.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/entitlementInstances`
   */
  getEntitlementInstances(params?: OccCallParams & { userId?: OccUserId, currentPage?: number, fields?: OccFields, pageSize?: number }, config?: SapccCallConfig): Promise<EntitlementInstanceList>

  /**
   * Reads one entitlement of the customer.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/entitlementInstances/{entitlementInstanceId}`
   */
  getEntitlementInstance(params: OccCallParams & { userId?: OccUserId, entitlementInstanceId: string, fields?: OccFields }, config?: SapccCallConfig): Promise<EntitlementInstance>

  /**
   * Exports all products, or those changed since a moment, page by page; for trusted clients.
   *
   * HTTP: `GET /{baseSiteId}/export/products`
   */
  getExportedProducts(params?: OccCallParams & { catalog?: string, currentPage?: number, fields?: OccFields, pageSize?: number, timestamp?: string, version?: string }, config?: SapccCallConfig): Promise<ProductList>

  /**
   * Lists the orders whose status changed since a moment; for trusted clients.
   *
   * HTTP: `GET /{baseSiteId}/feeds/orders/statusfeed`
   */
  getOrderStatusFeed(params: OccCallParams & { fields?: OccFields, timestamp: string }, config?: SapccCallConfig): Promise<OrderStatusUpdateElementList>

  /**
   * Sends a customer the mail to choose a new password, with the login in the address.
   *
   * HTTP: `POST /{baseSiteId}/forgottenpasswordtokens`
   * @deprecated by SAP; use `sendPasswordRestoreToken`.
   */
  doRestorePassword(params: OccCallParams & { userId: string }, config?: SapccCallConfig): Promise<void>

  /**
   * Sends a customer the mail to choose a new password.
   *
   * HTTP: `POST /{baseSiteId}/passwordRestoreToken`
   */
  sendPasswordRestoreToken(params: OccCallParams & { passwordRestoreTokenInput: PasswordRestoreTokenInput }, config?: SapccCallConfig): Promise<void>

  /**
   * Sets a new password with the token from that mail.
   *
   * HTTP: `POST /{baseSiteId}/resetpassword`
   */
  doResetPassword(params: OccCallParams & { resetPassword: ResetPassword }, config?: SapccCallConfig): Promise<void>

  /**
   * Reads when which stock of several products is expected.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/futureStocks`
   */
  getFutureStocksList(params: OccCallParams & { userId?: OccUserId, fields?: OccFields, productCodes: string | readonly string[] }, config?: SapccCallConfig): Promise<ProductFutureStocksList>

  /**
   * Reads when which stock of a product is expected.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/futureStocks/{productCode}`
   */
  getFutureStocks(params: OccCallParams & { userId?: OccUserId, productCode: string, fields?: OccFields }, config?: SapccCallConfig): Promise<ProductFutureStocks>

  /**
   * Lists the invoices of an order.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/orders/{code}/invoices`
   */
  getUserOrderInvoices(params: OccCallParams & { userId?: OccUserId, code: string, currentPage?: number, fields?: OccFields, pageSize?: number, sort?: string }, config?: SapccCallConfig): Promise<SAPInvoiceList>

  /**
   * Downloads an invoice of an order as PDF.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/orders/{code}/invoices/{invoiceId}/download`
   */
  getUserOrderInvoiceBinary(params: OccCallParams & { userId?: OccUserId, code: string, invoiceId: string, externalSystemId?: string }, config?: SapccCallConfig): Promise<Blob>

  /**
   * Tells SAP that the customer has just signed in, so that what hangs on a login happens.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/loginnotification`
   */
  doPublishSuccessfulLoginEvent(params?: OccCallParams & { userId?: OccUserId }, config?: SapccCallConfig): Promise<void>

  /**
   * Receives the payment provider's answer for a subscription; called by the provider.
   *
   * HTTP: `POST /{baseSiteId}/integration/merchant_callback`
   */
  doHandleMerchantCallback(params?: OccCallParams, config?: SapccCallConfig): Promise<void>

  /**
   * Receives the payment provider's answer for a cart; called by the provider.
   *
   * HTTP: `POST /{baseSiteId}/integration/users/{userId}/carts/{cartId}/payment/sop/response`
   */
  doHandleCartMerchantCallback(params?: OccCallParams & { userId?: OccUserId, cartId?: string }, config?: SapccCallConfig): Promise<void>

  /**
   * Sends messages in a conversation between customer and agent, or opens one.
   *
   * HTTP: `POST /{baseSiteId}/messagecenter/im/conversations`
   */
  sendMessage(params: OccCallParams & { conversationMessageList: conversationMessageList }, config?: SapccCallConfig): Promise<conversation>

  /**
   * Lists the conversations an agent can pick or is handling, by status.
   *
   * HTTP: `GET /{baseSiteId}/messagecenter/im/conversations/agentconversations`
   */
  getConversationsForAgent(params: OccCallParams & { status: string }, config?: SapccCallConfig): Promise<conversationList>

  /**
   * Lists the customer's conversations with agents.
   *
   * HTTP: `GET /{baseSiteId}/messagecenter/im/conversations/customerconversations`
   */
  getConversationsForCustomer(params?: OccCallParams, config?: SapccCallConfig): Promise<conversationList>

  /**
   * Ends a conversation; for agents.
   *
   * HTTP: `PATCH /{baseSiteId}/messagecenter/im/conversations/{conversationId}/close`
   */
  closeConversation(params: OccCallParams & { conversationId: string }, config?: SapccCallConfig): Promise<conversation>

  /**
   * Reads the messages of a conversation.
   *
   * HTTP: `GET /{baseSiteId}/messagecenter/im/conversations/{conversationId}/messages`
   */
  getMessagesForConversation(params: OccCallParams & { conversationId: string }, config?: SapccCallConfig): Promise<conversationMessageList>

  /**
   * Assigns an open conversation to the agent who asks.
   *
   * HTTP: `PATCH /{baseSiteId}/messagecenter/im/conversations/{conversationId}/pick`
   */
  pickConversation(params: OccCallParams & { conversationId: string }, config?: SapccCallConfig): Promise<conversation>

  /**
   * Lists the brands of credit cards the shop accepts.
   *
   * HTTP: `GET /{baseSiteId}/cardtypes`
   */
  getCardTypes(params?: OccCallParams & { fields?: OccFields }, config?: SapccCallConfig): Promise<CardTypeList>

  /**
   * Lists the currencies the shop sells in.
   *
   * HTTP: `GET /{baseSiteId}/currencies`
   */
  getCurrencies(params?: OccCallParams & { fields?: OccFields }, config?: SapccCallConfig): Promise<CurrencyList>

  /**
   * Lists the countries the shop delivers to.
   *
   * HTTP: `GET /{baseSiteId}/deliverycountries`
   * @deprecated by SAP; use `getCountries`.
   */
  getDeliveryCountries(params?: OccCallParams & { fields?: OccFields }, config?: SapccCallConfig): Promise<CountryList>

  /**
   * Lists the languages the shop speaks.
   *
   * HTTP: `GET /{baseSiteId}/languages`
   */
  getLanguages(params?: OccCallParams & { fields?: OccFields }, config?: SapccCallConfig): Promise<LanguageList>

  /**
   * Lists the forms of address for registration and address forms.
   *
   * HTTP: `GET /{baseSiteId}/titles`
   */
  getTitles(params?: OccCallParams & { fields?: OccFields }, config?: SapccCallConfig): Promise<TitleList>

  /**
   * Lists the channels the customer can be notified through, and which are switched on.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/notificationpreferences`
   */
  getNotificationPreferences(params?: OccCallParams & { userId?: OccUserId }, config?: SapccCallConfig): Promise<notificationPreferenceList>

  /**
   * Switches the customer's notification channels on or off.
   *
   * HTTP: `PATCH /{baseSiteId}/users/{userId}/notificationpreferences`
   */
  updateNotificationPreferences(params: OccCallParams & { userId?: OccUserId, basicnotificationPreferenceList: BasicnotificationPreferenceList }, config?: SapccCallConfig): Promise<void>

  /**
   * Lists the kinds of permissions, for example a threshold per order.
   *
   * HTTP: `GET /{baseSiteId}/orderApprovalPermissionTypes`
   */
  getOrderApprovalPermissionTypes(params?: OccCallParams & { fields?: OccFields }, config?: SapccCallConfig): Promise<OrderApprovalPermissionTypeList>

  /**
   * Lists the permissions of the organisation.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/orderApprovalPermissions`
   */
  getOrderApprovalPermissions(params?: OccCallParams & { userId?: OccUserId, currentPage?: number, fields?: OccFields, pageSize?: number, sort?: string }, config?: SapccCallConfig): Promise<OrderApprovalPermissionList>

  /**
   * Creates a permission, for example a threshold per month.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/orderApprovalPermissions`
   */
  createOrderApprovalPermission(params: OccCallParams & { userId?: OccUserId, orderApprovalPermission: OrderApprovalPermission, fields?: OccFields }, config?: SapccCallConfig): Promise<OrderApprovalPermission>

  /**
   * Reads a permission.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/orderApprovalPermissions/{orderApprovalPermissionCode}`
   */
  getOrderApprovalPermission(params: OccCallParams & { userId?: OccUserId, orderApprovalPermissionCode: string, fields?: OccFields }, config?: SapccCallConfig): Promise<OrderApprovalPermission>

  /**
   * Changes a permission, or switches it on or off.
   *
   * HTTP: `PATCH /{baseSiteId}/users/{userId}/orderApprovalPermissions/{orderApprovalPermissionCode}`
   */
  updateOrderApprovalPermission(params: OccCallParams & { userId?: OccUserId, orderApprovalPermissionCode: string, orderApprovalPermission: OrderApprovalPermission, fields?: OccFields }, config?: SapccCallConfig): Promise<OrderApprovalPermission>

  /**
   * Lists the orders that wait for, or had, the user's approval.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/orderapprovals`
   */
  getOrderApprovals(params?: OccCallParams & { userId?: OccUserId, currentPage?: number, fields?: OccFields, pageSize?: number, sort?: string }, config?: SapccCallConfig): Promise<OrderApprovalList>

  /**
   * Reads an order with its approvals.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/orderapprovals/{orderApprovalCode}`
   */
  getOrderApproval(params: OccCallParams & { userId?: OccUserId, orderApprovalCode: string, fields?: OccFields }, config?: SapccCallConfig): Promise<OrderApproval>

  /**
   * Approves or rejects an order.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/orderapprovals/{orderApprovalCode}/decision`
   */
  doMakeOrderApprovalDecision(params: OccCallParams & { userId?: OccUserId, orderApprovalCode: string, orderApprovalDecision: OrderApprovalDecision, fields?: OccFields }, config?: SapccCallConfig): Promise<OrderApprovalDecision>

  /**
   * Lists the user's order forms, which are templates for frequent orders.
   *
   * HTTP: `GET /{baseSiteId}/orderforms`
   */
  retrieveAllOrderForms(params?: OccCallParams & { fields?: OccFields }, config?: SapccCallConfig): Promise<OrderFormList>

  /**
   * Creates an order form with its products and quantities.
   *
   * HTTP: `POST /{baseSiteId}/orderforms`
   */
  createAnOrderForm(params: OccCallParams & { orderForm: OrderForm }, config?: SapccCallConfig): Promise<void>

  /**
   * Deletes an order form.
   *
   * HTTP: `DELETE /{baseSiteId}/orderforms/{orderFormCode}`
   */
  deleteAnOrderForm(params: OccCallParams & { orderFormCode: string }, config?: SapccCallConfig): Promise<void>

  /**
   * Reads an order form.
   *
   * HTTP: `GET /{baseSiteId}/orderforms/{orderFormCode}`
   */
  retrieveAnOrderForm(params: OccCallParams & { orderFormCode: string, fields?: OccFields }, config?: SapccCallConfig): Promise<OrderForm>

  /**
   * Replaces the products and quantities of an order form.
   *
   * HTTP: `PUT /{baseSiteId}/orderforms/{orderFormCode}`
   */
  updateAnOrderForm(params: OccCallParams & { orderFormCode: string, orderForm: OrderForm, fields?: OccFields }, config?: SapccCallConfig): Promise<OrderForm>

  /**
   * Puts everything on an order form into the cart.
   *
   * HTTP: `POST /{baseSiteId}/orderforms/{orderFormCode}/cart`
   */
  addOrderFormToCart(params: OccCallParams & { orderFormCode: string, fields?: OccFields }, config?: SapccCallConfig): Promise<void>

  /**
   * Reads an order by its code or, for a guest, by its guid; needs a trusted client.
   *
   * HTTP: `GET /{baseSiteId}/orders/{code}`
   */
  getOrder(params: OccCallParams & { code: string, fields?: OccFields }, config?: SapccCallConfig): Promise<Order>

  /**
   * Lists the customer's orders, newest first unless sorted otherwise.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/orders`
   */
  getUserOrderHistory(params?: OccCallParams & { userId?: OccUserId, currentPage?: number, fields?: OccFields, pageSize?: number, sort?: string, statuses?: string | readonly string[] }, config?: SapccCallConfig): Promise<OrderHistoryList>

  /**
   * Counts the customer's orders.
   *
   * HTTP: `HEAD /{baseSiteId}/users/{userId}/orders`
   */
  countUserOrders(params?: OccCallParams & { userId?: OccUserId, statuses?: string | readonly string[] }, config?: SapccCallConfig): Promise<OccCount>

  /**
   * Places the order of a cart with address, delivery mode and payment; answers with the order.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/orders`
   */
  placeOrder(params?: OccCallParams & { userId?: OccUserId, cartId?: string, fields?: OccFields }, config?: SapccCallConfig): Promise<Order>

  /**
   * Places the order of a cart whose payment another system has already authorised.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/orders/paymentAuthorizedOrderPlacement`
   */
  paymentAuthorizedOrderPlacement(params?: OccCallParams & { userId?: OccUserId, cartId?: string, fields?: OccFields }, config?: SapccCallConfig): Promise<Order>

  /**
   * Reads one of the customer's orders with entries, addresses and consignments.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/orders/{code}`
   */
  getUserOrders(params: OccCallParams & { userId?: OccUserId, code: string, fields?: OccFields }, config?: SapccCallConfig): Promise<Order>

  /**
   * Lists the documents attached to an order.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/orders/{code}/attachments`
   */
  getUserOrderAttachments(params: OccCallParams & { userId?: OccUserId, code: string, currentPage?: number, fields?: OccFields, pageSize?: number, sort?: string }, config?: SapccCallConfig): Promise<SAPOrderAttachmentList>

  /**
   * Downloads a document attached to an order.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/orders/{code}/attachments/{attachmentId}/download`
   */
  getUserOrderAttachmentBinary(params: OccCallParams & { userId?: OccUserId, code: string, attachmentId: string }, config?: SapccCallConfig): Promise<Blob>

  /**
   * Cancels quantities of an order's entries that have not been shipped.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/orders/{code}/cancellation`
   */
  doCancelOrder(params: OccCallParams & { userId?: OccUserId, code: string, cancellationRequestEntryInputList: CancellationRequestEntryInputList }, config?: SapccCallConfig): Promise<void>

  /**
   * Reads balance, credit line and account manager of a unit.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/orgUnits/{orgUnitId}/accountSummary`
   */
  getAccountSummary(params: OccCallParams & { userId?: OccUserId, orgUnitId: string }, config?: SapccCallConfig): Promise<AccountSummary>

  /**
   * Lists a unit's documents, for example invoices and payments, with filters for status and range.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/orgUnits/{orgUnitId}/orgDocuments`
   */
  getOrgDocuments(params: OccCallParams & { userId?: OccUserId, orgUnitId: string, endRange?: string, fields?: OccFields, filterByKey?: string, filterByValue?: string, page?: number, pageSize?: number, sort?: string, startRange?: string, status?: string }, config?: SapccCallConfig): Promise<OrgDocumentList>

  /**
   * Downloads the file of a unit's document.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/orgUnits/{orgUnitId}/orgDocuments/{orgDocumentId}/attachments/{orgDocumentAttachmentId}`
   */
  getOrgDocumentAttachment(params: OccCallParams & { userId?: OccUserId, orgUnitId: string, orgDocumentId: string, orgDocumentAttachmentId: string }, config?: SapccCallConfig): Promise<Blob>

  /**
   * Lists the users of the organisation.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/orgCustomers`
   */
  getOrgCustomers(params?: OccCallParams & { userId?: OccUserId, currentPage?: number, fields?: OccFields, pageSize?: number, sort?: string }, config?: SapccCallConfig): Promise<OrgUnitUserList>

  /**
   * Creates a user in the organisation with unit and roles.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/orgCustomers`
   */
  createOrgCustomer(params: OccCallParams & { userId?: OccUserId, orgCustomerCreation: OrgCustomerCreation, fields?: OccFields }, config?: SapccCallConfig): Promise<User>

  /**
   * Reads a user of the organisation.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/orgCustomers/{orgCustomerId}`
   */
  getOrgCustomer(params: OccCallParams & { userId?: OccUserId, orgCustomerId: string, fields?: OccFields }, config?: SapccCallConfig): Promise<User>

  /**
   * Changes a user of the organisation, or switches the account on or off.
   *
   * HTTP: `PATCH /{baseSiteId}/users/{userId}/orgCustomers/{orgCustomerId}`
   */
  updateOrgCustomer(params: OccCallParams & { userId?: OccUserId, orgCustomerId: string, orgCustomerModification: OrgCustomerModification }, config?: SapccCallConfig): Promise<void>

  /**
   * Lists possible approvers and marks those of a user.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/orgCustomers/{orgCustomerId}/approvers`
   */
  getOrgCustomerApprovers(params: OccCallParams & { userId?: OccUserId, orgCustomerId: string, currentPage?: number, fields?: OccFields, pageSize?: number, sort?: string }, config?: SapccCallConfig): Promise<OrgUnitUserList>

  /**
   * Takes an approver away from a user.
   *
   * HTTP: `DELETE /{baseSiteId}/users/{userId}/orgCustomers/{orgCustomerId}/approvers/{approverId}`
   */
  removeApproverFromOrgCustomer(params: OccCallParams & { userId?: OccUserId, orgCustomerId: string, approverId: string, fields?: OccFields }, config?: SapccCallConfig): Promise<B2BSelectionData>

  /**
   * Assigns an approver to a user.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/orgCustomers/{orgCustomerId}/approvers/{approverId}`
   */
  doAddApproverToOrgCustomer(params: OccCallParams & { userId?: OccUserId, orgCustomerId: string, approverId: string, fields?: OccFields }, config?: SapccCallConfig): Promise<B2BSelectionData>

  /**
   * Lists the organisation's user groups and marks those of a user.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/orgCustomers/{orgCustomerId}/orgUserGroups`
   */
  getOrgCustomerOrgUserGroups(params: OccCallParams & { userId?: OccUserId, orgCustomerId: string, currentPage?: number, fields?: OccFields, pageSize?: number, sort?: string }, config?: SapccCallConfig): Promise<OrgUnitUserGroupList>

  /**
   * Takes a user out of a user group.
   *
   * HTTP: `DELETE /{baseSiteId}/users/{userId}/orgCustomers/{orgCustomerId}/orgUserGroups/{userGroupId}`
   */
  removeOrgUserGroupFromOrgCustomer(params: OccCallParams & { userId?: OccUserId, orgCustomerId: string, userGroupId: string }, config?: SapccCallConfig): Promise<void>

  /**
   * Puts a user into a user group.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/orgCustomers/{orgCustomerId}/orgUserGroups/{userGroupId}`
   */
  doAddOrgUserGroupToOrgCustomer(params: OccCallParams & { userId?: OccUserId, orgCustomerId: string, userGroupId: string, fields?: OccFields }, config?: SapccCallConfig): Promise<B2BSelectionData>

  /**
   * Lists permissions and marks those of a user.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/orgCustomers/{orgCustomerId}/permissions`
   */
  getOrgCustomerPermissions(params: OccCallParams & { userId?: OccUserId, orgCustomerId: string, currentPage?: number, fields?: OccFields, pageSize?: number, sort?: string }, config?: SapccCallConfig): Promise<OrderApprovalPermissionList>

  /**
   * Takes a permission away from a user.
   *
   * HTTP: `DELETE /{baseSiteId}/users/{userId}/orgCustomers/{orgCustomerId}/permissions/{permissionId}`
   */
  removePermissionFromOrgCustomer(params: OccCallParams & { userId?: OccUserId, orgCustomerId: string, permissionId: string, fields?: OccFields }, config?: SapccCallConfig): Promise<B2BSelectionData>

  /**
   * Gives a permission to a user.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/orgCustomers/{orgCustomerId}/permissions/{permissionId}`
   */
  doAddPermissionToOrgCustomer(params: OccCallParams & { userId?: OccUserId, orgCustomerId: string, permissionId: string, fields?: OccFields }, config?: SapccCallConfig): Promise<B2BSelectionData>

  /**
   * Lists the units the user may manage, as nodes of the tree.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/availableOrgUnitNodes`
   */
  getAvailableOrgUnitNodes(params?: OccCallParams & { userId?: OccUserId, fields?: OccFields }, config?: SapccCallConfig): Promise<B2BUnitNodeList>

  /**
   * Gives a role to a user of the organisation.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/orgCustomers/{orgCustomerId}/roles`
   */
  doAddRoleToOrgCustomer(params: OccCallParams & { userId?: OccUserId, orgCustomerId: string, fields?: OccFields, roleId: string }, config?: SapccCallConfig): Promise<B2BSelectionData>

  /**
   * Takes a role away from a user of the organisation.
   *
   * HTTP: `DELETE /{baseSiteId}/users/{userId}/orgCustomers/{orgCustomerId}/roles/{roleId}`
   */
  removeRoleFromOrgCustomer(params: OccCallParams & { userId?: OccUserId, orgCustomerId: string, roleId: string, fields?: OccFields }, config?: SapccCallConfig): Promise<B2BSelectionData>

  /**
   * Creates a unit below another one.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/orgUnits`
   */
  createOrgUnit(params: OccCallParams & { userId?: OccUserId, b2bUnit: B2BUnit, fields?: OccFields }, config?: SapccCallConfig): Promise<B2BUnit>

  /**
   * Reads a unit with addresses, users and cost centers.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/orgUnits/{orgUnitId}`
   */
  getOrgUnit(params: OccCallParams & { userId?: OccUserId, orgUnitId: string, fields?: OccFields }, config?: SapccCallConfig): Promise<B2BUnit>

  /**
   * Changes a unit, moves it, or switches it on or off.
   *
   * HTTP: `PATCH /{baseSiteId}/users/{userId}/orgUnits/{orgUnitId}`
   */
  updateOrgUnit(params: OccCallParams & { userId?: OccUserId, orgUnitId: string, b2bUnit: B2BUnit }, config?: SapccCallConfig): Promise<void>

  /**
   * Lists the addresses of a unit.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/orgUnits/{orgUnitId}/addresses`
   */
  getOrgUnitAddresses(params: OccCallParams & { userId?: OccUserId, orgUnitId: string, fields?: OccFields }, config?: SapccCallConfig): Promise<AddressList>

  /**
   * Adds an address to a unit.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/orgUnits/{orgUnitId}/addresses`
   */
  createOrgUnitAddress(params: OccCallParams & { userId?: OccUserId, orgUnitId: string, address: Address, fields?: OccFields }, config?: SapccCallConfig): Promise<Address>

  /**
   * Deletes an address of a unit.
   *
   * HTTP: `DELETE /{baseSiteId}/users/{userId}/orgUnits/{orgUnitId}/addresses/{addressId}`
   */
  removeOrgUnitAddress(params: OccCallParams & { userId?: OccUserId, orgUnitId: string, addressId: string }, config?: SapccCallConfig): Promise<void>

  /**
   * Changes an address of a unit.
   *
   * HTTP: `PATCH /{baseSiteId}/users/{userId}/orgUnits/{orgUnitId}/addresses/{addressId}`
   */
  updateOrgUnitAddress(params: OccCallParams & { userId?: OccUserId, orgUnitId: string, addressId: string, address: Address }, config?: SapccCallConfig): Promise<void>

  /**
   * Lists the units a unit could be moved below.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/orgUnits/{orgUnitId}/availableParents`
   */
  getAvailableParentUnits(params: OccCallParams & { userId?: OccUserId, orgUnitId: string, fields?: OccFields }, config?: SapccCallConfig): Promise<B2BUnitNodeList>

  /**
   * Lists the users who can have a role in a unit and marks those who do.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/orgUnits/{orgUnitId}/availableUsers/{roleId}`
   */
  getOrgUnitUsers(params: OccCallParams & { userId?: OccUserId, orgUnitId: string, roleId: string, currentPage?: number, fields?: OccFields, pageSize?: number, sort?: string }, config?: SapccCallConfig): Promise<OrgUnitUserList>

  /**
   * Gives a user a role in a unit, for example approver.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/orgUnits/{orgUnitId}/orgCustomers/{orgCustomerId}/roles`
   */
  doAddOrgUnitRoleToOrgCustomer(params: OccCallParams & { userId?: OccUserId, orgUnitId: string, orgCustomerId: string, roleId: string }, config?: SapccCallConfig): Promise<void>

  /**
   * Takes a role in a unit away from a user.
   *
   * HTTP: `DELETE /{baseSiteId}/users/{userId}/orgUnits/{orgUnitId}/orgCustomers/{orgCustomerId}/roles/{roleId}`
   */
  removeOrgUnitRoleFromOrgCustomer(params: OccCallParams & { userId?: OccUserId, orgUnitId: string, orgCustomerId: string, roleId: string }, config?: SapccCallConfig): Promise<void>

  /**
   * Lists the approval processes a unit can use.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/orgUnitsAvailableApprovalProcesses`
   */
  getOrgUnitsAvailableApprovalProcesses(params?: OccCallParams & { userId?: OccUserId, fields?: OccFields }, config?: SapccCallConfig): Promise<B2BApprovalProcessList>

  /**
   * Reads the tree of units the user belongs to, from its root.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/orgUnitsRootNodeTree`
   */
  getOrgUnitsRootNodeTree(params?: OccCallParams & { userId?: OccUserId, fields?: OccFields }, config?: SapccCallConfig): Promise<B2BUnitNode>

  /**
   * Lists the user groups of the organisation.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/orgUnitUserGroups`
   */
  getOrgUnitUserGroups(params?: OccCallParams & { userId?: OccUserId, currentPage?: number, fields?: OccFields, pageSize?: number, sort?: string }, config?: SapccCallConfig): Promise<OrgUnitUserGroupList>

  /**
   * Creates a user group in a unit.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/orgUnitUserGroups`
   */
  createOrgUnitUserGroup(params: OccCallParams & { userId?: OccUserId, orgUnitUserGroup: OrgUnitUserGroup, fields?: OccFields }, config?: SapccCallConfig): Promise<OrgUnitUserGroup>

  /**
   * Deletes a user group.
   *
   * HTTP: `DELETE /{baseSiteId}/users/{userId}/orgUnitUserGroups/{orgUnitUserGroupId}`
   */
  removeOrgUnitUserGroup(params: OccCallParams & { userId?: OccUserId, orgUnitUserGroupId: string }, config?: SapccCallConfig): Promise<void>

  /**
   * Reads a user group with members and permissions.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/orgUnitUserGroups/{orgUnitUserGroupId}`
   */
  getOrgUnitUserGroup(params: OccCallParams & { userId?: OccUserId, orgUnitUserGroupId: string, fields?: OccFields }, config?: SapccCallConfig): Promise<OrgUnitUserGroup>

  /**
   * Changes a user group.
   *
   * HTTP: `PATCH /{baseSiteId}/users/{userId}/orgUnitUserGroups/{orgUnitUserGroupId}`
   */
  updateOrgUnitUserGroup(params: OccCallParams & { userId?: OccUserId, orgUnitUserGroupId: string, orgUnitUserGroup: OrgUnitUserGroup }, config?: SapccCallConfig): Promise<void>

  /**
   * Lists permissions and marks those of a user group.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/orgUnitUserGroups/{orgUnitUserGroupId}/availableOrderApprovalPermissions`
   */
  getOrderApprovalPermissionsForOrgUnitUserGroup(params: OccCallParams & { userId?: OccUserId, orgUnitUserGroupId: string, currentPage?: number, fields?: OccFields, pageSize?: number, sort?: string }, config?: SapccCallConfig): Promise<OrderApprovalPermissionList>

  /**
   * Lists users and marks those who are in a user group.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/orgUnitUserGroups/{orgUnitUserGroupId}/availableOrgCustomers`
   */
  getAvailableOrgCustomersForUserGroup(params: OccCallParams & { userId?: OccUserId, orgUnitUserGroupId: string, currentPage?: number, fields?: OccFields, pageSize?: number, sort?: string }, config?: SapccCallConfig): Promise<OrgUnitUserList>

  /**
   * Takes all users out of a user group.
   *
   * HTTP: `DELETE /{baseSiteId}/users/{userId}/orgUnitUserGroups/{orgUnitUserGroupId}/members`
   */
  removeOrgUnitUserGroupMembers(params: OccCallParams & { userId?: OccUserId, orgUnitUserGroupId: string }, config?: SapccCallConfig): Promise<void>

  /**
   * Puts a user into a user group of a unit.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/orgUnitUserGroups/{orgUnitUserGroupId}/members`
   */
  doAddOrgCustomerToOrgUnitUserGroupMembers(params: OccCallParams & { userId?: OccUserId, orgUnitUserGroupId: string, orgCustomerId: string }, config?: SapccCallConfig): Promise<void>

  /**
   * Takes a user out of a user group of a unit.
   *
   * HTTP: `DELETE /{baseSiteId}/users/{userId}/orgUnitUserGroups/{orgUnitUserGroupId}/members/{orgCustomerId}`
   */
  removeOrgCustomerFromOrgUnitUserGroupMembers(params: OccCallParams & { userId?: OccUserId, orgUnitUserGroupId: string, orgCustomerId: string }, config?: SapccCallConfig): Promise<void>

  /**
   * Gives a permission to a user group.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/orgUnitUserGroups/{orgUnitUserGroupId}/orderApprovalPermissions`
   */
  doAddOrderApprovalPermissionToOrgUnitUserGroup(params: OccCallParams & { userId?: OccUserId, orgUnitUserGroupId: string, fields?: OccFields, orderApprovalPermissionCode: string }, config?: SapccCallConfig): Promise<B2BSelectionData>

  /**
   * Takes a permission away from a user group.
   *
   * HTTP: `DELETE /{baseSiteId}/users/{userId}/orgUnitUserGroups/{orgUnitUserGroupId}/orderApprovalPermissions/{orderApprovalPermissionCode}`
   */
  removeOrderApprovalPermissionFromOrgUnitUserGroup(params: OccCallParams & { userId?: OccUserId, orgUnitUserGroupId: string, orderApprovalPermissionCode: string, fields?: OccFields }, config?: SapccCallConfig): Promise<B2BSelectionData>

  /**
   * Reads a CMS page by label, type or code, as for an anonymous visitor.
   *
   * HTTP: `GET /{baseSiteId}/cms/pages`
   * @deprecated by SAP; use `getPageWithUser`.
   */
  getPage(params?: OccCallParams & { code?: string, fields?: OccFields, pageId?: string, pageLabel?: string, pageLabelOrId?: string, pageType?: string }, config?: SapccCallConfig): Promise<CMSPage>

  /**
   * Reads a CMS page by its identifier, as for an anonymous visitor.
   *
   * HTTP: `GET /{baseSiteId}/cms/pages/{pageId}`
   * @deprecated by SAP; use `getPageByIdAndUser`.
   */
  getPageById(params: OccCallParams & { pageId: string, categoryCode?: string, fields?: OccFields, productCode?: string }, config?: SapccCallConfig): Promise<CMSPage>

  /**
   * Lists all CMS pages, as for an anonymous visitor.
   *
   * HTTP: `GET /{baseSiteId}/cms/sitepages`
   * @deprecated by SAP; use `getAllPagesWithUser`.
   */
  getAllPages(params?: OccCallParams & { currentPage?: number, fields?: OccFields, pageSize?: number, pageType?: string, sort?: string }, config?: SapccCallConfig): Promise<CMSPageList>

  /**
   * Reads a CMS page by label, type or code with its slots, as the user may see it.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/cms/pages`
   */
  getPageWithUser(params?: OccCallParams & { userId?: OccUserId, code?: string, fields?: OccFields, pageId?: string, pageLabel?: string, pageLabelOrId?: string, pageType?: string }, config?: SapccCallConfig): Promise<CMSPage>

  /**
   * Reads a CMS page by its identifier with its slots, as the user may see it.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/cms/pages/{pageId}`
   */
  getPageByIdAndUser(params: OccCallParams & { userId?: OccUserId, pageId: string, categoryCode?: string, fields?: OccFields, productCode?: string }, config?: SapccCallConfig): Promise<CMSPage>

  /**
   * Lists all CMS pages the user may see.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/cms/sitepages`
   */
  getAllPagesWithUser(params?: OccCallParams & { userId?: OccUserId, currentPage?: number, fields?: OccFields, pageSize?: number, pageType?: string, sort?: string }, config?: SapccCallConfig): Promise<CMSPageList>

  /**
   * Lists the customer's payment details, or only the saved ones.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/paymentdetails`
   */
  getPaymentDetailsList(params?: OccCallParams & { userId?: OccUserId, fields?: OccFields, saved?: boolean }, config?: SapccCallConfig): Promise<PaymentDetailsList>

  /**
   * Deletes payment details of the customer.
   *
   * HTTP: `DELETE /{baseSiteId}/users/{userId}/paymentdetails/{paymentDetailsId}`
   */
  removePaymentDetails(params: OccCallParams & { userId?: OccUserId, paymentDetailsId: string }, config?: SapccCallConfig): Promise<void>

  /**
   * Reads payment details of the customer.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/paymentdetails/{paymentDetailsId}`
   */
  getPaymentDetails(params: OccCallParams & { userId?: OccUserId, paymentDetailsId: string, fields?: OccFields }, config?: SapccCallConfig): Promise<PaymentDetails>

  /**
   * Changes the given members of payment details, for example to make them the default.
   *
   * HTTP: `PATCH /{baseSiteId}/users/{userId}/paymentdetails/{paymentDetailsId}`
   */
  updatePaymentDetails(params: OccCallParams & { userId?: OccUserId, paymentDetailsId: string, paymentDetails: PaymentDetails }, config?: SapccCallConfig): Promise<void>

  /**
   * Replaces payment details as a whole.
   *
   * HTTP: `PUT /{baseSiteId}/users/{userId}/paymentdetails/{paymentDetailsId}`
   */
  replacePaymentDetails(params: OccCallParams & { userId?: OccUserId, paymentDetailsId: string, paymentDetails: PaymentDetails }, config?: SapccCallConfig): Promise<void>

  /**
   * Lists the ways to pay in this shop.
   *
   * HTTP: `GET /{baseSiteId}/paymentmodes`
   */
  getPaymentModes(params?: OccCallParams & { fields?: OccFields }, config?: SapccCallConfig): Promise<PaymentModeList>

  /**
   * Reads availability of products by unit and store, named in `filters`.
   *
   * HTTP: `GET /{baseSiteId}/productAvailabilities`
   */
  getProductAvailability(params: OccCallParams & { filters: string }, config?: SapccCallConfig): Promise<SAPAvailability>

  /**
   * Reads a running configuration of a product, whole or one group of it.
   *
   * HTTP: `GET /{baseSiteId}/ccpconfigurator/{configId}`
   */
  getProductConfiguration(params: OccCallParams & { configId: string, attributeKeyRequiresDomain?: string, expMode?: string, groupId?: string }, config?: SapccCallConfig): Promise<CCPConfiguration>

  /**
   * Sets values in a running configuration and answers with what follows from them.
   *
   * HTTP: `PATCH /{baseSiteId}/ccpconfigurator/{configId}`
   */
  updateProductConfiguration(params: OccCallParams & { configId: string, ccpConfiguration: CCPConfiguration, expMode?: string }, config?: SapccCallConfig): Promise<CCPConfiguration>

  /**
   * Reads the chosen values of a configuration in a readable summary.
   *
   * HTTP: `GET /{baseSiteId}/ccpconfigurator/{configId}/configurationOverview`
   */
  getProductConfigurationOverview(params: OccCallParams & { configId: string }, config?: SapccCallConfig): Promise<CCPConfigurationOverview>

  /**
   * Reads the summary of a configuration, filtered by the attributes and groups in the body.
   *
   * HTTP: `PATCH /{baseSiteId}/ccpconfigurator/{configId}/configurationOverview`
   */
  updateProductConfigurationOverview(params: OccCallParams & { configId: string, ccpConfigurationOverview: CCPConfigurationOverview }, config?: SapccCallConfig): Promise<CCPConfigurationOverview>

  /**
   * Reads the prices of a configuration and of its values.
   *
   * HTTP: `GET /{baseSiteId}/ccpconfigurator/{configId}/pricing`
   */
  getProductConfigurationPricing(params: OccCallParams & { configId: string, groupId?: string }, config?: SapccCallConfig): Promise<CCPConfigurationPricing>

  /**
   * Starts a configuration of a product with its default values.
   *
   * HTTP: `GET /{baseSiteId}/products/{productCode}/configurators/ccpconfigurator`
   */
  getDefaultProductConfiguration(params: OccCallParams & { productCode: string, configIdTemplate?: string, expMode?: string, forceReset?: boolean, provideAllAttributes?: boolean }, config?: SapccCallConfig): Promise<CCPConfiguration>

  /**
   * Adds a configured product to a cart.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/carts/{cartId}/entries/ccpconfigurator`
   */
  createCartEntryConfiguration(params: OccCallParams & { userId?: OccUserId, cartId?: string, ccpOrderEntry: CCPOrderEntry }, config?: SapccCallConfig): Promise<CartModification>

  /**
   * Opens the configuration of a cart's entry, to read or to change it.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/carts/{cartId}/entries/{entryNumber}/ccpconfigurator`
   */
  getCartEntryConfiguration(params: OccCallParams & { userId?: OccUserId, cartId?: string, entryNumber: number | string, expMode?: string }, config?: SapccCallConfig): Promise<CCPConfiguration>

  /**
   * Puts a changed configuration back into a cart's entry.
   *
   * HTTP: `PUT /{baseSiteId}/users/{userId}/carts/{cartId}/entries/{entryNumber}/ccpconfigurator`
   */
  replaceCartEntryConfiguration(params: OccCallParams & { userId?: OccUserId, cartId?: string, entryNumber: number | string, ccpOrderEntry: CCPOrderEntry }, config?: SapccCallConfig): Promise<CartModification>

  /**
   * Reads the summary of the configuration in an order's entry.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/orders/{orderId}/entries/{entryNumber}/ccpconfigurator/configurationOverview`
   */
  getConfigurationOverviewForOrderEntry(params: OccCallParams & { userId?: OccUserId, orderId: string, entryNumber: number | string }, config?: SapccCallConfig): Promise<CCPConfigurationOverview>

  /**
   * Reads the summary of the configuration in a quote's entry.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/quotes/{quoteId}/entries/{entryNumber}/ccpconfigurator/configurationOverview`
   */
  getConfigurationOverviewForQuote(params: OccCallParams & { userId?: OccUserId, quoteId: string, entryNumber: number | string }, config?: SapccCallConfig): Promise<CCPConfigurationOverview>

  /**
   * Reads the summary of the configuration in a saved cart's entry.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/carts/{cartId}/entries/{entryNumber}/ccpconfigurator/configurationOverview`
   */
  getConfigurationOverviewForSavedCart(params: OccCallParams & { userId?: OccUserId, cartId?: string, entryNumber: number | string }, config?: SapccCallConfig): Promise<CCPConfigurationOverview>

  /**
   * Finds ready-made variants that match a configuration.
   *
   * HTTP: `GET /{baseSiteId}/ccpconfigurator/{configId}/variants`
   */
  getProductConfigurationVariantSearch(params: OccCallParams & { configId: string }, config?: SapccCallConfig): Promise<CCPConfigurationVariant[]>

  /**
   * Gets the address and the token with which the browser can talk to the CPQ engine.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/access/cpqconfigurator`
   */
  getAccessToConfigurationEngine(params?: OccCallParams & { userId?: OccUserId }, config?: SapccCallConfig): Promise<CPQConfigurationEngineAccess>

  /**
   * Adds a product configured in CPQ to a cart.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/carts/{cartId}/entries/cpqconfigurator`
   */
  createCartEntryCPQConfiguration(params: OccCallParams & { userId?: OccUserId, cartId?: string, cpqOrderEntry: CPQOrderEntry }, config?: SapccCallConfig): Promise<CartModification>

  /**
   * Puts a changed CPQ configuration back into a cart's entry.
   *
   * HTTP: `PUT /{baseSiteId}/users/{userId}/carts/{cartId}/entries/{entryNumber}/cpqconfigurator`
   */
  replaceCartEntryCPQConfiguration(params: OccCallParams & { userId?: OccUserId, cartId?: string, entryNumber: number | string, cpqOrderEntry: CPQOrderEntry }, config?: SapccCallConfig): Promise<CartModification>

  /**
   * Reads the CPQ configuration of a cart's entry.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/carts/{cartId}/entries/{entryNumber}/cpqconfigurator/configuration`
   */
  readCpqConfigurationForCartEntry(params: OccCallParams & { userId?: OccUserId, cartId?: string, entryNumber: number | string }, config?: SapccCallConfig): Promise<SAPCPQConfiguration>

  /**
   * Sets the value of an attribute in a CPQ configuration.
   *
   * HTTP: `PATCH /{baseSiteId}/cpqconfigurator/{configurationId}/attributes/{attributeCode}`
   */
  updateCpqAttribute(params: OccCallParams & { configurationId: string, attributeCode: string, sapcpqConfigurationChangeAttributeValue: SAPCPQConfigurationChangeAttributeValue, tabId?: string }, config?: SapccCallConfig): Promise<SAPCPQConfiguration>

  /**
   * Sets the quantity of an attribute's value in a CPQ configuration.
   *
   * HTTP: `PATCH /{baseSiteId}/cpqconfigurator/{configurationId}/attributes/{attributeCode}/values/{attributeValueId}`
   */
  updateCpqAttributeValueQuantity(params: OccCallParams & { configurationId: string, attributeCode: string, attributeValueId: string, sapcpqConfigurationChangeAttributeValueQuantity: SAPCPQConfigurationChangeAttributeValueQuantity, tabId?: string }, config?: SapccCallConfig): Promise<SAPCPQConfiguration>

  /**
   * Reads a running CPQ configuration, whole or one tab of it.
   *
   * HTTP: `GET /{baseSiteId}/cpqconfigurator/{configurationId}/configuration`
   */
  readCpqConfiguration(params: OccCallParams & { configurationId: string, tabId?: string }, config?: SapccCallConfig): Promise<SAPCPQConfiguration>

  /**
   * Reads the summary of a CPQ configuration.
   *
   * HTTP: `GET /{baseSiteId}/cpqconfigurator/{configurationId}/configurationOverview`
   */
  readCpqConfigurationOverview(params: OccCallParams & { configurationId: string }, config?: SapccCallConfig): Promise<SAPCPQConfiguration>

  /**
   * Starts a CPQ configuration of a product.
   *
   * HTTP: `GET /{baseSiteId}/products/{productCode}/configurators/cpqconfigurator`
   */
  createCpqConfiguration(params: OccCallParams & { productCode: string }, config?: SapccCallConfig): Promise<SAPCPQConfiguration>

  /**
   * Reads the CPQ configuration of an order's entry.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/orders/{orderId}/entries/{entryNumber}/cpqconfigurator/configuration`
   */
  readCpqConfigurationForOrderEntry(params: OccCallParams & { userId?: OccUserId, orderId: string, entryNumber: number | string }, config?: SapccCallConfig): Promise<SAPCPQConfiguration>

  /**
   * Reads the CPQ configuration of a quote's entry.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/quotes/{quoteId}/entries/{entryNumber}/cpqconfigurator/configuration`
   */
  readCpqConfigurationForQuoteEntry(params: OccCallParams & { userId?: OccUserId, quoteId: string, entryNumber: number | string }, config?: SapccCallConfig): Promise<SAPCPQConfiguration>

  /**
   * Reads the CPQ configuration of a saved cart's entry.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/savedCarts/{savedCartId}/entries/{entryNumber}/cpqconfigurator/configuration`
   */
  readCpqConfigurationForSavedCartEntry(params: OccCallParams & { userId?: OccUserId, savedCartId: string, entryNumber: number | string }, config?: SapccCallConfig): Promise<SAPCPQConfiguration>

  /**
   * Reads the text fields of a product that can be filled in, with their defaults.
   *
   * HTTP: `GET /{baseSiteId}/products/{productCode}/configurator/textfield`
   */
  getConfigurationByProductCode(params: OccCallParams & { productCode: string }, config?: SapccCallConfig): Promise<ConfigurationInfoList>

  /**
   * Adds a product with filled-in text fields to a cart.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/carts/{cartId}/entries/configurator/textfield`
   */
  addCartEntry(params: OccCallParams & { userId?: OccUserId, cartId?: string, orderEntry: OrderEntry, fields?: OccFields }, config?: SapccCallConfig): Promise<CartModification>

  /**
   * Reads the filled-in text fields of a cart's entry.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/carts/{cartId}/entries/{entryNumber}/configurator/textfield`
   */
  getConfigurationInEntry(params: OccCallParams & { userId?: OccUserId, cartId?: string, entryNumber: number | string }, config?: SapccCallConfig): Promise<ConfigurationInfoList>

  /**
   * Changes the filled-in text fields of a cart's entry.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/carts/{cartId}/entries/{entryNumber}/configurator/textfield`
   */
  getConfigurationInEntry_1(params: OccCallParams & { userId?: OccUserId, cartId?: string, entryNumber: number | string, configurationInfoList: ConfigurationInfoList }, config?: SapccCallConfig): Promise<CartModification>

  /**
   * Reads the filled-in text fields of an order's entry.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/orders/{orderId}/entries/{entryNumber}/configurator/textfield`
   */
  getTextfieldConfigurationForOrderEntry(params: OccCallParams & { userId?: OccUserId, orderId: string, entryNumber: number | string }, config?: SapccCallConfig): Promise<ConfigurationInfoList>

  /**
   * Reads the filled-in text fields of a quote's entry.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/quotes/{quoteId}/entries/{entryNumber}/configurator/textfield`
   */
  getTextfieldConfigurationForQuoteEntry(params: OccCallParams & { userId?: OccUserId, quoteId: string, entryNumber: number | string }, config?: SapccCallConfig): Promise<ConfigurationInfoList>

  /**
   * Reads the filled-in text fields of a saved cart's entry.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/savedCarts/{cartId}/entries/{entryNumber}/configurator/textfield`
   */
  getTextfieldConfigurationForSavedCartEntry(params: OccCallParams & { userId?: OccUserId, cartId?: string, entryNumber: number | string }, config?: SapccCallConfig): Promise<ConfigurationInfoList>

  /**
   * Ends a notification about a product, for example about its return to stock.
   *
   * HTTP: `DELETE /{baseSiteId}/users/{userId}/productinterests`
   */
  removeProductInterest(params: OccCallParams & { userId?: OccUserId, notificationType: string, productCode: string }, config?: SapccCallConfig): Promise<void>

  /**
   * Lists the products the customer wants to be notified about.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/productinterests`
   */
  getProductInterests(params?: OccCallParams & { userId?: OccUserId, currentPage?: number, fields?: OccFields, needsTotal?: boolean, notificationType?: string, pageSize?: number, productCode?: string, sort?: string }, config?: SapccCallConfig): Promise<customerInterestsSearchPage>

  /**
   * Asks to be notified about a product, for example when it is back in stock.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/productinterests`
   */
  createProductInterest(params: OccCallParams & { userId?: OccUserId, fields?: OccFields, notificationType: string, productCode: string }, config?: SapccCallConfig): Promise<productInterestRelation>

  /**
   * Lists the products that changed since a moment; for trusted clients.
   *
   * HTTP: `GET /{baseSiteId}/products/expressupdate`
   */
  getExpressUpdateProducts(params: OccCallParams & { catalog?: string, fields?: OccFields, timestamp: string }, config?: SapccCallConfig): Promise<ProductExpressUpdateElementList>

  /**
   * Searches products by text, facets and category; answers with facets, sorts and pagination.
   *
   * HTTP: `GET /{baseSiteId}/products/search`
   */
  getProducts(params?: OccCallParams & { currentPage?: number, fields?: OccFields, filters?: string, pageSize?: number, query?: string, searchQueryContext?: string, sort?: string }, config?: SapccCallConfig): Promise<ProductSearchPage>

  /**
   * Counts the products a search finds.
   *
   * HTTP: `HEAD /{baseSiteId}/products/search`
   */
  countProducts(params?: OccCallParams & { query?: string }, config?: SapccCallConfig): Promise<OccCount>

  /**
   * Completes what the customer is typing in the search field.
   *
   * HTTP: `GET /{baseSiteId}/products/suggestions`
   */
  getSuggestions(params: OccCallParams & { fields?: OccFields, max?: number, term: string }, config?: SapccCallConfig): Promise<SuggestionList>

  /**
   * Reads a product with price, stock, images, classification and variants.
   *
   * HTTP: `GET /{baseSiteId}/products/{productCode}`
   */
  getProduct(params: OccCallParams & { productCode: string, fields?: OccFields }, config?: SapccCallConfig): Promise<Product>

  /**
   * Lists related products, for example accessories.
   *
   * HTTP: `GET /{baseSiteId}/products/{productCode}/references`
   */
  getProductReferences(params: OccCallParams & { productCode: string, fields?: OccFields, pageSize?: number, referenceType?: string }, config?: SapccCallConfig): Promise<ProductReferenceList>

  /**
   * Lists the reviews of a product.
   *
   * HTTP: `GET /{baseSiteId}/products/{productCode}/reviews`
   */
  getProductReviews(params: OccCallParams & { productCode: string, fields?: OccFields, maxCount?: number }, config?: SapccCallConfig): Promise<ReviewList>

  /**
   * Writes a review of a product; it appears once the shop has approved it.
   *
   * HTTP: `POST /{baseSiteId}/products/{productCode}/reviews`
   */
  createProductReview(params: OccCallParams & { productCode: string, review: Review, fields?: OccFields }, config?: SapccCallConfig): Promise<Review>

  /**
   * Finds stores near a place with their stock of a product.
   *
   * HTTP: `GET /{baseSiteId}/products/{productCode}/stock`
   */
  getLocationProductStock(params: OccCallParams & { productCode: string, currentPage?: number, fields?: OccFields, latitude?: number, location?: string, longitude?: number, pageSize?: number }, config?: SapccCallConfig): Promise<StoreFinderStockSearchPage>

  /**
   * Counts the stores near a place that know about a product.
   *
   * HTTP: `HEAD /{baseSiteId}/products/{productCode}/stock`
   */
  countProductStockByLocation(params: OccCallParams & { productCode: string, latitude?: number, location?: string, longitude?: number }, config?: SapccCallConfig): Promise<OccCount>

  /**
   * Reads the stock of a product in one store.
   *
   * HTTP: `GET /{baseSiteId}/products/{productCode}/stock/{storeName}`
   */
  getStoreProductStock(params: OccCallParams & { productCode: string, storeName: string, fields?: OccFields }, config?: SapccCallConfig): Promise<Stock>

  /**
   * Lists promotions of products, of orders or of both, depending on `type`.
   *
   * HTTP: `GET /{baseSiteId}/promotions`
   */
  getPromotions(params: OccCallParams & { fields?: OccFields, promotionGroup?: string, type: string }, config?: SapccCallConfig): Promise<PromotionList>

  /**
   * Reads a promotion by its code.
   *
   * HTTP: `GET /{baseSiteId}/promotions/{code}`
   */
  getPromotion(params: OccCallParams & { code: string, fields?: OccFields }, config?: SapccCallConfig): Promise<Promotion>

  /**
   * Places the order a procurement system sends as cXML; the answer is cXML as well.
   *
   * HTTP: `POST /{baseSiteId}/punchout/cxml/order`
   */
  createPunchOutPurchaseOrderRequest(params: OccCallParams & { cxml: string }, config?: SapccCallConfig): Promise<Blob>

  /**
   * Tells a procurement system which cXML transactions the shop knows.
   *
   * HTTP: `POST /{baseSiteId}/punchout/cxml/profile`
   */
  createPunchOutProfileRequest(params: OccCallParams & { cxml: string }, config?: SapccCallConfig): Promise<Blob>

  /**
   * Opens a shopping session for a procurement system; the answer holds the start page.
   *
   * HTTP: `POST /{baseSiteId}/punchout/cxml/setup`
   */
  createPunchOutSetUpRequest(params: OccCallParams & { cxml: string }, config?: SapccCallConfig): Promise<Blob>

  /**
   * Reads the state of a punch-out session, to sign its user in.
   *
   * HTTP: `GET /{baseSiteId}/punchout/sessions/{sid}`
   */
  getPunchOutSessionInfo(params: OccCallParams & { sid: string, fields?: OccFields }, config?: SapccCallConfig): Promise<PunchOutSessionInfo>

  /**
   * Reads the form with which the browser carries the cart back to the procurement system.
   *
   * HTTP: `GET /{baseSiteId}/punchout/sessions/{sid}/requisition`
   */
  getRequisitionFormData(params: OccCallParams & { sid: string, discardCartEntries?: boolean, fields?: OccFields }, config?: SapccCallConfig): Promise<RequisitionFormData>

  /**
   * Lists the user's quotes.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/quotes`
   */
  getQuotes(params?: OccCallParams & { userId?: OccUserId, currentPage?: number, fields?: OccFields, pageSize?: number, sort?: string }, config?: SapccCallConfig): Promise<QuoteList>

  /**
   * Requests a quote for a cart, or a new version of an existing quote.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/quotes`
   */
  createQuote(params: OccCallParams & { userId?: OccUserId, quoteStarter: QuoteStarter, fields?: OccFields }, config?: SapccCallConfig): Promise<Quote>

  /**
   * Reads a quote with entries, comments and prices.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/quotes/{quoteCode}`
   */
  getQuote(params: OccCallParams & { userId?: OccUserId, quoteCode: string, fields?: OccFields }, config?: SapccCallConfig): Promise<Quote>

  /**
   * Changes name, description or expiry of a quote.
   *
   * HTTP: `PATCH /{baseSiteId}/users/{userId}/quotes/{quoteCode}`
   */
  updateQuote(params: OccCallParams & { userId?: OccUserId, quoteCode: string, quoteMetadata: QuoteMetadata }, config?: SapccCallConfig): Promise<void>

  /**
   * Replaces name, description and expiry of a quote.
   *
   * HTTP: `PUT /{baseSiteId}/users/{userId}/quotes/{quoteCode}`
   */
  replaceQuote(params: OccCallParams & { userId?: OccUserId, quoteCode: string, quoteMetadata: QuoteMetadata }, config?: SapccCallConfig): Promise<void>

  /**
   * Moves a quote on: submit, edit, cancel, approve, reject or check out.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/quotes/{quoteCode}/action`
   */
  performQuoteAction(params: OccCallParams & { userId?: OccUserId, quoteCode: string, quoteAction: QuoteAction }, config?: SapccCallConfig): Promise<void>

  /**
   * Downloads the document of a quote.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/quotes/{quoteCode}/attachments/{attachmentId}`
   */
  getQuoteAttachment(params: OccCallParams & { userId?: OccUserId, quoteCode: string, attachmentId: string }, config?: SapccCallConfig): Promise<Blob>

  /**
   * Writes a comment on a quote.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/quotes/{quoteCode}/comments`
   */
  createCommentForQuote(params: OccCallParams & { userId?: OccUserId, quoteCode: string, createComment: CreateComment }, config?: SapccCallConfig): Promise<void>

  /**
   * Gives a discount on a quote; for sellers.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/quotes/{quoteCode}/discounts`
   */
  createQuoteDiscount(params: OccCallParams & { userId?: OccUserId, quoteCode: string, quoteDiscount: QuoteDiscount }, config?: SapccCallConfig): Promise<void>

  /**
   * Writes a comment on an entry of a quote.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/quotes/{quoteCode}/entries/{entryNumber}/comments`
   */
  createQuoteEntryComment(params: OccCallParams & { userId?: OccUserId, quoteCode: string, entryNumber: number | string, createComment: CreateComment }, config?: SapccCallConfig): Promise<void>

  /**
   * Lists the user's repeating orders.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/replenishmentOrders`
   */
  getReplenishmentOrders(params?: OccCallParams & { userId?: OccUserId, currentPage?: number, fields?: OccFields, pageSize?: number, sort?: string }, config?: SapccCallConfig): Promise<ReplenishmentOrderList>

  /**
   * Reads a repeating order with its schedule.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/replenishmentOrders/{replenishmentOrderCode}`
   */
  getReplenishmentOrder(params: OccCallParams & { userId?: OccUserId, replenishmentOrderCode: string, fields?: OccFields }, config?: SapccCallConfig): Promise<ReplenishmentOrder>

  /**
   * Stops a repeating order.
   *
   * HTTP: `PATCH /{baseSiteId}/users/{userId}/replenishmentOrders/{replenishmentOrderCode}`
   */
  updateReplenishmentOrder(params: OccCallParams & { userId?: OccUserId, replenishmentOrderCode: string, fields?: OccFields }, config?: SapccCallConfig): Promise<ReplenishmentOrder>

  /**
   * Lists the orders a repeating order has led to.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/replenishmentOrders/{replenishmentOrderCode}/orders`
   */
  getReplenishmentOrderHistory(params: OccCallParams & { userId?: OccUserId, replenishmentOrderCode: string, currentPage?: number, fields?: OccFields, pageSize?: number, sort?: string }, config?: SapccCallConfig): Promise<OrderHistoryList>

  /**
   * Lists the customer's returns.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/orderReturns`
   */
  getReturnRequests(params?: OccCallParams & { userId?: OccUserId, currentPage?: number, fields?: OccFields, pageSize?: number, sort?: string }, config?: SapccCallConfig): Promise<ReturnRequestList>

  /**
   * Asks to send back entries of an order.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/orderReturns`
   */
  createReturnRequest(params: OccCallParams & { userId?: OccUserId, returnRequestEntryInputList: ReturnRequestEntryInputList, fields?: OccFields }, config?: SapccCallConfig): Promise<ReturnRequest>

  /**
   * Reads a return with its refund.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/orderReturns/{returnRequestCode}`
   */
  getReturnRequest(params: OccCallParams & { userId?: OccUserId, returnRequestCode: string, fields?: OccFields }, config?: SapccCallConfig): Promise<ReturnRequest>

  /**
   * Cancels a return.
   *
   * HTTP: `PATCH /{baseSiteId}/users/{userId}/orderReturns/{returnRequestCode}`
   */
  updateReturnRequest(params: OccCallParams & { userId?: OccUserId, returnRequestCode: string, returnRequestModification: ReturnRequestModification }, config?: SapccCallConfig): Promise<void>

  /**
   * Copies a saved cart, with name and description in the address.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/carts/{cartId}/clonesavedcart`
   * @deprecated by SAP; use `copySavedCart`.
   */
  doCartClone(params?: OccCallParams & { userId?: OccUserId, cartId?: string, description?: string, fields?: OccFields, name?: string }, config?: SapccCallConfig): Promise<SaveCartResult>

  /**
   * Copies a saved cart under a name and a description.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/carts/{cartId}/copySavedCart`
   */
  copySavedCart(params: OccCallParams & { userId?: OccUserId, cartId?: string, sapSavedCartRequest: SAPSavedCartRequest, fields?: OccFields }, config?: SapccCallConfig): Promise<SaveCartResult>

  /**
   * Takes a saved cart out of the list of saved carts, and marks it for deletion.
   *
   * HTTP: `PATCH /{baseSiteId}/users/{userId}/carts/{cartId}/flagForDeletion`
   */
  doUpdateFlagForDeletion(params?: OccCallParams & { userId?: OccUserId, cartId?: string, fields?: OccFields }, config?: SapccCallConfig): Promise<SaveCartResult>

  /**
   * Makes a saved cart the current one.
   *
   * HTTP: `PATCH /{baseSiteId}/users/{userId}/carts/{cartId}/restoresavedcart`
   */
  doUpdateSavedCart(params?: OccCallParams & { userId?: OccUserId, cartId?: string, fields?: OccFields }, config?: SapccCallConfig): Promise<SaveCartResult>

  /**
   * Saves a cart for later, with name and description in the address.
   *
   * HTTP: `PATCH /{baseSiteId}/users/{userId}/carts/{cartId}/save`
   * @deprecated by SAP; use `doCartSave`.
   */
  doSaveCart(params?: OccCallParams & { userId?: OccUserId, cartId?: string, fields?: OccFields, saveCartDescription?: string, saveCartName?: string }, config?: SapccCallConfig): Promise<SaveCartResult>

  /**
   * Saves a cart for later under a name and a description.
   *
   * HTTP: `PATCH /{baseSiteId}/users/{userId}/carts/{cartId}/savedCart`
   */
  doCartSave(params: OccCallParams & { userId?: OccUserId, cartId?: string, sapSavedCartRequest: SAPSavedCartRequest, fields?: OccFields }, config?: SapccCallConfig): Promise<SaveCartResult>

  /**
   * Reads a saved cart.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/carts/{cartId}/savedcart`
   */
  getSavedCart(params?: OccCallParams & { userId?: OccUserId, cartId?: string, fields?: OccFields }, config?: SapccCallConfig): Promise<SaveCartResult>

  /**
   * Chooses the appointment for the services in a cart.
   *
   * HTTP: `PATCH /{baseSiteId}/users/{userId}/carts/{cartId}/serviceOrder/serviceScheduleSlot`
   */
  updateCartServiceScheduleSlot(params: OccCallParams & { userId?: OccUserId, cartId?: string, serviceScheduleSlot: ServiceScheduleSlot }, config?: SapccCallConfig): Promise<void>

  /**
   * Cancels services of an order.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/orders/{code}/serviceOrder/cancellation`
   */
  cancelServiceOrder(params: OccCallParams & { userId?: OccUserId, code: string, cancellationRequestEntryInputList: CancellationRequestEntryInputList }, config?: SapccCallConfig): Promise<void>

  /**
   * Moves the appointment for the services of an order.
   *
   * HTTP: `PATCH /{baseSiteId}/users/{userId}/orders/{code}/serviceOrder/serviceScheduleSlot`
   */
  updateOrderServiceScheduleSlot(params: OccCallParams & { userId?: OccUserId, code: string, serviceScheduleSlot: ServiceScheduleSlot }, config?: SapccCallConfig): Promise<void>

  /**
   * Lists the messages the site has for the customer.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/notifications/sitemessages`
   */
  siteMessages(params?: OccCallParams & { userId?: OccUserId, currentPage?: number, needsTotal?: boolean, pageSize?: number, sort?: string }, config?: SapccCallConfig): Promise<siteMessageSearchResult>

  /**
   * Finds stores near a place or position, or by name.
   *
   * HTTP: `GET /{baseSiteId}/stores`
   */
  getStoreLocations(params?: OccCallParams & { accuracy?: number, currentPage?: number, fields?: OccFields, latitude?: number, longitude?: number, pageSize?: number, query?: string, radius?: number, sort?: string }, config?: SapccCallConfig): Promise<StoreFinderSearchPage>

  /**
   * Counts the stores near a place or position.
   *
   * HTTP: `HEAD /{baseSiteId}/stores`
   */
  countStoreLocations(params?: OccCallParams & { accuracy?: number, latitude?: number, longitude?: number, query?: string, radius?: number }, config?: SapccCallConfig): Promise<OccCount>

  /**
   * Lists the stores of a country.
   *
   * HTTP: `GET /{baseSiteId}/stores/country/{countryIso}`
   */
  getStoresByCountry(params: OccCallParams & { countryIso: string, fields?: OccFields }, config?: SapccCallConfig): Promise<PointOfServiceList>

  /**
   * Lists the stores of a region.
   *
   * HTTP: `GET /{baseSiteId}/stores/country/{countryIso}/region/{regionIso}`
   */
  getStoresByCountryAndRegion(params: OccCallParams & { countryIso: string, regionIso: string, fields?: OccFields }, config?: SapccCallConfig): Promise<PointOfServiceList>

  /**
   * Counts the stores of each country and region.
   *
   * HTTP: `GET /{baseSiteId}/stores/storescounts`
   */
  getLocationCounts(params?: OccCallParams, config?: SapccCallConfig): Promise<StoreCountList>

  /**
   * Reads a store with address, opening hours and features.
   *
   * HTTP: `GET /{baseSiteId}/stores/{storeId}`
   */
  getStoreLocation(params: OccCallParams & { storeId: string, fields?: OccFields }, config?: SapccCallConfig): Promise<PointOfService>

  /**
   * Lists the categories a ticket can have.
   *
   * HTTP: `GET /{baseSiteId}/ticketCategories`
   */
  getTicketCategories(params?: OccCallParams & { fields?: OccFields }, config?: SapccCallConfig): Promise<TicketCategoryList>

  /**
   * Lists the customer's orders and carts a ticket can refer to.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/ticketAssociatedObjects`
   */
  getTicketAssociatedObjects(params?: OccCallParams & { userId?: OccUserId, fields?: OccFields }, config?: SapccCallConfig): Promise<TicketAssociatedObjectList>

  /**
   * Lists the customer's tickets.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/tickets`
   */
  getTickets(params?: OccCallParams & { userId?: OccUserId, currentPage?: number, fields?: OccFields, pageSize?: number, sort?: string }, config?: SapccCallConfig): Promise<TicketList>

  /**
   * Opens a ticket with customer service.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/tickets`
   */
  createTicket(params: OccCallParams & { userId?: OccUserId, ticketStarter: TicketStarter, fields?: OccFields }, config?: SapccCallConfig): Promise<Ticket>

  /**
   * Reads a ticket with its messages.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/tickets/{ticketId}`
   */
  getTicket(params: OccCallParams & { userId?: OccUserId, ticketId: string, fields?: OccFields }, config?: SapccCallConfig): Promise<Ticket>

  /**
   * Adds a message to a ticket, or changes its status.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/tickets/{ticketId}/events`
   */
  createTicketEvent(params: OccCallParams & { userId?: OccUserId, ticketId: string, ticketEvent: TicketEvent, fields?: OccFields }, config?: SapccCallConfig): Promise<TicketEvent>

  /**
   * Attaches a file to a message of a ticket.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/tickets/{ticketId}/events/{eventCode}/attachments`
   */
  createTicketEventAttachment(params: OccCallParams & { userId?: OccUserId, ticketId: string, eventCode: string, formData?: OccFormData, ticketEventAttachment?: Blob, fields?: OccFields }, config?: SapccCallConfig): Promise<TicketEventAttachment>

  /**
   * Downloads a file attached to a message of a ticket.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/tickets/{ticketId}/events/{eventCode}/attachments/{attachmentId}`
   */
  getTicketEventAttachment(params: OccCallParams & { userId?: OccUserId, ticketId: string, eventCode: string, attachmentId: string }, config?: SapccCallConfig): Promise<Blob>

  /**
   * Registers a customer, or makes an account from a guest's order.
   *
   * HTTP: `POST /{baseSiteId}/users`
   */
  createUser(params: OccCallParams & { 'userSignUp': UserSignUp, 'fields'?: OccFields, 'sap-commerce-cloud-captcha-token'?: string }, config?: SapccCallConfig): Promise<User>

  /**
   * Closes the customer's account.
   *
   * HTTP: `DELETE /{baseSiteId}/users/{userId}`
   */
  removeUser(params?: OccCallParams & { userId?: OccUserId }, config?: SapccCallConfig): Promise<void>

  /**
   * Reads the customer's profile.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}`
   */
  getUser(params?: OccCallParams & { userId?: OccUserId, fields?: OccFields }, config?: SapccCallConfig): Promise<User>

  /**
   * Changes the given members of the customer's profile.
   *
   * HTTP: `PATCH /{baseSiteId}/users/{userId}`
   */
  updateUser(params: OccCallParams & { userId?: OccUserId, user: User }, config?: SapccCallConfig): Promise<void>

  /**
   * Replaces the customer's profile; members that are not given are emptied.
   *
   * HTTP: `PUT /{baseSiteId}/users/{userId}`
   */
  replaceUser(params: OccCallParams & { userId?: OccUserId, user: User }, config?: SapccCallConfig): Promise<void>

  /**
   * Lists the groups a customer belongs to; for customer managers.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/customergroups`
   */
  getUserCustomerGroups(params?: OccCallParams & { userId?: OccUserId, fields?: OccFields }, config?: SapccCallConfig): Promise<UserGroupList>

  /**
   * Changes the e-mail address the customer signs in with; this ends the session.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/login`
   */
  changeUserLoginId(params: OccCallParams & { userId?: OccUserId, replaceLoginIdInput: ReplaceLoginIdInput }, config?: SapccCallConfig): Promise<void>

  /**
   * Changes the login, with login and password in the address.
   *
   * HTTP: `PUT /{baseSiteId}/users/{userId}/login`
   * @deprecated by SAP; use `changeUserLoginId`.
   */
  replaceUserLogin(params: OccCallParams & { userId?: OccUserId, newLogin: string, password: string }, config?: SapccCallConfig): Promise<void>

  /**
   * Changes the customer's password.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/password`
   */
  changeUserPassword(params: OccCallParams & { userId?: OccUserId, replacePasswordInput: ReplacePasswordInput }, config?: SapccCallConfig): Promise<void>

  /**
   * Changes the password, with both passwords in the address.
   *
   * HTTP: `PUT /{baseSiteId}/users/{userId}/password`
   * @deprecated by SAP; use `changeUserPassword`.
   */
  replaceUserPassword(params: OccCallParams & { userId?: OccUserId, new: string, old: string }, config?: SapccCallConfig): Promise<void>

  /**
   * Sends a one-time code by mail, for sign-in or registration.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/verificationToken`
   */
  createVerificationToken(params: OccCallParams & { userId?: OccUserId, createVerificationTokenInput: CreateVerificationTokenInput }, config?: SapccCallConfig): Promise<VerificationToken>

  /**
   * Reads a voucher; the code travels in the body. For trusted clients.
   *
   * HTTP: `POST /{baseSiteId}/vouchers/code/search`
   */
  getVoucherByCode(params: OccCallParams & { sapVoucherOperationRequest: SAPVoucherOperationRequest, fields?: OccFields }, config?: SapccCallConfig): Promise<Voucher>

  /**
   * Reads a voucher, with the code in the address. For trusted clients.
   *
   * HTTP: `GET /{baseSiteId}/vouchers/{code}`
   * @deprecated by SAP; use `getVoucherByCode`.
   */
  getVoucher(params: OccCallParams & { code: string, fields?: OccFields }, config?: SapccCallConfig): Promise<Voucher>
}
