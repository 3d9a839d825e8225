import { CARD_TYPES, COUNTRIES, CURRENCIES, LANGUAGES, PROMOTIONS, REGIONS, SITES, TITLES } from '../../shop/site.ts'
import { productView, voucherView } from '../../shop/views.ts'
import { bodyString, customerOf, paginate, pathValue, type Handlers, type OccCall } from '../call.ts'
import { OccError, unknownIdentifier } from '../errors.ts'

/** Countries, languages and other data that a storefront reads once; promotions, vouchers, product interests. */
export const miscHandlers: Handlers = {
  getBaseSites: call => ({ baseSites: SITES.map(uid => ({ uid, name: `${uid} site`, channel: 'B2C', defaultLanguage: LANGUAGES[0], stores: [baseStore(call, uid)], urlPatterns: [], isolated: call.settings.isolatedSites.includes(uid), requiresAuthentication: false })) }),
  getBaseStore: (call) => {
    const uid = pathValue(call, 'baseStoreUid')
    if (!SITES.includes(uid)) throw unknownIdentifier(`BaseStore with uid '${uid}' not found!`)
    return baseStore(call, uid)
  },
  getCountries: () => ({ countries: COUNTRIES }),
  getDeliveryCountries: () => ({ countries: COUNTRIES }),
  getCountryRegions: call => ({ regions: REGIONS[pathValue(call, 'countyIsoCode')] ?? [] }),
  getCurrencies: () => ({ currencies: CURRENCIES }),
  getLanguages: () => ({ languages: LANGUAGES }),
  getTitles: () => ({ titles: TITLES }),
  getCardTypes: () => ({ cardTypes: CARD_TYPES }),
  getPaymentModes: () => ({ paymentModes: [{ code: 'creditcard', name: 'Credit card', active: true }] }),
  getPromotions: () => ({ promotions: PROMOTIONS }),
  getPromotion: (call) => {
    const promotion = PROMOTIONS.find(promotion => promotion.code === pathValue(call, 'code'))
    if (!promotion) throw unknownIdentifier(`Promotion with code '${pathValue(call, 'code')}' not found!`)
    return promotion
  },
  getVoucher: call => findVoucher(call, pathValue(call, 'code')),
  getVoucherByCode: call => findVoucher(call, bodyString(call, 'voucherCode') ?? bodyString(call, 'code') ?? ''),
  getProductInterests: (call) => {
    const { items, pagination } = paginate(customerOf(call).interests, call.query)
    return {
      results: items.map(({ productCode, notificationType, dateAdded }) => {
        const product = call.shop.product(productCode, call.site)
        return { product: product && productView(product, call), productInterestEntry: [{ interestType: notificationType, dateAdded }] }
      }),
      pagination: { ...pagination, totalCount: pagination.totalResults },
      sorts: [],
    }
  },
  createProductInterest: (call) => {
    const customer = customerOf(call)
    const productCode = call.query.get('productCode') ?? ''
    const notificationType = call.query.get('notificationType') ?? ''
    const product = call.shop.product(productCode, call.site)
    if (!product) throw unknownIdentifier(`Product with code '${productCode}' not found!`)
    const others = customer.interests.filter(interest => interest.productCode !== productCode || interest.notificationType !== notificationType)
    const interest = { productCode, notificationType, dateAdded: new Date().toISOString() }
    customer.interests = [...others, interest].slice(-100)
    return { product: productView(product, call), productInterestEntry: [{ interestType: notificationType, dateAdded: interest.dateAdded }] }
  },
  removeProductInterest: (call) => {
    const customer = customerOf(call)
    const [code, type] = [call.query.get('productCode'), call.query.get('notificationType')]
    customer.interests = customer.interests.filter(interest => interest.productCode !== code || interest.notificationType !== type)
  },
  siteMessages: (call) => {
    customerOf(call)
    return { messages: [], pagination: paginate([], call.query).pagination, sorts: [] }
  },
}

function baseStore(_call: OccCall, uid: string) {
  return {
    name: uid,
    uid,
    currencies: CURRENCIES,
    defaultCurrency: CURRENCIES[0],
    languages: LANGUAGES,
    defaultLanguage: LANGUAGES[0],
    deliveryCountries: COUNTRIES,
    externalTaxEnabled: false,
    paymentProvider: 'Mockup',
    expressCheckoutEnabled: true,
  }
}

function findVoucher(call: OccCall, code: string) {
  const voucher = voucherView(code, call)
  if (!voucher) throw new OccError(400, { type: 'VoucherOperationError', reason: 'invalid', subject: code, subjectType: 'voucher', message: 'Voucher not found' })
  return voucher
}
