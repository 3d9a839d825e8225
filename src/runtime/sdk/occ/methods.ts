// Generated from data/occ-operations.tsv by `npm run generate`. Do not edit by hand.
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
  getAddresses(params?: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<AddressList>

  /**
   * Adds an address to the customer's address book.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/addresses`
   */
  createAddress(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    address: Address
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<Address>

  /**
   * Checks whether an address exists and suggests corrections, without storing anything.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/addresses/verification`
   */
  validateAddress(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    address: Address
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<AddressValidation>

  /**
   * Deletes an address from the customer's address book.
   *
   * HTTP: `DELETE /{baseSiteId}/users/{userId}/addresses/{addressId}`
   */
  removeAddress(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Id of one of the user's addresses. */
    addressId: string
  }, config?: SapccCallConfig): Promise<void>

  /**
   * Reads one address of the customer's address book.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/addresses/{addressId}`
   */
  getAddress(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Id of one of the user's addresses. */
    addressId: string
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<Address>

  /**
   * Changes the given members of an address and leaves the others as they are.
   *
   * HTTP: `PATCH /{baseSiteId}/users/{userId}/addresses/{addressId}`
   */
  updateAddress(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Id of one of the user's addresses. */
    addressId: string
    address: Address
  }, config?: SapccCallConfig): Promise<void>

  /**
   * Replaces an address as a whole; members that are not given are emptied.
   *
   * HTTP: `PUT /{baseSiteId}/users/{userId}/addresses/{addressId}`
   */
  replaceAddress(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Id of one of the user's addresses. */
    addressId: string
    address: Address
  }, config?: SapccCallConfig): Promise<void>

  /**
   * Chooses the delivery address of an organisation's cart from the stored ones.
   *
   * HTTP: `PUT /{baseSiteId}/orgUsers/{userId}/carts/{cartId}/addresses/delivery`
   */
  replaceOrgCartDeliveryAddress(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of a customer's cart, or guid of an anonymous one. Left out or `current`: the cart in use. */
    cartId?: string
    /** Id of one of the user's addresses. */
    addressId: string
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<Cart>

  /**
   * Adds several products to an organisation's cart at once.
   *
   * HTTP: `POST /{baseSiteId}/orgUsers/{userId}/carts/{cartId}/entries/`
   */
  doAddOrgCartEntries(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of a customer's cart, or guid of an anonymous one. Left out or `current`: the cart in use. */
    cartId?: string
    orderEntryList: OrderEntryList
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<CartModificationList>

  /**
   * Sets the quantities of several entries of an organisation's cart at once.
   *
   * HTTP: `PUT /{baseSiteId}/orgUsers/{userId}/carts/{cartId}/entries/`
   */
  replaceOrgCartEntries(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of a customer's cart, or guid of an anonymous one. Left out or `current`: the cart in use. */
    cartId?: string
    orderEntryList: OrderEntryList
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<CartModificationList>

  /**
   * Reads the cart an organisation's user last worked on, and creates one when there is none.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/carts/current`
   */
  getCurrentOrgCart(params?: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<Cart>

  /**
   * Chooses the cost center an organisation's cart is charged to.
   *
   * HTTP: `PUT /{baseSiteId}/users/{userId}/carts/{cartId}/costcenter`
   */
  replaceOrgCartCostCenter(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of a customer's cart, or guid of an anonymous one. Left out or `current`: the cart in use. */
    cartId?: string
    /** Code of the cost center that pays. */
    costCenterId: string
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<Cart>

  /**
   * Chooses whether an organisation's cart is paid by account or by card, with an own purchase order number.
   *
   * HTTP: `PUT /{baseSiteId}/users/{userId}/carts/{cartId}/paymenttype`
   */
  replaceOrgCartPaymentType(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of a customer's cart, or guid of an anonymous one. Left out or `current`: the cart in use. */
    cartId?: string
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
    /** How the order is paid, e.g. `CARD` or `ACCOUNT`. */
    paymentType: string
    /** Purchase order number of the customer's own. */
    purchaseOrderNumber?: string
  }, config?: SapccCallConfig): Promise<Cart>

  /**
   * Searches the products of one category.
   *
   * HTTP: `GET /{baseSiteId}/categories/{categoryId}/products`
   */
  getProductsByCategory(params: OccCallParams & {
    /** Id of a category. */
    categoryId: string
    /** Page of the result, from 0 on. */
    currentPage?: number
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
    /** How many results a page has. */
    pageSize?: number
    /** Search in SAP's notation, `text:sort:facet:value`, or a text. */
    query?: string
    /** Code of a sort order, as the result lists them. */
    sort?: string
  }, config?: SapccCallConfig): Promise<ProductSearchPage>

  /**
   * Lists the active cost centers the user may charge.
   *
   * HTTP: `GET /{baseSiteId}/costcenters`
   */
  getActiveCostCenters(params?: OccCallParams & {
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<B2BCostCenterList>

  /**
   * Creates a cost center in the user's organisation.
   *
   * HTTP: `POST /{baseSiteId}/costcenters`
   */
  createCostCenter(params: OccCallParams & {
    b2bCostCenter: B2BCostCenter
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<B2BCostCenter>

  /**
   * Reads a cost center.
   *
   * HTTP: `GET /{baseSiteId}/costcenters/{costCenterCode}`
   */
  getCostCenter(params: OccCallParams & {
    /** Code of a cost center of the company. */
    costCenterCode: string
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<B2BCostCenter>

  /**
   * Changes a cost center, or switches it on or off.
   *
   * HTTP: `PATCH /{baseSiteId}/costcenters/{costCenterCode}`
   */
  updateCostCenter(params: OccCallParams & {
    /** Code of a cost center of the company. */
    costCenterCode: string
    b2bCostCenter: B2BCostCenter
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<B2BCostCenter>

  /**
   * Lists budgets and marks those that are assigned to a cost center.
   *
   * HTTP: `GET /{baseSiteId}/costcenters/{costCenterCode}/budgets`
   */
  getBudgetsForCostCenter(params: OccCallParams & {
    /** Code of a cost center of the company. */
    costCenterCode: string
    /** Page of the result, from 0 on. */
    currentPage?: number
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
    /** How many results a page has. */
    pageSize?: number
    /** Code of a sort order, as the result lists them. */
    sort?: string
  }, config?: SapccCallConfig): Promise<BudgetList>

  /**
   * Assigns a budget to a cost center.
   *
   * HTTP: `POST /{baseSiteId}/costcenters/{costCenterCode}/budgets`
   */
  doAddBudgetToCostCenter(params: OccCallParams & {
    /** Code of a cost center of the company. */
    costCenterCode: string
    /** Code of a budget of the company. */
    budgetCode: string
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<B2BSelectionData>

  /**
   * Takes a budget away from a cost center.
   *
   * HTTP: `DELETE /{baseSiteId}/costcenters/{costCenterCode}/budgets/{budgetCode}`
   */
  removeBudgetFromCostCenter(params: OccCallParams & {
    /** Code of a cost center of the company. */
    costCenterCode: string
    /** Code of a budget of the company. */
    budgetCode: string
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<B2BSelectionData>

  /**
   * Lists all cost centers of the organisation, active or not.
   *
   * HTTP: `GET /{baseSiteId}/costcentersall`
   */
  getCostCenters(params?: OccCallParams & {
    /** Page of the result, from 0 on. */
    currentPage?: number
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
    /** How many results a page has. */
    pageSize?: number
    /** Code of a sort order, as the result lists them. */
    sort?: string
  }, config?: SapccCallConfig): Promise<B2BCostCenterList>

  /**
   * Lists the ways an organisation can pay, for example account and card.
   *
   * HTTP: `GET /{baseSiteId}/paymenttypes`
   */
  getPaymentTypes(params?: OccCallParams & {
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<B2BPaymentTypeList>

  /**
   * Fills a new cart with the entries of an earlier order, to order again.
   *
   * HTTP: `POST /{baseSiteId}/orgUsers/{userId}/cartFromOrder`
   */
  createCartFromOrder(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
    /** Code of an order. */
    orderCode: string
  }, config?: SapccCallConfig): Promise<CartModificationList>

  /**
   * Places the order of an organisation's cart; the terms must have been accepted.
   *
   * HTTP: `POST /{baseSiteId}/orgUsers/{userId}/orders`
   */
  placeOrgOrder(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of a customer's cart, or guid of an anonymous one. Left out or `current`: the cart in use. */
    cartId?: string
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
    /** Whether the customer has accepted the terms; SAP refuses the order otherwise. */
    termsChecked: boolean
  }, config?: SapccCallConfig): Promise<Order>

  /**
   * Lists the orders of all users of the units the user may see.
   *
   * HTTP: `GET /{baseSiteId}/orgUsers/{userId}/orgUnits/orders`
   */
  getUserBranchOrderHistory(params?: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Page of the result, from 0 on. */
    currentPage?: number
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
    /** Filters in SAP's notation. */
    filters?: string
    /** How many results a page has. */
    pageSize?: number
    /** Code of a sort order, as the result lists them. */
    sort?: string
    /** Statuses by which the list is filtered. */
    statuses?: string | readonly string[]
  }, config?: SapccCallConfig): Promise<OrderHistoryList>

  /**
   * Reads one order of any user of the organizational units that the user may see.
   *
   * HTTP: `GET /{baseSiteId}/orgUsers/{userId}/orgUnits/orders/{code}`
   */
  getBranchOrder(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of what is asked for, as lists give it. */
    code: string
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<Order>

  /**
   * Turns a cart into an order that repeats on a schedule.
   *
   * HTTP: `POST /{baseSiteId}/orgUsers/{userId}/replenishmentOrders`
   */
  createReplenishmentOrder(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    scheduleReplenishmentForm: ScheduleReplenishmentForm
    /** Code of a customer's cart, or guid of an anonymous one. Left out or `current`: the cart in use. */
    cartId?: string
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
    /** Whether the customer has accepted the terms; SAP refuses the order otherwise. */
    termsChecked: boolean
  }, config?: SapccCallConfig): Promise<ReplenishmentOrder>

  /**
   * Reads a product as an organisation's shop shows it; no longer differs from `getProduct`.
   *
   * HTTP: `GET /{baseSiteId}/orgProducts/{productCode}`
   */
  getOrgProduct(params: OccCallParams & {
    /** Code of a product. */
    productCode: string
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<Product>

  /**
   * Asks the merchant for an account in a B2B shop.
   *
   * HTTP: `POST /{baseSiteId}/orgUsers`
   */
  createRegistrationRequest(params: OccCallParams & {
    'orgUserRegistrationData': OrgUserRegistrationData
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    'fields'?: OccFields
    /** Proof of a solved captcha, where the base store asks for one. */
    'sap-commerce-cloud-captcha-token'?: string
  }, config?: SapccCallConfig): Promise<void>

  /**
   * Reads the profile of an organisation's user with unit and roles.
   *
   * HTTP: `GET /{baseSiteId}/orgUsers/{userId}`
   */
  getOrgUser(params?: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<User>

  /**
   * Lists the sites of the installation with their stores, languages and address patterns.
   *
   * HTTP: `GET /basesites`
   */
  getBaseSites(params?: OccCallParams & {
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<BaseSiteList>

  /**
   * Reads a base store with its currencies, languages, delivery countries and switches.
   *
   * HTTP: `GET /{baseSiteId}/basestores/{baseStoreUid}`
   */
  getBaseStore(params: OccCallParams & {
    /** Id of a base store. */
    baseStoreUid: string
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<BaseStore>

  /**
   * Downloads a billing document of an order as PDF.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/orders/{code}/billingDocuments/{billingDocId}.pdf`
   */
  getBillingDocument(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of what is asked for, as lists give it. */
    code: string
    /** Number of a billing document. */
    billingDocId: string
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<Blob>

  /**
   * Lists the budgets of the user's organisation.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/budgets`
   */
  getBudgets(params?: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Page of the result, from 0 on. */
    currentPage?: number
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
    /** How many results a page has. */
    pageSize?: number
    /** Code of a sort order, as the result lists them. */
    sort?: string
  }, config?: SapccCallConfig): Promise<BudgetList>

  /**
   * Creates a budget with its amount and period.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/budgets`
   */
  createBudget(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    budget: Budget
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<Budget>

  /**
   * Reads a budget.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/budgets/{budgetCode}`
   */
  getBudget(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of a budget of the company. */
    budgetCode: string
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<Budget>

  /**
   * Changes a budget, or switches it on or off.
   *
   * HTTP: `PATCH /{baseSiteId}/users/{userId}/budgets/{budgetCode}`
   */
  updateBudget(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of a budget of the company. */
    budgetCode: string
    budget: Budget
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<Budget>

  /**
   * Starts a bundle in a cart with a product and the bundle's template.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/carts/{cartId}/bundles`
   */
  createBundle(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of a customer's cart, or guid of an anonymous one. Left out or `current`: the cart in use. */
    cartId?: string
    bundleStarter: BundleStarter
  }, config?: SapccCallConfig): Promise<CartModification>

  /**
   * Searches the products that may be added to a group of a bundle.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/carts/{cartId}/entrygroups/{entryGroupNumber}/allowedProductsSearch`
   */
  getAvailableProducts(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of a customer's cart, or guid of an anonymous one. Left out or `current`: the cart in use. */
    cartId?: string
    /** Number of a group of entries of the cart. */
    entryGroupNumber: number | string
    /** Page of the result, from 0 on. */
    currentPage?: number
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
    /** How many results a page has. */
    pageSize?: number
    /** Search in SAP's notation, `text:sort:facet:value`, or a text. */
    query?: string
    /** Code of a sort order, as the result lists them. */
    sort?: string
  }, config?: SapccCallConfig): Promise<ProductSearchPage>

  /**
   * Sets the billing address of a cart.
   *
   * HTTP: `PUT /{baseSiteId}/users/{userId}/carts/{cartId}/addresses/billing`
   */
  updateBillingAddress(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of a customer's cart, or guid of an anonymous one. Left out or `current`: the cart in use. */
    cartId?: string
    address: Address
  }, config?: SapccCallConfig): Promise<void>

  /**
   * Takes the delivery address off a cart.
   *
   * HTTP: `DELETE /{baseSiteId}/users/{userId}/carts/{cartId}/addresses/delivery`
   */
  removeCartDeliveryAddress(params?: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of a customer's cart, or guid of an anonymous one. Left out or `current`: the cart in use. */
    cartId?: string
  }, config?: SapccCallConfig): Promise<void>

  /**
   * Creates an address and delivers the cart to it.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/carts/{cartId}/addresses/delivery`
   */
  createCartDeliveryAddress(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of a customer's cart, or guid of an anonymous one. Left out or `current`: the cart in use. */
    cartId?: string
    address: Address
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<Address>

  /**
   * Delivers the cart to one of the customer's stored addresses.
   *
   * HTTP: `PUT /{baseSiteId}/users/{userId}/carts/{cartId}/addresses/delivery`
   */
  replaceCartDeliveryAddress(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of a customer's cart, or guid of an anonymous one. Left out or `current`: the cart in use. */
    cartId?: string
    /** Id of one of the user's addresses. */
    addressId: string
  }, config?: SapccCallConfig): Promise<void>

  /**
   * Takes the chosen delivery mode off a cart.
   *
   * HTTP: `DELETE /{baseSiteId}/users/{userId}/carts/{cartId}/deliverymode`
   */
  removeCartDeliveryMode(params?: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of a customer's cart, or guid of an anonymous one. Left out or `current`: the cart in use. */
    cartId?: string
  }, config?: SapccCallConfig): Promise<void>

  /**
   * Reads the delivery mode that was chosen for a cart.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/carts/{cartId}/deliverymode`
   */
  getCartDeliveryMode(params?: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of a customer's cart, or guid of an anonymous one. Left out or `current`: the cart in use. */
    cartId?: string
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<DeliveryMode>

  /**
   * Chooses the delivery mode of a cart.
   *
   * HTTP: `PUT /{baseSiteId}/users/{userId}/carts/{cartId}/deliverymode`
   */
  replaceCartDeliveryMode(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of a customer's cart, or guid of an anonymous one. Left out or `current`: the cart in use. */
    cartId?: string
    /** Code of a delivery mode of the cart. */
    deliveryModeId: string
  }, config?: SapccCallConfig): Promise<void>

  /**
   * Lists the delivery modes available for a cart with their costs; the delivery address must be set.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/carts/{cartId}/deliverymodes`
   */
  getCartDeliveryModes(params?: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of a customer's cart, or guid of an anonymous one. Left out or `current`: the cart in use. */
    cartId?: string
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<DeliveryModeList>

  /**
   * Lists the entries of a cart; `{}` when there is no cart and none is named.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/carts/{cartId}/entries`
   */
  getCartEntries(params?: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of a customer's cart, or guid of an anonymous one. Left out or `current`: the cart in use. */
    cartId?: string
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<OrderEntryList>

  /**
   * Adds a product to a cart; `statusCode` and `quantityAdded` tell whether and how much was added.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/carts/{cartId}/entries`
   */
  createCartEntry(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of a customer's cart, or guid of an anonymous one. Left out or `current`: the cart in use. */
    cartId?: string
    orderEntry: OrderEntry
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<CartModification>

  /**
   * Removes an entry from a cart; the numbers of the entries behind it shift.
   *
   * HTTP: `DELETE /{baseSiteId}/users/{userId}/carts/{cartId}/entries/{entryNumber}`
   */
  removeCartEntry(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of a customer's cart, or guid of an anonymous one. Left out or `current`: the cart in use. */
    cartId?: string
    /** Position of the entry, from 0 on; it shifts when an entry before it is removed. */
    entryNumber: number | string
  }, config?: SapccCallConfig): Promise<void>

  /**
   * Reads one entry of a cart.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/carts/{cartId}/entries/{entryNumber}`
   */
  getCartEntry(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of a customer's cart, or guid of an anonymous one. Left out or `current`: the cart in use. */
    cartId?: string
    /** Position of the entry, from 0 on; it shifts when an entry before it is removed. */
    entryNumber: number | string
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<OrderEntry>

  /**
   * Changes the quantity or the pickup store of an entry.
   *
   * HTTP: `PATCH /{baseSiteId}/users/{userId}/carts/{cartId}/entries/{entryNumber}`
   */
  updateCartEntry(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of a customer's cart, or guid of an anonymous one. Left out or `current`: the cart in use. */
    cartId?: string
    /** Position of the entry, from 0 on; it shifts when an entry before it is removed. */
    entryNumber: number | string
    orderEntry: OrderEntry
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<CartModification>

  /**
   * Sets quantity and pickup store of an entry; without a store the entry is shipped.
   *
   * HTTP: `PUT /{baseSiteId}/users/{userId}/carts/{cartId}/entries/{entryNumber}`
   */
  replaceCartEntry(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of a customer's cart, or guid of an anonymous one. Left out or `current`: the cart in use. */
    cartId?: string
    /** Position of the entry, from 0 on; it shifts when an entry before it is removed. */
    entryNumber: number | string
    orderEntry: OrderEntry
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<CartModification>

  /**
   * Removes a group of entries with everything in it, for example a whole bundle.
   *
   * HTTP: `DELETE /{baseSiteId}/users/{userId}/carts/{cartId}/entrygroups/{entryGroupNumber}`
   */
  removeCartEntryGroup(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of a customer's cart, or guid of an anonymous one. Left out or `current`: the cart in use. */
    cartId?: string
    /** Number of a group of entries of the cart. */
    entryGroupNumber: number | string
  }, config?: SapccCallConfig): Promise<void>

  /**
   * Adds a product to a group of entries, for example a part to a bundle.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/carts/{cartId}/entrygroups/{entryGroupNumber}`
   */
  addToCartEntryGroup(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of a customer's cart, or guid of an anonymous one. Left out or `current`: the cart in use. */
    cartId?: string
    /** Number of a group of entries of the cart. */
    entryGroupNumber: number | string
    orderEntry: OrderEntry
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<CartModification>

  /**
   * Chooses the payment option of a cart.
   *
   * HTTP: `PUT /{baseSiteId}/users/{userId}/carts/{cartId}/paymentOption`
   */
  updateSapPaymentOption(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of a customer's cart, or guid of an anonymous one. Left out or `current`: the cart in use. */
    cartId?: string
    sapPaymentOptionRequest: SAPPaymentOptionRequest
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<Cart>

  /**
   * Stores new payment details and pays the cart with them.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/carts/{cartId}/paymentdetails`
   */
  createCartPaymentDetails(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of a customer's cart, or guid of an anonymous one. Left out or `current`: the cart in use. */
    cartId?: string
    paymentDetails: PaymentDetails
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<PaymentDetails>

  /**
   * Pays the cart with stored payment details.
   *
   * HTTP: `PUT /{baseSiteId}/users/{userId}/carts/{cartId}/paymentdetails`
   */
  replaceCartPaymentDetails(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of a customer's cart, or guid of an anonymous one. Left out or `current`: the cart in use. */
    cartId?: string
    /** Id of the user's payment details. */
    paymentDetailsId: string
  }, config?: SapccCallConfig): Promise<void>

  /**
   * Applies a voucher to a cart; the code travels in the body.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/carts/{cartId}/applyVoucher`
   */
  applyCartVoucher(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of a customer's cart, or guid of an anonymous one. Left out or `current`: the cart in use. */
    cartId?: string
    sapVoucherRequest: SAPVoucherRequest
  }, config?: SapccCallConfig): Promise<void>

  /**
   * Lists the promotions that were applied to a cart.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/carts/{cartId}/promotions`
   */
  getCartPromotions(params?: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of a customer's cart, or guid of an anonymous one. Left out or `current`: the cart in use. */
    cartId?: string
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<PromotionResultList>

  /**
   * Switches on a promotion that needs the customer's consent.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/carts/{cartId}/promotions`
   */
  doApplyCartPromotion(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of a customer's cart, or guid of an anonymous one. Left out or `current`: the cart in use. */
    cartId?: string
    /** Code of a promotion. */
    promotionId: string
  }, config?: SapccCallConfig): Promise<void>

  /**
   * Switches off a promotion of a cart.
   *
   * HTTP: `DELETE /{baseSiteId}/users/{userId}/carts/{cartId}/promotions/{promotionId}`
   */
  removeCartPromotion(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of a customer's cart, or guid of an anonymous one. Left out or `current`: the cart in use. */
    cartId?: string
    /** Code of a promotion. */
    promotionId: string
  }, config?: SapccCallConfig): Promise<void>

  /**
   * Reads what one promotion did to a cart.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/carts/{cartId}/promotions/{promotionId}`
   */
  getCartPromotion(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of a customer's cart, or guid of an anonymous one. Left out or `current`: the cart in use. */
    cartId?: string
    /** Code of a promotion. */
    promotionId: string
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<PromotionResultList>

  /**
   * Takes a voucher off a cart; the code travels in the body.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/carts/{cartId}/removeVoucher`
   */
  doCartVoucherRemoval(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of a customer's cart, or guid of an anonymous one. Left out or `current`: the cart in use. */
    cartId?: string
    sapVoucherRequest: SAPVoucherRequest
  }, config?: SapccCallConfig): Promise<void>

  /**
   * Lists the vouchers applied to a cart.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/carts/{cartId}/vouchers`
   */
  getCartVouchers(params?: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of a customer's cart, or guid of an anonymous one. Left out or `current`: the cart in use. */
    cartId?: string
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<VoucherList>

  /**
   * Applies a voucher to a cart, with the code in the address.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/carts/{cartId}/vouchers`
   * @deprecated by SAP; use `applyCartVoucher`.
   */
  doApplyCartVoucher(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of a customer's cart, or guid of an anonymous one. Left out or `current`: the cart in use. */
    cartId?: string
    /** Code of a voucher. */
    voucherId: string
  }, config?: SapccCallConfig): Promise<void>

  /**
   * Takes a voucher off a cart, with the code in the address.
   *
   * HTTP: `DELETE /{baseSiteId}/users/{userId}/carts/{cartId}/vouchers/{voucherId}`
   * @deprecated by SAP; use `doCartVoucherRemoval`.
   */
  removeCartVoucher(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of a customer's cart, or guid of an anonymous one. Left out or `current`: the cart in use. */
    cartId?: string
    /** Code of a voucher. */
    voucherId: string
  }, config?: SapccCallConfig): Promise<void>

  /**
   * Lists the carts of a customer, or only those that were saved.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/carts`
   */
  getCarts(params?: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Page of the result, from 0 on. */
    currentPage?: number
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
    /** How many results a page has. */
    pageSize?: number
    /** Whether only saved carts are listed. */
    savedCartsOnly?: boolean
    /** Code of a sort order, as the result lists them. */
    sort?: string
  }, config?: SapccCallConfig): Promise<CartList>

  /**
   * Creates a cart; with `oldCartId` restores or merges an anonymous one into the customer's.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/carts`
   */
  createCart(params?: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
    /** Guid of the anonymous cart that is merged or taken over. */
    oldCartId?: string
    /** Guid of the customer's cart that `oldCartId` is merged into. */
    toMergeCartGuid?: string
  }, config?: SapccCallConfig): Promise<Cart>

  /**
   * Deletes a cart with everything in it.
   *
   * HTTP: `DELETE /{baseSiteId}/users/{userId}/carts/{cartId}`
   */
  removeCart(params?: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of a customer's cart, or guid of an anonymous one. Left out or `current`: the cart in use. */
    cartId?: string
  }, config?: SapccCallConfig): Promise<void>

  /**
   * Reads a cart with entries, totals, promotions, delivery and payment. `{}`, without a `code`, when there is no cart and none is named.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/carts/{cartId}`
   */
  getCart(params?: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of a customer's cart, or guid of an anonymous one. Left out or `current`: the cart in use. */
    cartId?: string
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<Cart>

  /**
   * Makes a short-lived code that lets another system identify the cart.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/carts/{cartId}/accessCode`
   */
  getCartIdAccessCode(params?: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of a customer's cart, or guid of an anonymous one. Left out or `current`: the cart in use. */
    cartId?: string
  }, config?: SapccCallConfig): Promise<SAPAccessCode>

  /**
   * Lists the stores where everything to be picked up can be picked up together.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/carts/{cartId}/consolidate`
   */
  getConsolidatedPickupLocations(params?: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of a customer's cart, or guid of an anonymous one. Left out or `current`: the cart in use. */
    cartId?: string
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<PointOfServiceList>

  /**
   * Moves everything to be picked up to one store.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/carts/{cartId}/consolidate`
   */
  createConsolidatedPickupLocation(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of a customer's cart, or guid of an anonymous one. Left out or `current`: the cart in use. */
    cartId?: string
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
    /** Name of a point of service. */
    storeName: string
  }, config?: SapccCallConfig): Promise<CartModificationList>

  /**
   * Gives the anonymous cart an e-mail address so that a guest can check out.
   *
   * HTTP: `PUT /{baseSiteId}/users/{userId}/carts/{cartId}/email`
   * @deprecated by SAP; use `setGuestUserEmail`.
   */
  replaceCartGuestUser(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of a customer's cart, or guid of an anonymous one. Left out or `current`: the cart in use. */
    cartId?: string
    /** E-mail address of the guest. */
    email: string
  }, config?: SapccCallConfig): Promise<void>

  /**
   * Changes the guest's details on a cart.
   *
   * HTTP: `PATCH /{baseSiteId}/users/{userId}/carts/{cartId}/guestuser`
   */
  updateCurrentUserProfile(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of a customer's cart, or guid of an anonymous one. Left out or `current`: the cart in use. */
    cartId?: string
    sapGuestUserRequest: SAPGuestUserRequest
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<SAPGuestUserRequest>

  /**
   * Makes the anonymous cart a guest's, with e-mail address and name, so that they can check out.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/carts/{cartId}/guestuser`
   */
  createCartGuestUser(params?: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of a customer's cart, or guid of an anonymous one. Left out or `current`: the cart in use. */
    cartId?: string
    sapGuestUserRequest?: SAPGuestUserRequest
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<SAPGuestUserRequest>

  /**
   * Prepares the form the browser posts to the payment provider (silent order post).
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/carts/{cartId}/payment/sop/request`
   */
  getSopPaymentRequestDetails(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of a customer's cart, or guid of an anonymous one. Left out or `current`: the cart in use. */
    cartId?: string
    /** Whether the address for the payment provider's callback is part of the answer. */
    extendedMerchantCallback?: boolean
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
    /** Address that the payment provider sends the browser back to. */
    responseUrl: string
  }, config?: SapccCallConfig): Promise<PaymentRequest>

  /**
   * Forgets the payment provider's answer, for another attempt with other details.
   *
   * HTTP: `DELETE /{baseSiteId}/users/{userId}/carts/{cartId}/payment/sop/response`
   */
  removeSopPaymentResponse(params?: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of a customer's cart, or guid of an anonymous one. Left out or `current`: the cart in use. */
    cartId?: string
  }, config?: SapccCallConfig): Promise<void>

  /**
   * Asks whether the payment provider has answered; 202 means not yet.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/carts/{cartId}/payment/sop/response`
   */
  getSopPaymentResponse(params?: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of a customer's cart, or guid of an anonymous one. Left out or `current`: the cart in use. */
    cartId?: string
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<PaymentDetails>

  /**
   * Hands the payment provider's answer over and pays the cart with it.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/carts/{cartId}/payment/sop/response`
   */
  doHandleSopPaymentResponse(params?: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of a customer's cart, or guid of an anonymous one. Left out or `current`: the cart in use. */
    cartId?: string
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<PaymentDetails>

  /**
   * Sets the date on which the customer would like to receive the goods.
   *
   * HTTP: `PUT /{baseSiteId}/users/{userId}/carts/{cartId}/requestedretrievaldate`
   */
  setCartRequestedRetrievalDate(params?: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of a customer's cart, or guid of an anonymous one. Left out or `current`: the cart in use. */
    cartId?: string
    /** Day of the wish, ISO 8601. */
    requestedRetrievalAt?: string
  }, config?: SapccCallConfig): Promise<void>

  /**
   * Gives the anonymous cart a guest's e-mail address; the address travels in the body.
   *
   * HTTP: `PUT /{baseSiteId}/users/{userId}/carts/{cartId}/setEmail`
   */
  setGuestUserEmail(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of a customer's cart, or guid of an anonymous one. Left out or `current`: the cart in use. */
    cartId?: string
    sapGuestUserRequest: SAPGuestUserRequest
  }, config?: SapccCallConfig): Promise<void>

  /**
   * Checks stock and prices of a cart before checkout and reports what had to change.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/carts/{cartId}/validate`
   */
  validateCart(params?: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of a customer's cart, or guid of an anonymous one. Left out or `current`: the cart in use. */
    cartId?: string
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<CartModificationList>

  /**
   * Lists the product catalogs with their versions and category trees.
   *
   * HTTP: `GET /{baseSiteId}/catalogs`
   */
  getCatalogs(params?: OccCallParams & {
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<CatalogList>

  /**
   * Reads a product catalog with its versions.
   *
   * HTTP: `GET /{baseSiteId}/catalogs/{catalogId}`
   */
  getCatalog(params: OccCallParams & {
    /** Id of a catalog. */
    catalogId: string
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<Catalog>

  /**
   * Reads a version of a catalog with its tree of categories.
   *
   * HTTP: `GET /{baseSiteId}/catalogs/{catalogId}/{catalogVersionId}`
   */
  getCatalogVersion(params: OccCallParams & {
    /** Id of a catalog. */
    catalogId: string
    /** Version of the catalog, e.g. `Online`. */
    catalogVersionId: string
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<CatalogVersion>

  /**
   * Reads a category of a catalog version with the categories below it.
   *
   * HTTP: `GET /{baseSiteId}/catalogs/{catalogId}/{catalogVersionId}/categories/{categoryId}`
   */
  getCategories(params: OccCallParams & {
    /** Id of a catalog. */
    catalogId: string
    /** Version of the catalog, e.g. `Online`. */
    catalogVersionId: string
    /** Id of a category. */
    categoryId: string
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<CategoryHierarchy>

  /**
   * Lists the districts of a city, for address forms.
   *
   * HTTP: `GET /{baseSiteId}/cities/{cityId}/districts`
   */
  getDistricts(params: OccCallParams & {
    /** Id of a city. */
    cityId: string
  }, config?: SapccCallConfig): Promise<DistrictList>

  /**
   * Lists the cities of a region, for address forms.
   *
   * HTTP: `GET /{baseSiteId}/regions/{regionId}/cities`
   */
  getCities(params: OccCallParams & {
    /** Id of a region. */
    regionId: string
  }, config?: SapccCallConfig): Promise<CityList>

  /**
   * Reads CMS components by their identifiers, as for an anonymous visitor.
   *
   * HTTP: `GET /{baseSiteId}/cms/components`
   * @deprecated by SAP; use `getComponentsByIdsAndUser`.
   */
  getComponentsByIds(params?: OccCallParams & {
    /** Code of a catalog. */
    catalogCode?: string
    /** Code of a category. */
    categoryCode?: string
    /** Uids of CMS components; SAP answers ten of them unless `pageSize` says otherwise. */
    componentIds?: string | readonly string[]
    /** Page of the result, from 0 on. */
    currentPage?: number
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
    /** How many results a page has. */
    pageSize?: number
    /** Code of a product. */
    productCode?: string
    /** Code of a sort order, as the result lists them. */
    sort?: string
  }, config?: SapccCallConfig): Promise<ComponentList>

  /**
   * Reads many CMS components by identifiers given in the body.
   *
   * HTTP: `POST /{baseSiteId}/cms/components`
   * @deprecated by SAP; use `getComponentsByIdsAndUser`.
   */
  searchComponentsByIds(params: OccCallParams & {
    componentIDList: ComponentIDList
    /** Code of a catalog. */
    catalogCode?: string
    /** Code of a category. */
    categoryCode?: string
    /** Page of the result, from 0 on. */
    currentPage?: number
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
    /** How many results a page has. */
    pageSize?: number
    /** Code of a product. */
    productCode?: string
    /** Code of a sort order, as the result lists them. */
    sort?: string
  }, config?: SapccCallConfig): Promise<ComponentList>

  /**
   * Reads a CMS component, as for an anonymous visitor.
   *
   * HTTP: `GET /{baseSiteId}/cms/components/{componentId}`
   * @deprecated by SAP; use `getComponentByIdAndUser`.
   */
  getComponentById(params: OccCallParams & {
    /** Uid of a CMS component. */
    componentId: string
    /** Code of a catalog. */
    catalogCode?: string
    /** Code of a category. */
    categoryCode?: string
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
    /** Code of a product. */
    productCode?: string
  }, config?: SapccCallConfig): Promise<Component>

  /**
   * Reads CMS components by their identifiers, with the restrictions that apply to the user.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/cms/components`
   */
  getComponentsByIdsAndUser(params?: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of a catalog. */
    catalogCode?: string
    /** Code of a category. */
    categoryCode?: string
    /** Uids of CMS components; SAP answers ten of them unless `pageSize` says otherwise. */
    componentIds?: string | readonly string[]
    /** Page of the result, from 0 on. */
    currentPage?: number
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
    /** How many results a page has. */
    pageSize?: number
    /** Code of a product. */
    productCode?: string
    /** Code of a sort order, as the result lists them. */
    sort?: string
  }, config?: SapccCallConfig): Promise<ComponentList>

  /**
   * Reads a CMS component, with the restrictions that apply to the user.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/cms/components/{componentId}`
   */
  getComponentByIdAndUser(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Uid of a CMS component. */
    componentId: string
    /** Code of a catalog. */
    catalogCode?: string
    /** Code of a category. */
    categoryCode?: string
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
    /** Code of a product. */
    productCode?: string
  }, config?: SapccCallConfig): Promise<Component>

  /**
   * Records that the customer agrees to a version of a consent template.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/consents`
   */
  doGiveConsent(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Id of a consent template. */
    consentTemplateId: string
    /** Version of the consent template that the consent is for. */
    consentTemplateVersion: number | string
  }, config?: SapccCallConfig): Promise<ConsentTemplate>

  /**
   * Withdraws a consent the customer gave.
   *
   * HTTP: `DELETE /{baseSiteId}/users/{userId}/consents/{consentCode}`
   */
  removeConsent(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of a consent that was given. */
    consentCode: string
  }, config?: SapccCallConfig): Promise<void>

  /**
   * Lists what customers are asked to agree to, with what this customer decided.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/consenttemplates`
   */
  getConsentTemplates(params?: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<ConsentTemplateList>

  /**
   * Reads one consent template with what this customer decided.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/consenttemplates/{consentTemplateId}`
   */
  getConsentTemplate(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Id of a consent template. */
    consentTemplateId: string
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<ConsentTemplate>

  /**
   * Reads carrier, tracking number and events of a parcel.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/orders/{orderCode}/consignments/{consignmentCode}/tracking`
   */
  getConsignmentTrackingData(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of an order. */
    orderCode: string
    /** Code of a consignment of the order. */
    consignmentCode: string
  }, config?: SapccCallConfig): Promise<consignmentTracking>

  /**
   * Lists countries, for billing or for delivery depending on `type`.
   *
   * HTTP: `GET /{baseSiteId}/countries`
   */
  getCountries(params?: OccCallParams & {
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
    /** Which countries: `SHIPPING` or `BILLING`. */
    type?: string
  }, config?: SapccCallConfig): Promise<CountryList>

  /**
   * Lists the regions of a country, for address forms.
   *
   * HTTP: `GET /{baseSiteId}/countries/{countyIsoCode}/regions`
   */
  getCountryRegions(params: OccCallParams & {
    /** ISO code of a country. */
    countyIsoCode: string
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<RegionList>

  /**
   * Lists the coupons in the customer's account.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/customercoupons`
   */
  getCustomerCoupons(params?: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Page of the result, from 0 on. */
    currentPage?: number
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
    /** Whether the total is counted. */
    needsTotal?: boolean
    /** How many results a page has. */
    pageSize?: number
    /** Code of a sort order, as the result lists them. */
    sort?: string
  }, config?: SapccCallConfig): Promise<CustomerCouponSearchResult>

  /**
   * Puts a coupon into the customer's account; the code travels in the body.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/customercoupons/claim`
   */
  claimCustomerCoupon(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    sapCustomerCouponOperationRequest: SAPCustomerCouponOperationRequest
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<CustomerCoupon2Customer>

  /**
   * Gives a claimed coupon back; the code travels in the body.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/customercoupons/discard`
   */
  discardCustomerCoupon(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    sapCustomerCouponOperationRequest: SAPCustomerCouponOperationRequest
  }, config?: SapccCallConfig): Promise<void>

  /**
   * Asks for notifications about a coupon's start and end; the code travels in the body.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/customercoupons/subscribeNotifications`
   */
  subscribeNotificationsOfCustomerCoupon(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    sapCustomerCouponOperationRequest: SAPCustomerCouponOperationRequest
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<CustomerCouponNotification>

  /**
   * Ends the notifications about a coupon; the code travels in the body.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/customercoupons/unsubscribeNotifications`
   */
  unsubscribeNotificationsOfCustomerCoupon(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    sapCustomerCouponOperationRequest: SAPCustomerCouponOperationRequest
  }, config?: SapccCallConfig): Promise<void>

  /**
   * Gives a claimed coupon back, with the code in the address.
   *
   * HTTP: `DELETE /{baseSiteId}/users/{userId}/customercoupons/{couponCode}/claim`
   * @deprecated by SAP; use `discardCustomerCoupon`.
   */
  unassignCustomerCoupon(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of a coupon. */
    couponCode: string
  }, config?: SapccCallConfig): Promise<void>

  /**
   * Puts a coupon into the customer's account, with the code in the address.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/customercoupons/{couponCode}/claim`
   * @deprecated by SAP; use `claimCustomerCoupon`.
   */
  doClaimCustomerCoupon(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of a coupon. */
    couponCode: string
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<CustomerCoupon2Customer>

  /**
   * Ends the notifications about a coupon, with the code in the address.
   *
   * HTTP: `DELETE /{baseSiteId}/users/{userId}/customercoupons/{couponCode}/notification`
   * @deprecated by SAP; use `unsubscribeNotificationsOfCustomerCoupon`.
   */
  doUnsubscribeFromCustomerCoupon(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of a coupon. */
    couponCode: string
  }, config?: SapccCallConfig): Promise<void>

  /**
   * Asks for notifications about a coupon, with the code in the address.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/customercoupons/{couponCode}/notification`
   * @deprecated by SAP; use `subscribeNotificationsOfCustomerCoupon`.
   */
  doSubscribeToCustomerCoupon(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of a coupon. */
    couponCode: string
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<CustomerCouponNotification>

  /**
   * Lists customer groups; for customer managers.
   *
   * HTTP: `GET /{baseSiteId}/customergroups`
   */
  getCustomerGroups(params?: OccCallParams & {
    /** Page of the result, from 0 on. */
    currentPage?: number
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
    /** How many results a page has. */
    pageSize?: number
  }, config?: SapccCallConfig): Promise<UserGroupList>

  /**
   * Creates a customer group; for customer managers.
   *
   * HTTP: `POST /{baseSiteId}/customergroups`
   */
  createCustomerGroup(params: OccCallParams & {
    userGroup: UserGroup
  }, config?: SapccCallConfig): Promise<void>

  /**
   * Reads a customer group with its members; for customer managers.
   *
   * HTTP: `GET /{baseSiteId}/customergroups/{groupId}`
   */
  getCustomerGroup(params: OccCallParams & {
    /** Id of a group. */
    groupId: string
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<UserGroup>

  /**
   * Adds customers to a group; for customer managers.
   *
   * HTTP: `PATCH /{baseSiteId}/customergroups/{groupId}/members`
   */
  updateCustomerGroupWithUsers(params: OccCallParams & {
    /** Id of a group. */
    groupId: string
    memberList: MemberList
  }, config?: SapccCallConfig): Promise<void>

  /**
   * Sets the members of a customer group; for customer managers.
   *
   * HTTP: `PUT /{baseSiteId}/customergroups/{groupId}/members`
   */
  replaceUsersForCustomerGroup(params: OccCallParams & {
    /** Id of a group. */
    groupId: string
    memberList: MemberList
  }, config?: SapccCallConfig): Promise<void>

  /**
   * Removes a customer from a group; for customer managers.
   *
   * HTTP: `DELETE /{baseSiteId}/customergroups/{groupId}/members/{userId}`
   */
  removeUsersFromCustomerGroup(params: OccCallParams & {
    /** Id of a group. */
    groupId: string
    /** Id of the user that the call is about. */
    userId: string
  }, config?: SapccCallConfig): Promise<void>

  /**
   * Registers the cart with SAP digital payments and returns where to enter the card.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/carts/{cartId}/payment/digitalPayments/request`
   */
  createDigitalPaymentRequest(params?: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of a customer's cart, or guid of an anonymous one. Left out or `current`: the cart in use. */
    cartId?: string
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<PaymentRequest>

  /**
   * Takes over the card that was entered at SAP digital payments and pays the cart with it.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/carts/{cartId}/payment/digitalPayments/response`
   */
  doHandleDigitalPaymentResponse(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of a customer's cart, or guid of an anonymous one. Left out or `current`: the cart in use. */
    cartId?: string
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
    /** Id of the session at the payment or procurement system. */
    sid: string
    /** Signature of the payment system's answer. */
    sign: string
  }, config?: SapccCallConfig): Promise<PaymentDetails>

  /**
   * Lists what the customer is entitled to use, for example licences.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/entitlementInstances`
   */
  getEntitlementInstances(params?: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Page of the result, from 0 on. */
    currentPage?: number
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
    /** How many results a page has. */
    pageSize?: number
  }, config?: SapccCallConfig): Promise<EntitlementInstanceList>

  /**
   * Reads one entitlement of the customer.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/entitlementInstances/{entitlementInstanceId}`
   */
  getEntitlementInstance(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Id of an entitlement. */
    entitlementInstanceId: string
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<EntitlementInstance>

  /**
   * Exports all products, or those changed since a moment, page by page; for trusted clients.
   *
   * HTTP: `GET /{baseSiteId}/export/products`
   */
  getExportedProducts(params?: OccCallParams & {
    /** Catalog as `catalogId:catalogVersion`. */
    catalog?: string
    /** Page of the result, from 0 on. */
    currentPage?: number
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
    /** How many results a page has. */
    pageSize?: number
    /** Only what has changed since then, ISO 8601. */
    timestamp?: string
    /** Version of the catalog, e.g. `Online`. */
    version?: string
  }, config?: SapccCallConfig): Promise<ProductList>

  /**
   * Lists the orders whose status changed since a moment; for trusted clients.
   *
   * HTTP: `GET /{baseSiteId}/feeds/orders/statusfeed`
   */
  getOrderStatusFeed(params: OccCallParams & {
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
    /** Only what has changed since then, ISO 8601. */
    timestamp: string
  }, config?: SapccCallConfig): Promise<OrderStatusUpdateElementList>

  /**
   * Sends a customer the mail to choose a new password, with the login in the address.
   *
   * HTTP: `POST /{baseSiteId}/forgottenpasswordtokens`
   * @deprecated by SAP; use `sendPasswordRestoreToken`.
   */
  doRestorePassword(params: OccCallParams & {
    /** Id of the user that the call is about. */
    userId: string
  }, config?: SapccCallConfig): Promise<void>

  /**
   * Sends a customer the mail to choose a new password.
   *
   * HTTP: `POST /{baseSiteId}/passwordRestoreToken`
   */
  sendPasswordRestoreToken(params: OccCallParams & {
    passwordRestoreTokenInput: PasswordRestoreTokenInput
  }, config?: SapccCallConfig): Promise<void>

  /**
   * Sets a new password with the token from that mail.
   *
   * HTTP: `POST /{baseSiteId}/resetpassword`
   */
  doResetPassword(params: OccCallParams & {
    resetPassword: ResetPassword
  }, config?: SapccCallConfig): Promise<void>

  /**
   * Reads when which stock of several products is expected.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/futureStocks`
   */
  getFutureStocksList(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
    /** Codes of products. */
    productCodes: string | readonly string[]
  }, config?: SapccCallConfig): Promise<ProductFutureStocksList>

  /**
   * Reads when which stock of a product is expected.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/futureStocks/{productCode}`
   */
  getFutureStocks(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of a product. */
    productCode: string
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<ProductFutureStocks>

  /**
   * Lists the invoices of an order.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/orders/{code}/invoices`
   */
  getUserOrderInvoices(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of what is asked for, as lists give it. */
    code: string
    /** Page of the result, from 0 on. */
    currentPage?: number
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
    /** How many results a page has. */
    pageSize?: number
    /** Code of a sort order, as the result lists them. */
    sort?: string
  }, config?: SapccCallConfig): Promise<SAPInvoiceList>

  /**
   * Downloads an invoice of an order as PDF.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/orders/{code}/invoices/{invoiceId}/download`
   */
  getUserOrderInvoiceBinary(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of what is asked for, as lists give it. */
    code: string
    /** Number of an invoice. */
    invoiceId: string
    /** Id of the system that the document is in. */
    externalSystemId?: string
  }, config?: SapccCallConfig): Promise<Blob>

  /**
   * Tells SAP that the customer has just signed in, so that what hangs on a login happens.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/loginnotification`
   */
  doPublishSuccessfulLoginEvent(params?: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
  }, config?: SapccCallConfig): Promise<void>

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
  doHandleCartMerchantCallback(params?: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of a customer's cart, or guid of an anonymous one. Left out or `current`: the cart in use. */
    cartId?: string
  }, config?: SapccCallConfig): Promise<void>

  /**
   * Sends messages in a conversation between customer and agent, or opens one.
   *
   * HTTP: `POST /{baseSiteId}/messagecenter/im/conversations`
   */
  sendMessage(params: OccCallParams & {
    conversationMessageList: conversationMessageList
  }, config?: SapccCallConfig): Promise<conversation>

  /**
   * Lists the conversations an agent can pick or is handling, by status.
   *
   * HTTP: `GET /{baseSiteId}/messagecenter/im/conversations/agentconversations`
   */
  getConversationsForAgent(params: OccCallParams & {
    /** Status by which the list is filtered. */
    status: string
  }, config?: SapccCallConfig): Promise<conversationList>

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
  closeConversation(params: OccCallParams & {
    /** Id of a conversation. */
    conversationId: string
  }, config?: SapccCallConfig): Promise<conversation>

  /**
   * Reads the messages of a conversation.
   *
   * HTTP: `GET /{baseSiteId}/messagecenter/im/conversations/{conversationId}/messages`
   */
  getMessagesForConversation(params: OccCallParams & {
    /** Id of a conversation. */
    conversationId: string
  }, config?: SapccCallConfig): Promise<conversationMessageList>

  /**
   * Assigns an open conversation to the agent who asks.
   *
   * HTTP: `PATCH /{baseSiteId}/messagecenter/im/conversations/{conversationId}/pick`
   */
  pickConversation(params: OccCallParams & {
    /** Id of a conversation. */
    conversationId: string
  }, config?: SapccCallConfig): Promise<conversation>

  /**
   * Lists the brands of credit cards the shop accepts.
   *
   * HTTP: `GET /{baseSiteId}/cardtypes`
   */
  getCardTypes(params?: OccCallParams & {
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<CardTypeList>

  /**
   * Lists the currencies the shop sells in.
   *
   * HTTP: `GET /{baseSiteId}/currencies`
   */
  getCurrencies(params?: OccCallParams & {
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<CurrencyList>

  /**
   * Lists the countries the shop delivers to.
   *
   * HTTP: `GET /{baseSiteId}/deliverycountries`
   * @deprecated by SAP; use `getCountries`.
   */
  getDeliveryCountries(params?: OccCallParams & {
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<CountryList>

  /**
   * Lists the languages the shop speaks.
   *
   * HTTP: `GET /{baseSiteId}/languages`
   */
  getLanguages(params?: OccCallParams & {
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<LanguageList>

  /**
   * Lists the forms of address for registration and address forms.
   *
   * HTTP: `GET /{baseSiteId}/titles`
   */
  getTitles(params?: OccCallParams & {
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<TitleList>

  /**
   * Lists the channels the customer can be notified through, and which are switched on.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/notificationpreferences`
   */
  getNotificationPreferences(params?: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
  }, config?: SapccCallConfig): Promise<notificationPreferenceList>

  /**
   * Switches the customer's notification channels on or off.
   *
   * HTTP: `PATCH /{baseSiteId}/users/{userId}/notificationpreferences`
   */
  updateNotificationPreferences(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    basicnotificationPreferenceList: BasicnotificationPreferenceList
  }, config?: SapccCallConfig): Promise<void>

  /**
   * Lists the kinds of permissions, for example a threshold per order.
   *
   * HTTP: `GET /{baseSiteId}/orderApprovalPermissionTypes`
   */
  getOrderApprovalPermissionTypes(params?: OccCallParams & {
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<OrderApprovalPermissionTypeList>

  /**
   * Lists the permissions of the organisation.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/orderApprovalPermissions`
   */
  getOrderApprovalPermissions(params?: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Page of the result, from 0 on. */
    currentPage?: number
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
    /** How many results a page has. */
    pageSize?: number
    /** Code of a sort order, as the result lists them. */
    sort?: string
  }, config?: SapccCallConfig): Promise<OrderApprovalPermissionList>

  /**
   * Creates a permission, for example a threshold per month.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/orderApprovalPermissions`
   */
  createOrderApprovalPermission(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    orderApprovalPermission: OrderApprovalPermission
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<OrderApprovalPermission>

  /**
   * Reads a permission.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/orderApprovalPermissions/{orderApprovalPermissionCode}`
   */
  getOrderApprovalPermission(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of a permission of the company. */
    orderApprovalPermissionCode: string
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<OrderApprovalPermission>

  /**
   * Changes a permission, or switches it on or off.
   *
   * HTTP: `PATCH /{baseSiteId}/users/{userId}/orderApprovalPermissions/{orderApprovalPermissionCode}`
   */
  updateOrderApprovalPermission(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of a permission of the company. */
    orderApprovalPermissionCode: string
    orderApprovalPermission: OrderApprovalPermission
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<OrderApprovalPermission>

  /**
   * Lists the orders that wait for, or had, the user's approval.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/orderapprovals`
   */
  getOrderApprovals(params?: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Page of the result, from 0 on. */
    currentPage?: number
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
    /** How many results a page has. */
    pageSize?: number
    /** Code of a sort order, as the result lists them. */
    sort?: string
  }, config?: SapccCallConfig): Promise<OrderApprovalList>

  /**
   * Reads an order with its approvals.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/orderapprovals/{orderApprovalCode}`
   */
  getOrderApproval(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of an order approval. */
    orderApprovalCode: string
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<OrderApproval>

  /**
   * Approves or rejects an order.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/orderapprovals/{orderApprovalCode}/decision`
   */
  doMakeOrderApprovalDecision(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of an order approval. */
    orderApprovalCode: string
    orderApprovalDecision: OrderApprovalDecision
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<OrderApprovalDecision>

  /**
   * Lists the user's order forms, which are templates for frequent orders.
   *
   * HTTP: `GET /{baseSiteId}/orderforms`
   */
  retrieveAllOrderForms(params?: OccCallParams & {
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<OrderFormList>

  /**
   * Creates an order form with its products and quantities.
   *
   * HTTP: `POST /{baseSiteId}/orderforms`
   */
  createAnOrderForm(params: OccCallParams & {
    orderForm: OrderForm
  }, config?: SapccCallConfig): Promise<void>

  /**
   * Deletes an order form.
   *
   * HTTP: `DELETE /{baseSiteId}/orderforms/{orderFormCode}`
   */
  deleteAnOrderForm(params: OccCallParams & {
    /** Code of an order form. */
    orderFormCode: string
  }, config?: SapccCallConfig): Promise<void>

  /**
   * Reads an order form.
   *
   * HTTP: `GET /{baseSiteId}/orderforms/{orderFormCode}`
   */
  retrieveAnOrderForm(params: OccCallParams & {
    /** Code of an order form. */
    orderFormCode: string
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<OrderForm>

  /**
   * Replaces the products and quantities of an order form.
   *
   * HTTP: `PUT /{baseSiteId}/orderforms/{orderFormCode}`
   */
  updateAnOrderForm(params: OccCallParams & {
    /** Code of an order form. */
    orderFormCode: string
    orderForm: OrderForm
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<OrderForm>

  /**
   * Puts everything on an order form into the cart.
   *
   * HTTP: `POST /{baseSiteId}/orderforms/{orderFormCode}/cart`
   */
  addOrderFormToCart(params: OccCallParams & {
    /** Code of an order form. */
    orderFormCode: string
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<void>

  /**
   * Reads an order by its code or, for a guest, by its guid; needs a trusted client.
   *
   * HTTP: `GET /{baseSiteId}/orders/{code}`
   */
  getOrder(params: OccCallParams & {
    /** Code of what is asked for, as lists give it. */
    code: string
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<Order>

  /**
   * Lists the customer's orders, newest first unless sorted otherwise.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/orders`
   */
  getUserOrderHistory(params?: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Page of the result, from 0 on. */
    currentPage?: number
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
    /** How many results a page has. */
    pageSize?: number
    /** Code of a sort order, as the result lists them. */
    sort?: string
    /** Statuses by which the list is filtered. */
    statuses?: string | readonly string[]
  }, config?: SapccCallConfig): Promise<OrderHistoryList>

  /**
   * Counts the customer's orders.
   *
   * HTTP: `HEAD /{baseSiteId}/users/{userId}/orders`
   */
  countUserOrders(params?: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Statuses by which the list is filtered. */
    statuses?: string | readonly string[]
  }, config?: SapccCallConfig): Promise<OccCount>

  /**
   * Places the order of a cart with address, delivery mode and payment; answers with the order.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/orders`
   */
  placeOrder(params?: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of a customer's cart, or guid of an anonymous one. Left out or `current`: the cart in use. */
    cartId?: string
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<Order>

  /**
   * Places the order of a cart whose payment another system has already authorised.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/orders/paymentAuthorizedOrderPlacement`
   */
  paymentAuthorizedOrderPlacement(params?: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of a customer's cart, or guid of an anonymous one. Left out or `current`: the cart in use. */
    cartId?: string
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<Order>

  /**
   * Reads one of the customer's orders with entries, addresses and consignments.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/orders/{code}`
   */
  getUserOrders(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of what is asked for, as lists give it. */
    code: string
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<Order>

  /**
   * Lists the documents attached to an order.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/orders/{code}/attachments`
   */
  getUserOrderAttachments(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of what is asked for, as lists give it. */
    code: string
    /** Page of the result, from 0 on. */
    currentPage?: number
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
    /** How many results a page has. */
    pageSize?: number
    /** Code of a sort order, as the result lists them. */
    sort?: string
  }, config?: SapccCallConfig): Promise<SAPOrderAttachmentList>

  /**
   * Downloads a document attached to an order.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/orders/{code}/attachments/{attachmentId}/download`
   */
  getUserOrderAttachmentBinary(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of what is asked for, as lists give it. */
    code: string
    /** Id of an attachment, as the operation that lists them gives it. */
    attachmentId: string
  }, config?: SapccCallConfig): Promise<Blob>

  /**
   * Cancels quantities of an order's entries that have not been shipped.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/orders/{code}/cancellation`
   */
  doCancelOrder(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of what is asked for, as lists give it. */
    code: string
    cancellationRequestEntryInputList: CancellationRequestEntryInputList
  }, config?: SapccCallConfig): Promise<void>

  /**
   * Reads balance, credit line and account manager of a unit.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/orgUnits/{orgUnitId}/accountSummary`
   */
  getAccountSummary(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Id of a unit of the company. */
    orgUnitId: string
  }, config?: SapccCallConfig): Promise<AccountSummary>

  /**
   * Lists a unit's documents, for example invoices and payments, with filters for status and range.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/orgUnits/{orgUnitId}/orgDocuments`
   */
  getOrgDocuments(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Id of a unit of the company. */
    orgUnitId: string
    /** End of the range that `filterByKey` is about. */
    endRange?: string
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
    /** Name of what the documents are filtered by. */
    filterByKey?: string
    /** Value that the documents are filtered by. */
    filterByValue?: string
    /** Page of the result, from 0 on. */
    page?: number
    /** How many results a page has. */
    pageSize?: number
    /** Code of a sort order, as the result lists them. */
    sort?: string
    /** Begin of the range that `filterByKey` is about. */
    startRange?: string
    /** Status by which the list is filtered. */
    status?: string
  }, config?: SapccCallConfig): Promise<OrgDocumentList>

  /**
   * Downloads the file of a unit's document.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/orgUnits/{orgUnitId}/orgDocuments/{orgDocumentId}/attachments/{orgDocumentAttachmentId}`
   */
  getOrgDocumentAttachment(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Id of a unit of the company. */
    orgUnitId: string
    /** Id of a document of the company's account. */
    orgDocumentId: string
    /** Id of the document's attachment. */
    orgDocumentAttachmentId: string
  }, config?: SapccCallConfig): Promise<Blob>

  /**
   * Lists the users of the organisation.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/orgCustomers`
   */
  getOrgCustomers(params?: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Page of the result, from 0 on. */
    currentPage?: number
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
    /** How many results a page has. */
    pageSize?: number
    /** Code of a sort order, as the result lists them. */
    sort?: string
  }, config?: SapccCallConfig): Promise<OrgUnitUserList>

  /**
   * Creates a user in the organisation with unit and roles.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/orgCustomers`
   */
  createOrgCustomer(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    orgCustomerCreation: OrgCustomerCreation
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<User>

  /**
   * Reads a user of the organisation.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/orgCustomers/{orgCustomerId}`
   */
  getOrgCustomer(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Id of a customer of the company. */
    orgCustomerId: string
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<User>

  /**
   * Changes a user of the organisation, or switches the account on or off.
   *
   * HTTP: `PATCH /{baseSiteId}/users/{userId}/orgCustomers/{orgCustomerId}`
   */
  updateOrgCustomer(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Id of a customer of the company. */
    orgCustomerId: string
    orgCustomerModification: OrgCustomerModification
  }, config?: SapccCallConfig): Promise<void>

  /**
   * Lists possible approvers and marks those of a user.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/orgCustomers/{orgCustomerId}/approvers`
   */
  getOrgCustomerApprovers(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Id of a customer of the company. */
    orgCustomerId: string
    /** Page of the result, from 0 on. */
    currentPage?: number
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
    /** How many results a page has. */
    pageSize?: number
    /** Code of a sort order, as the result lists them. */
    sort?: string
  }, config?: SapccCallConfig): Promise<OrgUnitUserList>

  /**
   * Takes an approver away from a user.
   *
   * HTTP: `DELETE /{baseSiteId}/users/{userId}/orgCustomers/{orgCustomerId}/approvers/{approverId}`
   */
  removeApproverFromOrgCustomer(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Id of a customer of the company. */
    orgCustomerId: string
    /** Id of the employee who approves orders. */
    approverId: string
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<B2BSelectionData>

  /**
   * Assigns an approver to a user.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/orgCustomers/{orgCustomerId}/approvers/{approverId}`
   */
  doAddApproverToOrgCustomer(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Id of a customer of the company. */
    orgCustomerId: string
    /** Id of the employee who approves orders. */
    approverId: string
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<B2BSelectionData>

  /**
   * Lists the organisation's user groups and marks those of a user.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/orgCustomers/{orgCustomerId}/orgUserGroups`
   */
  getOrgCustomerOrgUserGroups(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Id of a customer of the company. */
    orgCustomerId: string
    /** Page of the result, from 0 on. */
    currentPage?: number
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
    /** How many results a page has. */
    pageSize?: number
    /** Code of a sort order, as the result lists them. */
    sort?: string
  }, config?: SapccCallConfig): Promise<OrgUnitUserGroupList>

  /**
   * Takes a user out of a user group.
   *
   * HTTP: `DELETE /{baseSiteId}/users/{userId}/orgCustomers/{orgCustomerId}/orgUserGroups/{userGroupId}`
   */
  removeOrgUserGroupFromOrgCustomer(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Id of a customer of the company. */
    orgCustomerId: string
    /** Id of a user group. */
    userGroupId: string
  }, config?: SapccCallConfig): Promise<void>

  /**
   * Puts a user into a user group.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/orgCustomers/{orgCustomerId}/orgUserGroups/{userGroupId}`
   */
  doAddOrgUserGroupToOrgCustomer(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Id of a customer of the company. */
    orgCustomerId: string
    /** Id of a user group. */
    userGroupId: string
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<B2BSelectionData>

  /**
   * Lists permissions and marks those of a user.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/orgCustomers/{orgCustomerId}/permissions`
   */
  getOrgCustomerPermissions(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Id of a customer of the company. */
    orgCustomerId: string
    /** Page of the result, from 0 on. */
    currentPage?: number
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
    /** How many results a page has. */
    pageSize?: number
    /** Code of a sort order, as the result lists them. */
    sort?: string
  }, config?: SapccCallConfig): Promise<OrderApprovalPermissionList>

  /**
   * Takes a permission away from a user.
   *
   * HTTP: `DELETE /{baseSiteId}/users/{userId}/orgCustomers/{orgCustomerId}/permissions/{permissionId}`
   */
  removePermissionFromOrgCustomer(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Id of a customer of the company. */
    orgCustomerId: string
    /** Code of a permission. */
    permissionId: string
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<B2BSelectionData>

  /**
   * Gives a permission to a user.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/orgCustomers/{orgCustomerId}/permissions/{permissionId}`
   */
  doAddPermissionToOrgCustomer(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Id of a customer of the company. */
    orgCustomerId: string
    /** Code of a permission. */
    permissionId: string
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<B2BSelectionData>

  /**
   * Lists the units the user may manage, as nodes of the tree.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/availableOrgUnitNodes`
   */
  getAvailableOrgUnitNodes(params?: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<B2BUnitNodeList>

  /**
   * Gives a role to a user of the organisation.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/orgCustomers/{orgCustomerId}/roles`
   */
  doAddRoleToOrgCustomer(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Id of a customer of the company. */
    orgCustomerId: string
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
    /** Id of a role, e.g. `b2bapprovergroup`. */
    roleId: string
  }, config?: SapccCallConfig): Promise<B2BSelectionData>

  /**
   * Takes a role away from a user of the organisation.
   *
   * HTTP: `DELETE /{baseSiteId}/users/{userId}/orgCustomers/{orgCustomerId}/roles/{roleId}`
   */
  removeRoleFromOrgCustomer(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Id of a customer of the company. */
    orgCustomerId: string
    /** Id of a role, e.g. `b2bapprovergroup`. */
    roleId: string
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<B2BSelectionData>

  /**
   * Creates a unit below another one.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/orgUnits`
   */
  createOrgUnit(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    b2bUnit: B2BUnit
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<B2BUnit>

  /**
   * Reads a unit with addresses, users and cost centers.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/orgUnits/{orgUnitId}`
   */
  getOrgUnit(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Id of a unit of the company. */
    orgUnitId: string
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<B2BUnit>

  /**
   * Changes a unit, moves it, or switches it on or off.
   *
   * HTTP: `PATCH /{baseSiteId}/users/{userId}/orgUnits/{orgUnitId}`
   */
  updateOrgUnit(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Id of a unit of the company. */
    orgUnitId: string
    b2bUnit: B2BUnit
  }, config?: SapccCallConfig): Promise<void>

  /**
   * Lists the addresses of a unit.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/orgUnits/{orgUnitId}/addresses`
   */
  getOrgUnitAddresses(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Id of a unit of the company. */
    orgUnitId: string
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<AddressList>

  /**
   * Adds an address to a unit.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/orgUnits/{orgUnitId}/addresses`
   */
  createOrgUnitAddress(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Id of a unit of the company. */
    orgUnitId: string
    address: Address
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<Address>

  /**
   * Deletes an address of a unit.
   *
   * HTTP: `DELETE /{baseSiteId}/users/{userId}/orgUnits/{orgUnitId}/addresses/{addressId}`
   */
  removeOrgUnitAddress(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Id of a unit of the company. */
    orgUnitId: string
    /** Id of one of the user's addresses. */
    addressId: string
  }, config?: SapccCallConfig): Promise<void>

  /**
   * Changes an address of a unit.
   *
   * HTTP: `PATCH /{baseSiteId}/users/{userId}/orgUnits/{orgUnitId}/addresses/{addressId}`
   */
  updateOrgUnitAddress(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Id of a unit of the company. */
    orgUnitId: string
    /** Id of one of the user's addresses. */
    addressId: string
    address: Address
  }, config?: SapccCallConfig): Promise<void>

  /**
   * Lists the units a unit could be moved below.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/orgUnits/{orgUnitId}/availableParents`
   */
  getAvailableParentUnits(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Id of a unit of the company. */
    orgUnitId: string
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<B2BUnitNodeList>

  /**
   * Lists the users who can have a role in a unit and marks those who do.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/orgUnits/{orgUnitId}/availableUsers/{roleId}`
   */
  getOrgUnitUsers(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Id of a unit of the company. */
    orgUnitId: string
    /** Id of a role, e.g. `b2bapprovergroup`. */
    roleId: string
    /** Page of the result, from 0 on. */
    currentPage?: number
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
    /** How many results a page has. */
    pageSize?: number
    /** Code of a sort order, as the result lists them. */
    sort?: string
  }, config?: SapccCallConfig): Promise<OrgUnitUserList>

  /**
   * Gives a user a role in a unit, for example approver.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/orgUnits/{orgUnitId}/orgCustomers/{orgCustomerId}/roles`
   */
  doAddOrgUnitRoleToOrgCustomer(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Id of a unit of the company. */
    orgUnitId: string
    /** Id of a customer of the company. */
    orgCustomerId: string
    /** Id of a role, e.g. `b2bapprovergroup`. */
    roleId: string
  }, config?: SapccCallConfig): Promise<void>

  /**
   * Takes a role in a unit away from a user.
   *
   * HTTP: `DELETE /{baseSiteId}/users/{userId}/orgUnits/{orgUnitId}/orgCustomers/{orgCustomerId}/roles/{roleId}`
   */
  removeOrgUnitRoleFromOrgCustomer(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Id of a unit of the company. */
    orgUnitId: string
    /** Id of a customer of the company. */
    orgCustomerId: string
    /** Id of a role, e.g. `b2bapprovergroup`. */
    roleId: string
  }, config?: SapccCallConfig): Promise<void>

  /**
   * Lists the approval processes a unit can use.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/orgUnitsAvailableApprovalProcesses`
   */
  getOrgUnitsAvailableApprovalProcesses(params?: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<B2BApprovalProcessList>

  /**
   * Reads the tree of units the user belongs to, from its root.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/orgUnitsRootNodeTree`
   */
  getOrgUnitsRootNodeTree(params?: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<B2BUnitNode>

  /**
   * Lists the user groups of the organisation.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/orgUnitUserGroups`
   */
  getOrgUnitUserGroups(params?: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Page of the result, from 0 on. */
    currentPage?: number
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
    /** How many results a page has. */
    pageSize?: number
    /** Code of a sort order, as the result lists them. */
    sort?: string
  }, config?: SapccCallConfig): Promise<OrgUnitUserGroupList>

  /**
   * Creates a user group in a unit.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/orgUnitUserGroups`
   */
  createOrgUnitUserGroup(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    orgUnitUserGroup: OrgUnitUserGroup
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<OrgUnitUserGroup>

  /**
   * Deletes a user group.
   *
   * HTTP: `DELETE /{baseSiteId}/users/{userId}/orgUnitUserGroups/{orgUnitUserGroupId}`
   */
  removeOrgUnitUserGroup(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Id of a user group of the company. */
    orgUnitUserGroupId: string
  }, config?: SapccCallConfig): Promise<void>

  /**
   * Reads a user group with members and permissions.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/orgUnitUserGroups/{orgUnitUserGroupId}`
   */
  getOrgUnitUserGroup(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Id of a user group of the company. */
    orgUnitUserGroupId: string
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<OrgUnitUserGroup>

  /**
   * Changes a user group.
   *
   * HTTP: `PATCH /{baseSiteId}/users/{userId}/orgUnitUserGroups/{orgUnitUserGroupId}`
   */
  updateOrgUnitUserGroup(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Id of a user group of the company. */
    orgUnitUserGroupId: string
    orgUnitUserGroup: OrgUnitUserGroup
  }, config?: SapccCallConfig): Promise<void>

  /**
   * Lists permissions and marks those of a user group.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/orgUnitUserGroups/{orgUnitUserGroupId}/availableOrderApprovalPermissions`
   */
  getOrderApprovalPermissionsForOrgUnitUserGroup(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Id of a user group of the company. */
    orgUnitUserGroupId: string
    /** Page of the result, from 0 on. */
    currentPage?: number
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
    /** How many results a page has. */
    pageSize?: number
    /** Code of a sort order, as the result lists them. */
    sort?: string
  }, config?: SapccCallConfig): Promise<OrderApprovalPermissionList>

  /**
   * Lists users and marks those who are in a user group.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/orgUnitUserGroups/{orgUnitUserGroupId}/availableOrgCustomers`
   */
  getAvailableOrgCustomersForUserGroup(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Id of a user group of the company. */
    orgUnitUserGroupId: string
    /** Page of the result, from 0 on. */
    currentPage?: number
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
    /** How many results a page has. */
    pageSize?: number
    /** Code of a sort order, as the result lists them. */
    sort?: string
  }, config?: SapccCallConfig): Promise<OrgUnitUserList>

  /**
   * Takes all users out of a user group.
   *
   * HTTP: `DELETE /{baseSiteId}/users/{userId}/orgUnitUserGroups/{orgUnitUserGroupId}/members`
   */
  removeOrgUnitUserGroupMembers(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Id of a user group of the company. */
    orgUnitUserGroupId: string
  }, config?: SapccCallConfig): Promise<void>

  /**
   * Puts a user into a user group of a unit.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/orgUnitUserGroups/{orgUnitUserGroupId}/members`
   */
  doAddOrgCustomerToOrgUnitUserGroupMembers(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Id of a user group of the company. */
    orgUnitUserGroupId: string
    /** Id of a customer of the company. */
    orgCustomerId: string
  }, config?: SapccCallConfig): Promise<void>

  /**
   * Takes a user out of a user group of a unit.
   *
   * HTTP: `DELETE /{baseSiteId}/users/{userId}/orgUnitUserGroups/{orgUnitUserGroupId}/members/{orgCustomerId}`
   */
  removeOrgCustomerFromOrgUnitUserGroupMembers(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Id of a user group of the company. */
    orgUnitUserGroupId: string
    /** Id of a customer of the company. */
    orgCustomerId: string
  }, config?: SapccCallConfig): Promise<void>

  /**
   * Gives a permission to a user group.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/orgUnitUserGroups/{orgUnitUserGroupId}/orderApprovalPermissions`
   */
  doAddOrderApprovalPermissionToOrgUnitUserGroup(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Id of a user group of the company. */
    orgUnitUserGroupId: string
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
    /** Code of a permission of the company. */
    orderApprovalPermissionCode: string
  }, config?: SapccCallConfig): Promise<B2BSelectionData>

  /**
   * Takes a permission away from a user group.
   *
   * HTTP: `DELETE /{baseSiteId}/users/{userId}/orgUnitUserGroups/{orgUnitUserGroupId}/orderApprovalPermissions/{orderApprovalPermissionCode}`
   */
  removeOrderApprovalPermissionFromOrgUnitUserGroup(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Id of a user group of the company. */
    orgUnitUserGroupId: string
    /** Code of a permission of the company. */
    orderApprovalPermissionCode: string
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<B2BSelectionData>

  /**
   * Reads a CMS page by label, type or code, as for an anonymous visitor.
   *
   * HTTP: `GET /{baseSiteId}/cms/pages`
   * @deprecated by SAP; use `getPageWithUser`.
   */
  getPage(params?: OccCallParams & {
    /** Code of what is asked for, as lists give it. */
    code?: string
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
    /** Id of a CMS page. */
    pageId?: string
    /** Label of a CMS page, e.g. `/faq`. */
    pageLabel?: string
    /** Label or id of a CMS page; left out, the home page. */
    pageLabelOrId?: string
    /** Kind of the CMS page: `ContentPage`, `ProductPage`, `CategoryPage` or `CatalogPage`. */
    pageType?: string
  }, config?: SapccCallConfig): Promise<CMSPage>

  /**
   * Reads a CMS page by its identifier, as for an anonymous visitor.
   *
   * HTTP: `GET /{baseSiteId}/cms/pages/{pageId}`
   * @deprecated by SAP; use `getPageByIdAndUser`.
   */
  getPageById(params: OccCallParams & {
    /** Id of a CMS page. */
    pageId: string
    /** Code of a category. */
    categoryCode?: string
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
    /** Code of a product. */
    productCode?: string
  }, config?: SapccCallConfig): Promise<CMSPage>

  /**
   * Lists all CMS pages, as for an anonymous visitor.
   *
   * HTTP: `GET /{baseSiteId}/cms/sitepages`
   * @deprecated by SAP; use `getAllPagesWithUser`.
   */
  getAllPages(params?: OccCallParams & {
    /** Page of the result, from 0 on. */
    currentPage?: number
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
    /** How many results a page has. */
    pageSize?: number
    /** Kind of the CMS page: `ContentPage`, `ProductPage`, `CategoryPage` or `CatalogPage`. */
    pageType?: string
    /** Code of a sort order, as the result lists them. */
    sort?: string
  }, config?: SapccCallConfig): Promise<CMSPageList>

  /**
   * Reads a CMS page by label, type or code with its slots, as the user may see it.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/cms/pages`
   */
  getPageWithUser(params?: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of what is asked for, as lists give it. */
    code?: string
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
    /** Id of a CMS page. */
    pageId?: string
    /** Label of a CMS page, e.g. `/faq`. */
    pageLabel?: string
    /** Label or id of a CMS page; left out, the home page. */
    pageLabelOrId?: string
    /** Kind of the CMS page: `ContentPage`, `ProductPage`, `CategoryPage` or `CatalogPage`. */
    pageType?: string
  }, config?: SapccCallConfig): Promise<CMSPage>

  /**
   * Reads a CMS page by its identifier with its slots, as the user may see it.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/cms/pages/{pageId}`
   */
  getPageByIdAndUser(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Id of a CMS page. */
    pageId: string
    /** Code of a category. */
    categoryCode?: string
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
    /** Code of a product. */
    productCode?: string
  }, config?: SapccCallConfig): Promise<CMSPage>

  /**
   * Lists all CMS pages the user may see.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/cms/sitepages`
   */
  getAllPagesWithUser(params?: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Page of the result, from 0 on. */
    currentPage?: number
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
    /** How many results a page has. */
    pageSize?: number
    /** Kind of the CMS page: `ContentPage`, `ProductPage`, `CategoryPage` or `CatalogPage`. */
    pageType?: string
    /** Code of a sort order, as the result lists them. */
    sort?: string
  }, config?: SapccCallConfig): Promise<CMSPageList>

  /**
   * Lists the customer's payment details, or only the saved ones.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/paymentdetails`
   */
  getPaymentDetailsList(params?: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
    /** Whether only payment details that were saved are listed. */
    saved?: boolean
  }, config?: SapccCallConfig): Promise<PaymentDetailsList>

  /**
   * Deletes payment details of the customer.
   *
   * HTTP: `DELETE /{baseSiteId}/users/{userId}/paymentdetails/{paymentDetailsId}`
   */
  removePaymentDetails(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Id of the user's payment details. */
    paymentDetailsId: string
  }, config?: SapccCallConfig): Promise<void>

  /**
   * Reads payment details of the customer.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/paymentdetails/{paymentDetailsId}`
   */
  getPaymentDetails(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Id of the user's payment details. */
    paymentDetailsId: string
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<PaymentDetails>

  /**
   * Changes the given members of payment details, for example to make them the default.
   *
   * HTTP: `PATCH /{baseSiteId}/users/{userId}/paymentdetails/{paymentDetailsId}`
   */
  updatePaymentDetails(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Id of the user's payment details. */
    paymentDetailsId: string
    paymentDetails: PaymentDetails
  }, config?: SapccCallConfig): Promise<void>

  /**
   * Replaces payment details as a whole.
   *
   * HTTP: `PUT /{baseSiteId}/users/{userId}/paymentdetails/{paymentDetailsId}`
   */
  replacePaymentDetails(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Id of the user's payment details. */
    paymentDetailsId: string
    paymentDetails: PaymentDetails
  }, config?: SapccCallConfig): Promise<void>

  /**
   * Lists the ways to pay in this shop.
   *
   * HTTP: `GET /{baseSiteId}/paymentmodes`
   */
  getPaymentModes(params?: OccCallParams & {
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<PaymentModeList>

  /**
   * Reads availability of products by unit and store, named in `filters`.
   *
   * HTTP: `GET /{baseSiteId}/productAvailabilities`
   */
  getProductAvailability(params: OccCallParams & {
    /** Filters in SAP's notation. */
    filters: string
  }, config?: SapccCallConfig): Promise<SAPAvailability>

  /**
   * Reads a running configuration of a product, whole or one group of it.
   *
   * HTTP: `GET /{baseSiteId}/ccpconfigurator/{configId}`
   */
  getProductConfiguration(params: OccCallParams & {
    /** Id of a product's configuration. */
    configId: string
    /** Whether attribute keys are only taken together with a domain of values. */
    attributeKeyRequiresDomain?: string
    /** Whether the configuration comes with details for experts. */
    expMode?: string
    /** Id of a group. */
    groupId?: string
  }, config?: SapccCallConfig): Promise<CCPConfiguration>

  /**
   * Sets values in a running configuration and answers with what follows from them.
   *
   * HTTP: `PATCH /{baseSiteId}/ccpconfigurator/{configId}`
   */
  updateProductConfiguration(params: OccCallParams & {
    /** Id of a product's configuration. */
    configId: string
    ccpConfiguration: CCPConfiguration
    /** Whether the configuration comes with details for experts. */
    expMode?: string
  }, config?: SapccCallConfig): Promise<CCPConfiguration>

  /**
   * Reads the chosen values of a configuration in a readable summary.
   *
   * HTTP: `GET /{baseSiteId}/ccpconfigurator/{configId}/configurationOverview`
   */
  getProductConfigurationOverview(params: OccCallParams & {
    /** Id of a product's configuration. */
    configId: string
  }, config?: SapccCallConfig): Promise<CCPConfigurationOverview>

  /**
   * Reads the summary of a configuration, filtered by the attributes and groups in the body.
   *
   * HTTP: `PATCH /{baseSiteId}/ccpconfigurator/{configId}/configurationOverview`
   */
  updateProductConfigurationOverview(params: OccCallParams & {
    /** Id of a product's configuration. */
    configId: string
    ccpConfigurationOverview: CCPConfigurationOverview
  }, config?: SapccCallConfig): Promise<CCPConfigurationOverview>

  /**
   * Reads the prices of a configuration and of its values.
   *
   * HTTP: `GET /{baseSiteId}/ccpconfigurator/{configId}/pricing`
   */
  getProductConfigurationPricing(params: OccCallParams & {
    /** Id of a product's configuration. */
    configId: string
    /** Id of a group. */
    groupId?: string
  }, config?: SapccCallConfig): Promise<CCPConfigurationPricing>

  /**
   * Starts a configuration of a product with its default values.
   *
   * HTTP: `GET /{baseSiteId}/products/{productCode}/configurators/ccpconfigurator`
   */
  getDefaultProductConfiguration(params: OccCallParams & {
    /** Code of a product. */
    productCode: string
    /** Id of a configuration whose values the new one begins with. */
    configIdTemplate?: string
    /** Whether the configuration comes with details for experts. */
    expMode?: string
    /** Whether a configuration that exists is set back. */
    forceReset?: boolean
    /** Whether the attributes of all groups are part of the answer. */
    provideAllAttributes?: boolean
  }, config?: SapccCallConfig): Promise<CCPConfiguration>

  /**
   * Adds a configured product to a cart.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/carts/{cartId}/entries/ccpconfigurator`
   */
  createCartEntryConfiguration(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of a customer's cart, or guid of an anonymous one. Left out or `current`: the cart in use. */
    cartId?: string
    ccpOrderEntry: CCPOrderEntry
  }, config?: SapccCallConfig): Promise<CartModification>

  /**
   * Opens the configuration of a cart's entry, to read or to change it.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/carts/{cartId}/entries/{entryNumber}/ccpconfigurator`
   */
  getCartEntryConfiguration(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of a customer's cart, or guid of an anonymous one. Left out or `current`: the cart in use. */
    cartId?: string
    /** Position of the entry, from 0 on; it shifts when an entry before it is removed. */
    entryNumber: number | string
    /** Whether the configuration comes with details for experts. */
    expMode?: string
  }, config?: SapccCallConfig): Promise<CCPConfiguration>

  /**
   * Puts a changed configuration back into a cart's entry.
   *
   * HTTP: `PUT /{baseSiteId}/users/{userId}/carts/{cartId}/entries/{entryNumber}/ccpconfigurator`
   */
  replaceCartEntryConfiguration(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of a customer's cart, or guid of an anonymous one. Left out or `current`: the cart in use. */
    cartId?: string
    /** Position of the entry, from 0 on; it shifts when an entry before it is removed. */
    entryNumber: number | string
    ccpOrderEntry: CCPOrderEntry
  }, config?: SapccCallConfig): Promise<CartModification>

  /**
   * Reads the summary of the configuration in an order's entry.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/orders/{orderId}/entries/{entryNumber}/ccpconfigurator/configurationOverview`
   */
  getConfigurationOverviewForOrderEntry(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of an order. */
    orderId: string
    /** Position of the entry, from 0 on; it shifts when an entry before it is removed. */
    entryNumber: number | string
  }, config?: SapccCallConfig): Promise<CCPConfigurationOverview>

  /**
   * Reads the summary of the configuration in a quote's entry.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/quotes/{quoteId}/entries/{entryNumber}/ccpconfigurator/configurationOverview`
   */
  getConfigurationOverviewForQuote(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of a quote. */
    quoteId: string
    /** Position of the entry, from 0 on; it shifts when an entry before it is removed. */
    entryNumber: number | string
  }, config?: SapccCallConfig): Promise<CCPConfigurationOverview>

  /**
   * Reads the summary of the configuration in a saved cart's entry.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/carts/{cartId}/entries/{entryNumber}/ccpconfigurator/configurationOverview`
   */
  getConfigurationOverviewForSavedCart(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of a customer's cart, or guid of an anonymous one. Left out or `current`: the cart in use. */
    cartId?: string
    /** Position of the entry, from 0 on; it shifts when an entry before it is removed. */
    entryNumber: number | string
  }, config?: SapccCallConfig): Promise<CCPConfigurationOverview>

  /**
   * Finds ready-made variants that match a configuration.
   *
   * HTTP: `GET /{baseSiteId}/ccpconfigurator/{configId}/variants`
   */
  getProductConfigurationVariantSearch(params: OccCallParams & {
    /** Id of a product's configuration. */
    configId: string
  }, config?: SapccCallConfig): Promise<CCPConfigurationVariant[]>

  /**
   * Gets the address and the token with which the browser can talk to the CPQ engine.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/access/cpqconfigurator`
   */
  getAccessToConfigurationEngine(params?: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
  }, config?: SapccCallConfig): Promise<CPQConfigurationEngineAccess>

  /**
   * Adds a product configured in CPQ to a cart.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/carts/{cartId}/entries/cpqconfigurator`
   */
  createCartEntryCPQConfiguration(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of a customer's cart, or guid of an anonymous one. Left out or `current`: the cart in use. */
    cartId?: string
    cpqOrderEntry: CPQOrderEntry
  }, config?: SapccCallConfig): Promise<CartModification>

  /**
   * Puts a changed CPQ configuration back into a cart's entry.
   *
   * HTTP: `PUT /{baseSiteId}/users/{userId}/carts/{cartId}/entries/{entryNumber}/cpqconfigurator`
   */
  replaceCartEntryCPQConfiguration(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of a customer's cart, or guid of an anonymous one. Left out or `current`: the cart in use. */
    cartId?: string
    /** Position of the entry, from 0 on; it shifts when an entry before it is removed. */
    entryNumber: number | string
    cpqOrderEntry: CPQOrderEntry
  }, config?: SapccCallConfig): Promise<CartModification>

  /**
   * Reads the CPQ configuration of a cart's entry.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/carts/{cartId}/entries/{entryNumber}/cpqconfigurator/configuration`
   */
  readCpqConfigurationForCartEntry(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of a customer's cart, or guid of an anonymous one. Left out or `current`: the cart in use. */
    cartId?: string
    /** Position of the entry, from 0 on; it shifts when an entry before it is removed. */
    entryNumber: number | string
  }, config?: SapccCallConfig): Promise<SAPCPQConfiguration>

  /**
   * Sets the value of an attribute in a CPQ configuration.
   *
   * HTTP: `PATCH /{baseSiteId}/cpqconfigurator/{configurationId}/attributes/{attributeCode}`
   */
  updateCpqAttribute(params: OccCallParams & {
    /** Id of a configuration of SAP CPQ. */
    configurationId: string
    /** Code of an attribute of the configuration. */
    attributeCode: string
    sapcpqConfigurationChangeAttributeValue: SAPCPQConfigurationChangeAttributeValue
    /** Id of a tab of the configuration. */
    tabId?: string
  }, config?: SapccCallConfig): Promise<SAPCPQConfiguration>

  /**
   * Sets the quantity of an attribute's value in a CPQ configuration.
   *
   * HTTP: `PATCH /{baseSiteId}/cpqconfigurator/{configurationId}/attributes/{attributeCode}/values/{attributeValueId}`
   */
  updateCpqAttributeValueQuantity(params: OccCallParams & {
    /** Id of a configuration of SAP CPQ. */
    configurationId: string
    /** Code of an attribute of the configuration. */
    attributeCode: string
    /** Id of a value of an attribute of the configuration. */
    attributeValueId: string
    sapcpqConfigurationChangeAttributeValueQuantity: SAPCPQConfigurationChangeAttributeValueQuantity
    /** Id of a tab of the configuration. */
    tabId?: string
  }, config?: SapccCallConfig): Promise<SAPCPQConfiguration>

  /**
   * Reads a running CPQ configuration, whole or one tab of it.
   *
   * HTTP: `GET /{baseSiteId}/cpqconfigurator/{configurationId}/configuration`
   */
  readCpqConfiguration(params: OccCallParams & {
    /** Id of a configuration of SAP CPQ. */
    configurationId: string
    /** Id of a tab of the configuration. */
    tabId?: string
  }, config?: SapccCallConfig): Promise<SAPCPQConfiguration>

  /**
   * Reads the summary of a CPQ configuration.
   *
   * HTTP: `GET /{baseSiteId}/cpqconfigurator/{configurationId}/configurationOverview`
   */
  readCpqConfigurationOverview(params: OccCallParams & {
    /** Id of a configuration of SAP CPQ. */
    configurationId: string
  }, config?: SapccCallConfig): Promise<SAPCPQConfiguration>

  /**
   * Starts a CPQ configuration of a product.
   *
   * HTTP: `GET /{baseSiteId}/products/{productCode}/configurators/cpqconfigurator`
   */
  createCpqConfiguration(params: OccCallParams & {
    /** Code of a product. */
    productCode: string
  }, config?: SapccCallConfig): Promise<SAPCPQConfiguration>

  /**
   * Reads the CPQ configuration of an order's entry.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/orders/{orderId}/entries/{entryNumber}/cpqconfigurator/configuration`
   */
  readCpqConfigurationForOrderEntry(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of an order. */
    orderId: string
    /** Position of the entry, from 0 on; it shifts when an entry before it is removed. */
    entryNumber: number | string
  }, config?: SapccCallConfig): Promise<SAPCPQConfiguration>

  /**
   * Reads the CPQ configuration of a quote's entry.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/quotes/{quoteId}/entries/{entryNumber}/cpqconfigurator/configuration`
   */
  readCpqConfigurationForQuoteEntry(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of a quote. */
    quoteId: string
    /** Position of the entry, from 0 on; it shifts when an entry before it is removed. */
    entryNumber: number | string
  }, config?: SapccCallConfig): Promise<SAPCPQConfiguration>

  /**
   * Reads the CPQ configuration of a saved cart's entry.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/savedCarts/{savedCartId}/entries/{entryNumber}/cpqconfigurator/configuration`
   */
  readCpqConfigurationForSavedCartEntry(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of a saved cart. */
    savedCartId: string
    /** Position of the entry, from 0 on; it shifts when an entry before it is removed. */
    entryNumber: number | string
  }, config?: SapccCallConfig): Promise<SAPCPQConfiguration>

  /**
   * Reads the text fields of a product that can be filled in, with their defaults.
   *
   * HTTP: `GET /{baseSiteId}/products/{productCode}/configurator/textfield`
   */
  getConfigurationByProductCode(params: OccCallParams & {
    /** Code of a product. */
    productCode: string
  }, config?: SapccCallConfig): Promise<ConfigurationInfoList>

  /**
   * Adds a product with filled-in text fields to a cart.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/carts/{cartId}/entries/configurator/textfield`
   */
  addCartEntry(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of a customer's cart, or guid of an anonymous one. Left out or `current`: the cart in use. */
    cartId?: string
    orderEntry: OrderEntry
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<CartModification>

  /**
   * Reads the filled-in text fields of a cart's entry.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/carts/{cartId}/entries/{entryNumber}/configurator/textfield`
   */
  getConfigurationInEntry(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of a customer's cart, or guid of an anonymous one. Left out or `current`: the cart in use. */
    cartId?: string
    /** Position of the entry, from 0 on; it shifts when an entry before it is removed. */
    entryNumber: number | string
  }, config?: SapccCallConfig): Promise<ConfigurationInfoList>

  /**
   * Changes the filled-in text fields of a cart's entry.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/carts/{cartId}/entries/{entryNumber}/configurator/textfield`
   */
  getConfigurationInEntry_1(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of a customer's cart, or guid of an anonymous one. Left out or `current`: the cart in use. */
    cartId?: string
    /** Position of the entry, from 0 on; it shifts when an entry before it is removed. */
    entryNumber: number | string
    configurationInfoList: ConfigurationInfoList
  }, config?: SapccCallConfig): Promise<CartModification>

  /**
   * Reads the filled-in text fields of an order's entry.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/orders/{orderId}/entries/{entryNumber}/configurator/textfield`
   */
  getTextfieldConfigurationForOrderEntry(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of an order. */
    orderId: string
    /** Position of the entry, from 0 on; it shifts when an entry before it is removed. */
    entryNumber: number | string
  }, config?: SapccCallConfig): Promise<ConfigurationInfoList>

  /**
   * Reads the filled-in text fields of a quote's entry.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/quotes/{quoteId}/entries/{entryNumber}/configurator/textfield`
   */
  getTextfieldConfigurationForQuoteEntry(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of a quote. */
    quoteId: string
    /** Position of the entry, from 0 on; it shifts when an entry before it is removed. */
    entryNumber: number | string
  }, config?: SapccCallConfig): Promise<ConfigurationInfoList>

  /**
   * Reads the filled-in text fields of a saved cart's entry.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/savedCarts/{cartId}/entries/{entryNumber}/configurator/textfield`
   */
  getTextfieldConfigurationForSavedCartEntry(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of a customer's cart, or guid of an anonymous one. Left out or `current`: the cart in use. */
    cartId?: string
    /** Position of the entry, from 0 on; it shifts when an entry before it is removed. */
    entryNumber: number | string
  }, config?: SapccCallConfig): Promise<ConfigurationInfoList>

  /**
   * Ends a notification about a product, for example about its return to stock.
   *
   * HTTP: `DELETE /{baseSiteId}/users/{userId}/productinterests`
   */
  removeProductInterest(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** What the customer is told of, e.g. `BACK_IN_STOCK`. */
    notificationType: string
    /** Code of a product. */
    productCode: string
  }, config?: SapccCallConfig): Promise<void>

  /**
   * Lists the products the customer wants to be notified about.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/productinterests`
   */
  getProductInterests(params?: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Page of the result, from 0 on. */
    currentPage?: number
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
    /** Whether the total is counted. */
    needsTotal?: boolean
    /** What the customer is told of, e.g. `BACK_IN_STOCK`. */
    notificationType?: string
    /** How many results a page has. */
    pageSize?: number
    /** Code of a product. */
    productCode?: string
    /** Code of a sort order, as the result lists them. */
    sort?: string
  }, config?: SapccCallConfig): Promise<customerInterestsSearchPage>

  /**
   * Asks to be notified about a product, for example when it is back in stock.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/productinterests`
   */
  createProductInterest(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
    /** What the customer is told of, e.g. `BACK_IN_STOCK`. */
    notificationType: string
    /** Code of a product. */
    productCode: string
  }, config?: SapccCallConfig): Promise<productInterestRelation>

  /**
   * Lists the products that changed since a moment; for trusted clients.
   *
   * HTTP: `GET /{baseSiteId}/products/expressupdate`
   */
  getExpressUpdateProducts(params: OccCallParams & {
    /** Catalog as `catalogId:catalogVersion`. */
    catalog?: string
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
    /** Only what has changed since then, ISO 8601. */
    timestamp: string
  }, config?: SapccCallConfig): Promise<ProductExpressUpdateElementList>

  /**
   * Searches products by text, facets and category; answers with facets, sorts and pagination.
   *
   * HTTP: `GET /{baseSiteId}/products/search`
   */
  getProducts(params?: OccCallParams & {
    /** Page of the result, from 0 on. */
    currentPage?: number
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
    /** Filters in SAP's notation. */
    filters?: string
    /** How many results a page has. */
    pageSize?: number
    /** Search in SAP's notation, `text:sort:facet:value`, or a text. */
    query?: string
    /** What the search is for, by which SAP applies other rules, e.g. `SUGGESTIONS`. */
    searchQueryContext?: string
    /** Code of a sort order, as the result lists them. */
    sort?: string
  }, config?: SapccCallConfig): Promise<ProductSearchPage>

  /**
   * Counts the products a search finds.
   *
   * HTTP: `HEAD /{baseSiteId}/products/search`
   */
  countProducts(params?: OccCallParams & {
    /** Search in SAP's notation, `text:sort:facet:value`, or a text. */
    query?: string
  }, config?: SapccCallConfig): Promise<OccCount>

  /**
   * Completes what the customer is typing in the search field.
   *
   * HTTP: `GET /{baseSiteId}/products/suggestions`
   */
  getSuggestions(params: OccCallParams & {
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
    /** How many at most. */
    max?: number
    /** What was typed so far. */
    term: string
  }, config?: SapccCallConfig): Promise<SuggestionList>

  /**
   * Reads a product with price, stock, images, classification and variants.
   *
   * HTTP: `GET /{baseSiteId}/products/{productCode}`
   */
  getProduct(params: OccCallParams & {
    /** Code of a product. */
    productCode: string
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<Product>

  /**
   * Lists related products, for example accessories.
   *
   * HTTP: `GET /{baseSiteId}/products/{productCode}/references`
   */
  getProductReferences(params: OccCallParams & {
    /** Code of a product. */
    productCode: string
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
    /** How many results a page has. */
    pageSize?: number
    /** Kinds of references, separated by commas, e.g. `ACCESSORIES,SIMILAR`. */
    referenceType?: string
  }, config?: SapccCallConfig): Promise<ProductReferenceList>

  /**
   * Lists the reviews of a product.
   *
   * HTTP: `GET /{baseSiteId}/products/{productCode}/reviews`
   */
  getProductReviews(params: OccCallParams & {
    /** Code of a product. */
    productCode: string
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
    /** How many at most. */
    maxCount?: number
  }, config?: SapccCallConfig): Promise<ReviewList>

  /**
   * Writes a review of a product; it appears once the shop has approved it.
   *
   * HTTP: `POST /{baseSiteId}/products/{productCode}/reviews`
   */
  createProductReview(params: OccCallParams & {
    /** Code of a product. */
    productCode: string
    review: Review
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<Review>

  /**
   * Finds stores near a place with their stock of a product.
   *
   * HTTP: `GET /{baseSiteId}/products/{productCode}/stock`
   */
  getLocationProductStock(params: OccCallParams & {
    /** Code of a product. */
    productCode: string
    /** Page of the result, from 0 on. */
    currentPage?: number
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
    /** Latitude in degrees. */
    latitude?: number
    /** Address or postal code, as a person writes it. */
    location?: string
    /** Longitude in degrees. */
    longitude?: number
    /** How many results a page has. */
    pageSize?: number
  }, config?: SapccCallConfig): Promise<StoreFinderStockSearchPage>

  /**
   * Counts the stores near a place that know about a product.
   *
   * HTTP: `HEAD /{baseSiteId}/products/{productCode}/stock`
   */
  countProductStockByLocation(params: OccCallParams & {
    /** Code of a product. */
    productCode: string
    /** Latitude in degrees. */
    latitude?: number
    /** Address or postal code, as a person writes it. */
    location?: string
    /** Longitude in degrees. */
    longitude?: number
  }, config?: SapccCallConfig): Promise<OccCount>

  /**
   * Reads the stock of a product in one store.
   *
   * HTTP: `GET /{baseSiteId}/products/{productCode}/stock/{storeName}`
   */
  getStoreProductStock(params: OccCallParams & {
    /** Code of a product. */
    productCode: string
    /** Name of a point of service. */
    storeName: string
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<Stock>

  /**
   * Lists promotions of products, of orders or of both, depending on `type`.
   *
   * HTTP: `GET /{baseSiteId}/promotions`
   */
  getPromotions(params: OccCallParams & {
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
    /** Group of promotions; needed where `type` names promotions of a group. */
    promotionGroup?: string
    /** Which promotions: `all`, `product` or `order`. */
    type: string
  }, config?: SapccCallConfig): Promise<PromotionList>

  /**
   * Reads a promotion by its code.
   *
   * HTTP: `GET /{baseSiteId}/promotions/{code}`
   */
  getPromotion(params: OccCallParams & {
    /** Code of what is asked for, as lists give it. */
    code: string
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<Promotion>

  /**
   * Places the order a procurement system sends as cXML; the answer is cXML as well.
   *
   * HTTP: `POST /{baseSiteId}/punchout/cxml/order`
   */
  createPunchOutPurchaseOrderRequest(params: OccCallParams & {
    cxml: string
  }, config?: SapccCallConfig): Promise<Blob>

  /**
   * Tells a procurement system which cXML transactions the shop knows.
   *
   * HTTP: `POST /{baseSiteId}/punchout/cxml/profile`
   */
  createPunchOutProfileRequest(params: OccCallParams & {
    cxml: string
  }, config?: SapccCallConfig): Promise<Blob>

  /**
   * Opens a shopping session for a procurement system; the answer holds the start page.
   *
   * HTTP: `POST /{baseSiteId}/punchout/cxml/setup`
   */
  createPunchOutSetUpRequest(params: OccCallParams & {
    cxml: string
  }, config?: SapccCallConfig): Promise<Blob>

  /**
   * Reads the state of a punch-out session, to sign its user in.
   *
   * HTTP: `GET /{baseSiteId}/punchout/sessions/{sid}`
   */
  getPunchOutSessionInfo(params: OccCallParams & {
    /** Id of the session at the payment or procurement system. */
    sid: string
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<PunchOutSessionInfo>

  /**
   * Reads the form with which the browser carries the cart back to the procurement system.
   *
   * HTTP: `GET /{baseSiteId}/punchout/sessions/{sid}/requisition`
   */
  getRequisitionFormData(params: OccCallParams & {
    /** Id of the session at the payment or procurement system. */
    sid: string
    /** Whether the cart is emptied. */
    discardCartEntries?: boolean
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<RequisitionFormData>

  /**
   * Lists the user's quotes.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/quotes`
   */
  getQuotes(params?: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Page of the result, from 0 on. */
    currentPage?: number
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
    /** How many results a page has. */
    pageSize?: number
    /** Code of a sort order, as the result lists them. */
    sort?: string
  }, config?: SapccCallConfig): Promise<QuoteList>

  /**
   * Requests a quote for a cart, or a new version of an existing quote.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/quotes`
   */
  createQuote(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    quoteStarter: QuoteStarter
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<Quote>

  /**
   * Reads a quote with entries, comments and prices.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/quotes/{quoteCode}`
   */
  getQuote(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of a quote. */
    quoteCode: string
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<Quote>

  /**
   * Changes name, description or expiry of a quote.
   *
   * HTTP: `PATCH /{baseSiteId}/users/{userId}/quotes/{quoteCode}`
   */
  updateQuote(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of a quote. */
    quoteCode: string
    quoteMetadata: QuoteMetadata
  }, config?: SapccCallConfig): Promise<void>

  /**
   * Replaces name, description and expiry of a quote.
   *
   * HTTP: `PUT /{baseSiteId}/users/{userId}/quotes/{quoteCode}`
   */
  replaceQuote(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of a quote. */
    quoteCode: string
    quoteMetadata: QuoteMetadata
  }, config?: SapccCallConfig): Promise<void>

  /**
   * Moves a quote on: submit, edit, cancel, approve, reject or check out.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/quotes/{quoteCode}/action`
   */
  performQuoteAction(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of a quote. */
    quoteCode: string
    quoteAction: QuoteAction
  }, config?: SapccCallConfig): Promise<void>

  /**
   * Downloads the document of a quote.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/quotes/{quoteCode}/attachments/{attachmentId}`
   */
  getQuoteAttachment(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of a quote. */
    quoteCode: string
    /** Id of an attachment, as the operation that lists them gives it. */
    attachmentId: string
  }, config?: SapccCallConfig): Promise<Blob>

  /**
   * Writes a comment on a quote.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/quotes/{quoteCode}/comments`
   */
  createCommentForQuote(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of a quote. */
    quoteCode: string
    createComment: CreateComment
  }, config?: SapccCallConfig): Promise<void>

  /**
   * Gives a discount on a quote; for sellers.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/quotes/{quoteCode}/discounts`
   */
  createQuoteDiscount(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of a quote. */
    quoteCode: string
    quoteDiscount: QuoteDiscount
  }, config?: SapccCallConfig): Promise<void>

  /**
   * Writes a comment on an entry of a quote.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/quotes/{quoteCode}/entries/{entryNumber}/comments`
   */
  createQuoteEntryComment(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of a quote. */
    quoteCode: string
    /** Position of the entry, from 0 on; it shifts when an entry before it is removed. */
    entryNumber: number | string
    createComment: CreateComment
  }, config?: SapccCallConfig): Promise<void>

  /**
   * Lists the user's repeating orders.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/replenishmentOrders`
   */
  getReplenishmentOrders(params?: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Page of the result, from 0 on. */
    currentPage?: number
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
    /** How many results a page has. */
    pageSize?: number
    /** Code of a sort order, as the result lists them. */
    sort?: string
  }, config?: SapccCallConfig): Promise<ReplenishmentOrderList>

  /**
   * Reads a repeating order with its schedule.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/replenishmentOrders/{replenishmentOrderCode}`
   */
  getReplenishmentOrder(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of a replenishment order. */
    replenishmentOrderCode: string
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<ReplenishmentOrder>

  /**
   * Stops a repeating order.
   *
   * HTTP: `PATCH /{baseSiteId}/users/{userId}/replenishmentOrders/{replenishmentOrderCode}`
   */
  updateReplenishmentOrder(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of a replenishment order. */
    replenishmentOrderCode: string
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<ReplenishmentOrder>

  /**
   * Lists the orders a repeating order has led to.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/replenishmentOrders/{replenishmentOrderCode}/orders`
   */
  getReplenishmentOrderHistory(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of a replenishment order. */
    replenishmentOrderCode: string
    /** Page of the result, from 0 on. */
    currentPage?: number
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
    /** How many results a page has. */
    pageSize?: number
    /** Code of a sort order, as the result lists them. */
    sort?: string
  }, config?: SapccCallConfig): Promise<OrderHistoryList>

  /**
   * Lists the customer's returns.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/orderReturns`
   */
  getReturnRequests(params?: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Page of the result, from 0 on. */
    currentPage?: number
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
    /** How many results a page has. */
    pageSize?: number
    /** Code of a sort order, as the result lists them. */
    sort?: string
  }, config?: SapccCallConfig): Promise<ReturnRequestList>

  /**
   * Asks to send back entries of an order.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/orderReturns`
   */
  createReturnRequest(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    returnRequestEntryInputList: ReturnRequestEntryInputList
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<ReturnRequest>

  /**
   * Reads a return with its refund.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/orderReturns/{returnRequestCode}`
   */
  getReturnRequest(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of a return request. */
    returnRequestCode: string
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<ReturnRequest>

  /**
   * Cancels a return.
   *
   * HTTP: `PATCH /{baseSiteId}/users/{userId}/orderReturns/{returnRequestCode}`
   */
  updateReturnRequest(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of a return request. */
    returnRequestCode: string
    returnRequestModification: ReturnRequestModification
  }, config?: SapccCallConfig): Promise<void>

  /**
   * Copies a saved cart, with name and description in the address.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/carts/{cartId}/clonesavedcart`
   * @deprecated by SAP; use `copySavedCart`.
   */
  doCartClone(params?: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of a customer's cart, or guid of an anonymous one. Left out or `current`: the cart in use. */
    cartId?: string
    /** Text that describes it to people. */
    description?: string
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
    /** Name that people see. */
    name?: string
  }, config?: SapccCallConfig): Promise<SaveCartResult>

  /**
   * Copies a saved cart under a name and a description.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/carts/{cartId}/copySavedCart`
   */
  copySavedCart(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of a customer's cart, or guid of an anonymous one. Left out or `current`: the cart in use. */
    cartId?: string
    sapSavedCartRequest: SAPSavedCartRequest
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<SaveCartResult>

  /**
   * Takes a saved cart out of the list of saved carts, and marks it for deletion.
   *
   * HTTP: `PATCH /{baseSiteId}/users/{userId}/carts/{cartId}/flagForDeletion`
   */
  doUpdateFlagForDeletion(params?: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of a customer's cart, or guid of an anonymous one. Left out or `current`: the cart in use. */
    cartId?: string
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<SaveCartResult>

  /**
   * Makes a saved cart the current one.
   *
   * HTTP: `PATCH /{baseSiteId}/users/{userId}/carts/{cartId}/restoresavedcart`
   */
  doUpdateSavedCart(params?: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of a customer's cart, or guid of an anonymous one. Left out or `current`: the cart in use. */
    cartId?: string
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<SaveCartResult>

  /**
   * Saves a cart for later, with name and description in the address.
   *
   * HTTP: `PATCH /{baseSiteId}/users/{userId}/carts/{cartId}/save`
   * @deprecated by SAP; use `doCartSave`.
   */
  doSaveCart(params?: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of a customer's cart, or guid of an anonymous one. Left out or `current`: the cart in use. */
    cartId?: string
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
    /** Description of the saved cart. */
    saveCartDescription?: string
    /** Name of the saved cart. */
    saveCartName?: string
  }, config?: SapccCallConfig): Promise<SaveCartResult>

  /**
   * Saves a cart for later under a name and a description.
   *
   * HTTP: `PATCH /{baseSiteId}/users/{userId}/carts/{cartId}/savedCart`
   */
  doCartSave(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of a customer's cart, or guid of an anonymous one. Left out or `current`: the cart in use. */
    cartId?: string
    sapSavedCartRequest: SAPSavedCartRequest
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<SaveCartResult>

  /**
   * Reads a saved cart.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/carts/{cartId}/savedcart`
   */
  getSavedCart(params?: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of a customer's cart, or guid of an anonymous one. Left out or `current`: the cart in use. */
    cartId?: string
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<SaveCartResult>

  /**
   * Chooses the appointment for the services in a cart.
   *
   * HTTP: `PATCH /{baseSiteId}/users/{userId}/carts/{cartId}/serviceOrder/serviceScheduleSlot`
   */
  updateCartServiceScheduleSlot(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of a customer's cart, or guid of an anonymous one. Left out or `current`: the cart in use. */
    cartId?: string
    serviceScheduleSlot: ServiceScheduleSlot
  }, config?: SapccCallConfig): Promise<void>

  /**
   * Cancels services of an order.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/orders/{code}/serviceOrder/cancellation`
   */
  cancelServiceOrder(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of what is asked for, as lists give it. */
    code: string
    cancellationRequestEntryInputList: CancellationRequestEntryInputList
  }, config?: SapccCallConfig): Promise<void>

  /**
   * Moves the appointment for the services of an order.
   *
   * HTTP: `PATCH /{baseSiteId}/users/{userId}/orders/{code}/serviceOrder/serviceScheduleSlot`
   */
  updateOrderServiceScheduleSlot(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Code of what is asked for, as lists give it. */
    code: string
    serviceScheduleSlot: ServiceScheduleSlot
  }, config?: SapccCallConfig): Promise<void>

  /**
   * Lists the messages the site has for the customer.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/notifications/sitemessages`
   */
  siteMessages(params?: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Page of the result, from 0 on. */
    currentPage?: number
    /** Whether the total is counted. */
    needsTotal?: boolean
    /** How many results a page has. */
    pageSize?: number
    /** Code of a sort order, as the result lists them. */
    sort?: string
  }, config?: SapccCallConfig): Promise<siteMessageSearchResult>

  /**
   * Finds stores near a place or position, or by name.
   *
   * HTTP: `GET /{baseSiteId}/stores`
   */
  getStoreLocations(params?: OccCallParams & {
    /** Accuracy of the position in metres; it widens the search radius. */
    accuracy?: number
    /** Page of the result, from 0 on. */
    currentPage?: number
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
    /** Latitude in degrees. */
    latitude?: number
    /** Longitude in degrees. */
    longitude?: number
    /** How many results a page has. */
    pageSize?: number
    /** Search in SAP's notation, `text:sort:facet:value`, or a text. */
    query?: string
    /** Radius of the search in metres. */
    radius?: number
    /** Code of a sort order, as the result lists them. */
    sort?: string
  }, config?: SapccCallConfig): Promise<StoreFinderSearchPage>

  /**
   * Counts the stores near a place or position.
   *
   * HTTP: `HEAD /{baseSiteId}/stores`
   */
  countStoreLocations(params?: OccCallParams & {
    /** Accuracy of the position in metres; it widens the search radius. */
    accuracy?: number
    /** Latitude in degrees. */
    latitude?: number
    /** Longitude in degrees. */
    longitude?: number
    /** Search in SAP's notation, `text:sort:facet:value`, or a text. */
    query?: string
    /** Radius of the search in metres. */
    radius?: number
  }, config?: SapccCallConfig): Promise<OccCount>

  /**
   * Lists the stores of a country.
   *
   * HTTP: `GET /{baseSiteId}/stores/country/{countryIso}`
   */
  getStoresByCountry(params: OccCallParams & {
    /** ISO code of a country, e.g. `DE`. */
    countryIso: string
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<PointOfServiceList>

  /**
   * Lists the stores of a region.
   *
   * HTTP: `GET /{baseSiteId}/stores/country/{countryIso}/region/{regionIso}`
   */
  getStoresByCountryAndRegion(params: OccCallParams & {
    /** ISO code of a country, e.g. `DE`. */
    countryIso: string
    /** ISO code of a region, e.g. `US-NY`. */
    regionIso: string
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<PointOfServiceList>

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
  getStoreLocation(params: OccCallParams & {
    /** Name of a point of service. */
    storeId: string
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<PointOfService>

  /**
   * Lists the categories a ticket can have.
   *
   * HTTP: `GET /{baseSiteId}/ticketCategories`
   */
  getTicketCategories(params?: OccCallParams & {
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<TicketCategoryList>

  /**
   * Lists the customer's orders and carts a ticket can refer to.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/ticketAssociatedObjects`
   */
  getTicketAssociatedObjects(params?: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<TicketAssociatedObjectList>

  /**
   * Lists the customer's tickets.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/tickets`
   */
  getTickets(params?: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Page of the result, from 0 on. */
    currentPage?: number
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
    /** How many results a page has. */
    pageSize?: number
    /** Code of a sort order, as the result lists them. */
    sort?: string
  }, config?: SapccCallConfig): Promise<TicketList>

  /**
   * Opens a ticket with customer service.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/tickets`
   */
  createTicket(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    ticketStarter: TicketStarter
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<Ticket>

  /**
   * Reads a ticket with its messages.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/tickets/{ticketId}`
   */
  getTicket(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Id of a ticket. */
    ticketId: string
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<Ticket>

  /**
   * Adds a message to a ticket, or changes its status.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/tickets/{ticketId}/events`
   */
  createTicketEvent(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Id of a ticket. */
    ticketId: string
    ticketEvent: TicketEvent
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<TicketEvent>

  /**
   * Attaches a file to a message of a ticket.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/tickets/{ticketId}/events/{eventCode}/attachments`
   */
  createTicketEventAttachment(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Id of a ticket. */
    ticketId: string
    /** Code of an event of the ticket. */
    eventCode: string
    formData?: OccFormData
    ticketEventAttachment?: Blob
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<TicketEventAttachment>

  /**
   * Downloads a file attached to a message of a ticket.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/tickets/{ticketId}/events/{eventCode}/attachments/{attachmentId}`
   */
  getTicketEventAttachment(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** Id of a ticket. */
    ticketId: string
    /** Code of an event of the ticket. */
    eventCode: string
    /** Id of an attachment, as the operation that lists them gives it. */
    attachmentId: string
  }, config?: SapccCallConfig): Promise<Blob>

  /**
   * Registers a customer, or makes an account from a guest's order.
   *
   * HTTP: `POST /{baseSiteId}/users`
   */
  createUser(params: OccCallParams & {
    'userSignUp': UserSignUp
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    'fields'?: OccFields
    /** Proof of a solved captcha, where the base store asks for one. */
    'sap-commerce-cloud-captcha-token'?: string
  }, config?: SapccCallConfig): Promise<User>

  /**
   * Closes the customer's account.
   *
   * HTTP: `DELETE /{baseSiteId}/users/{userId}`
   */
  removeUser(params?: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
  }, config?: SapccCallConfig): Promise<void>

  /**
   * Reads the customer's profile.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}`
   */
  getUser(params?: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<User>

  /**
   * Changes the given members of the customer's profile.
   *
   * HTTP: `PATCH /{baseSiteId}/users/{userId}`
   */
  updateUser(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    user: User
  }, config?: SapccCallConfig): Promise<void>

  /**
   * Replaces the customer's profile; members that are not given are emptied.
   *
   * HTTP: `PUT /{baseSiteId}/users/{userId}`
   */
  replaceUser(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    user: User
  }, config?: SapccCallConfig): Promise<void>

  /**
   * Lists the groups a customer belongs to; for customer managers.
   *
   * HTTP: `GET /{baseSiteId}/users/{userId}/customergroups`
   */
  getUserCustomerGroups(params?: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<UserGroupList>

  /**
   * Changes the e-mail address the customer signs in with; this ends the session.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/login`
   */
  changeUserLoginId(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    replaceLoginIdInput: ReplaceLoginIdInput
  }, config?: SapccCallConfig): Promise<void>

  /**
   * Changes the login, with login and password in the address.
   *
   * HTTP: `PUT /{baseSiteId}/users/{userId}/login`
   * @deprecated by SAP; use `changeUserLoginId`.
   */
  replaceUserLogin(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** The new login name, an e-mail address. */
    newLogin: string
    /** The present password, as a proof. */
    password: string
  }, config?: SapccCallConfig): Promise<void>

  /**
   * Changes the customer's password.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/password`
   */
  changeUserPassword(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    replacePasswordInput: ReplacePasswordInput
  }, config?: SapccCallConfig): Promise<void>

  /**
   * Changes the password, with both passwords in the address.
   *
   * HTTP: `PUT /{baseSiteId}/users/{userId}/password`
   * @deprecated by SAP; use `changeUserPassword`.
   */
  replaceUserPassword(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    /** The new password. */
    new: string
    /** The present password. */
    old: string
  }, config?: SapccCallConfig): Promise<void>

  /**
   * Sends a one-time code by mail, for sign-in or registration.
   *
   * HTTP: `POST /{baseSiteId}/users/{userId}/verificationToken`
   */
  createVerificationToken(params: OccCallParams & {
    /** Who acts; left out, `current` when a customer is signed in, else `anonymous`. */
    userId?: OccUserId
    createVerificationTokenInput: CreateVerificationTokenInput
  }, config?: SapccCallConfig): Promise<VerificationToken>

  /**
   * Reads a voucher; the code travels in the body. For trusted clients.
   *
   * HTTP: `POST /{baseSiteId}/vouchers/code/search`
   */
  getVoucherByCode(params: OccCallParams & {
    sapVoucherOperationRequest: SAPVoucherOperationRequest
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<Voucher>

  /**
   * Reads a voucher, with the code in the address. For trusted clients.
   *
   * HTTP: `GET /{baseSiteId}/vouchers/{code}`
   * @deprecated by SAP; use `getVoucherByCode`.
   */
  getVoucher(params: OccCallParams & {
    /** Code of what is asked for, as lists give it. */
    code: string
    /** How much SAP sends: `BASIC`, `DEFAULT`, `FULL`, or names such as `code,name,price(FULL)`. An unknown name fails the call. */
    fields?: OccFields
  }, config?: SapccCallConfig): Promise<Voucher>
}
