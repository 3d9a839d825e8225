/** A language or currency of the base store; only exactly these codes are accepted. */
export interface IsoCode { isocode: string, name: string, nativeName?: string, symbol?: string, active: boolean }

export const SITES = ['electronics', 'apparel']

export const LANGUAGES: IsoCode[] = [
  { isocode: 'en', name: 'English', nativeName: 'English', active: true },
  { isocode: 'de', name: 'German', nativeName: 'Deutsch', active: true },
  { isocode: 'ja', name: 'Japanese', nativeName: '日本語', active: true },
]

export const CURRENCIES: IsoCode[] = [
  { isocode: 'USD', name: 'US Dollar', symbol: '$', active: true },
  { isocode: 'EUR', name: 'Euro', symbol: '€', active: true },
  { isocode: 'JPY', name: 'Yen', symbol: '¥', active: true },
]

/** Units of a currency for one US dollar. */
const RATES: Record<string, number> = { USD: 1, EUR: 0.9, JPY: 150 }

/** A price as OCC shows it. */
export interface Price { currencyIso: string, value: number, formattedValue: string, priceType: 'BUY' }

/** A text in the languages of the store; English stands in for a missing one. */
export type Localized = { en: string } & Partial<Record<string, string>>

export function localize(text: Localized, language: string): string {
  return text[language] ?? text.en
}

/** Turns US dollars into a price of the call's currency, written in the call's language. */
export function createPricing() {
  const formatters = new Map<string, Intl.NumberFormat>()
  return (dollars: number, currency: string, language: string): Price => {
    const digits = currency === 'JPY' ? 0 : 2
    const value = Number((dollars * (RATES[currency] ?? 1)).toFixed(digits))
    const key = `${language} ${currency}`
    let formatter = formatters.get(key)
    // Created once per combination, of which there are nine, because a formatter costs more than the rest of a response.
    if (!formatter) formatters.set(key, formatter = new Intl.NumberFormat(language, { style: 'currency', currency }))
    return { currencyIso: currency, value, formattedValue: formatter.format(value), priceType: 'BUY' }
  }
}

export type Pricing = ReturnType<typeof createPricing>

export const COUNTRIES = [
  { isocode: 'DE', name: 'Germany' },
  { isocode: 'AT', name: 'Austria' },
  { isocode: 'CH', name: 'Switzerland' },
  { isocode: 'JP', name: 'Japan' },
  { isocode: 'GB', name: 'United Kingdom' },
  { isocode: 'US', name: 'United States' },
]

export const REGIONS: Record<string, { isocode: string, isocodeShort: string, name: string, countryIso: string }[]> = {
  US: [['CA', 'California'], ['IL', 'Illinois'], ['NY', 'New York'], ['WA', 'Washington']].map(([short = '', name = '']) => ({ isocode: `US-${short}`, isocodeShort: short, name, countryIso: 'US' })),
  JP: [['13', 'Tokyo'], ['27', 'Osaka']].map(([short = '', name = '']) => ({ isocode: `JP-${short}`, isocodeShort: short, name, countryIso: 'JP' })),
}

export const TITLES = [
  { code: 'mr', name: 'Mr.' },
  { code: 'mrs', name: 'Mrs.' },
  { code: 'ms', name: 'Ms.' },
  { code: 'dr', name: 'Dr.' },
  { code: 'rev', name: 'Rev.' },
]

export const CARD_TYPES = [
  { code: 'visa', name: 'Visa' },
  { code: 'master', name: 'Mastercard' },
  { code: 'amex', name: 'American Express' },
]

/** Delivery modes with their cost in US dollars. */
export const DELIVERY_MODES = [
  { code: 'standard-gross', name: 'Standard Delivery', description: '3-5 business days', cost: 5.99 },
  { code: 'premium-gross', name: 'Premium Delivery', description: '1-2 business days', cost: 12.99 },
]

/** Vouchers by code: a percentage off the cart. */
export const VOUCHERS = [
  { code: 'WELCOME10', voucherCode: 'WELCOME10', name: 'Welcome', description: '10% off your order', value: 10 },
  { code: 'SUMMER20', voucherCode: 'SUMMER20', name: 'Summer sale', description: '20% off your order', value: 20 },
]

export const PROMOTIONS = [
  { code: 'free_shipping_over_500', title: 'Free shipping', promotionType: 'Rule Based Promotion', description: 'Free delivery for orders over $500', enabled: true, priority: 500 },
  { code: 'camera_week', title: 'Camera week', promotionType: 'Rule Based Promotion', description: 'Cameras at special prices', enabled: true, priority: 100 },
]

export const STORES = [
  { name: 'Berlin Mitte', town: 'Berlin', country: 'DE', line1: 'Friedrichstraße 12', postalCode: '10117', latitude: 52.5200, longitude: 13.4050 },
  { name: 'Munich Center', town: 'Munich', country: 'DE', line1: 'Marienplatz 3', postalCode: '80331', latitude: 48.1374, longitude: 11.5755 },
  { name: 'Tokio Hotel JAL City', town: 'Tokyo', country: 'JP', region: 'JP-13', line1: '2-1-1 Nihonbashi', postalCode: '103-0027', latitude: 35.6817, longitude: 139.7740 },
  { name: 'Chicago Loop', town: 'Chicago', country: 'US', region: 'US-IL', line1: '200 W Adams St', postalCode: '60606', latitude: 41.8793, longitude: -87.6340 },
]
