/** A language or currency of the base store; only exactly these codes are accepted. */
export interface IsoCode { isocode: string, name: Localized, nativeName?: string, symbol?: string, active: boolean }

export const SITES = ['electronics', 'apparel']

export const LANGUAGES: IsoCode[] = [
  { isocode: 'en', name: { en: 'English', de: 'Englisch', ja: '英語' }, nativeName: 'English', active: true },
  { isocode: 'de', name: { en: 'German', de: 'Deutsch', ja: 'ドイツ語' }, nativeName: 'Deutsch', active: true },
  { isocode: 'ja', name: { en: 'Japanese', de: 'Japanisch', ja: '日本語' }, nativeName: '日本語', active: true },
]

export const CURRENCIES: IsoCode[] = [
  { isocode: 'USD', name: { en: 'US Dollar', de: 'US-Dollar', ja: '米ドル' }, symbol: '$', active: true },
  { isocode: 'EUR', name: { en: 'Euro', ja: 'ユーロ' }, symbol: '€', active: true },
  { isocode: 'JPY', name: { en: 'Yen', ja: '円' }, symbol: '¥', active: true },
]

/** Units of a currency for one US dollar. */
const RATES: Record<string, number> = { USD: 1, EUR: 0.9, JPY: 150 }

/** A price as OCC shows it. */
export interface Price { currencyIso: string, value: number, formattedValue: string, priceType: 'BUY' }

/** A text in the languages of the store; English stands in for a missing or empty one. */
export type Localized = { en: string } & Partial<Record<string, string>>

export function localize(text: Localized, language: string): string {
  return text[language] || text.en
}

/** The part of an answer's JSON that `value` becomes: of a {@link Localized} text, the one in the call's language. */
export function localizeValue(value: unknown, language: string): unknown {
  return isLocalized(value) ? localize(value, language) : value
}

function isLocalized(value: unknown): value is Localized {
  return typeof value === 'object' && value !== null && 'en' in value && typeof value.en === 'string'
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

/** A country, as addresses and lists have it. */
export interface Country { isocode: string, name: Localized }

export const COUNTRIES: Country[] = [
  { isocode: 'DE', name: { en: 'Germany', de: 'Deutschland', ja: 'ドイツ' } },
  { isocode: 'AT', name: { en: 'Austria', de: 'Österreich', ja: 'オーストリア' } },
  { isocode: 'CH', name: { en: 'Switzerland', de: 'Schweiz', ja: 'スイス' } },
  { isocode: 'JP', name: { en: 'Japan', ja: '日本' } },
  { isocode: 'GB', name: { en: 'United Kingdom', de: 'Vereinigtes Königreich', ja: 'イギリス' } },
  { isocode: 'US', name: { en: 'United States', de: 'Vereinigte Staaten', ja: 'アメリカ' } },
]

export function countryOf(isocode: string): Country | undefined {
  return COUNTRIES.find(country => country.isocode === isocode)
}

export const REGIONS: Record<string, { isocode: string, isocodeShort: string, name: string, countryIso: string }[]> = {
  US: [['CA', 'California'], ['IL', 'Illinois'], ['NY', 'New York'], ['WA', 'Washington']].map(([short = '', name = '']) => ({ isocode: `US-${short}`, isocodeShort: short, name, countryIso: 'US' })),
  JP: [['13', 'Tokyo'], ['27', 'Osaka']].map(([short = '', name = '']) => ({ isocode: `JP-${short}`, isocodeShort: short, name, countryIso: 'JP' })),
}

export const TITLES: { code: string, name: Localized }[] = [
  { code: 'mr', name: { en: 'Mr.', de: 'Herr' } },
  { code: 'mrs', name: { en: 'Mrs.', de: 'Frau' } },
  { code: 'ms', name: { en: 'Ms.', de: 'Frau' } },
  { code: 'dr', name: { en: 'Dr.' } },
  { code: 'rev', name: { en: 'Rev.', de: 'Pfr.' } },
]

export const CARD_TYPES = [
  { code: 'visa', name: 'Visa' },
  { code: 'master', name: 'Mastercard' },
  { code: 'amex', name: 'American Express' },
]

/** Delivery modes with their cost in US dollars. */
export const DELIVERY_MODES = [
  { code: 'standard-gross', name: { en: 'Standard Delivery', de: 'Standardversand', ja: '通常配送' }, description: { en: '3-5 business days', de: '3-5 Werktage', ja: '3-5営業日' }, cost: 5.99 },
  { code: 'premium-gross', name: { en: 'Premium Delivery', de: 'Expressversand', ja: 'お急ぎ便' }, description: { en: '1-2 business days', de: '1-2 Werktage', ja: '1-2営業日' }, cost: 12.99 },
]

/** Vouchers by code: a percentage off the cart. */
export const VOUCHERS = [
  { code: 'WELCOME10', voucherCode: 'WELCOME10', name: { en: 'Welcome', de: 'Willkommen' }, description: { en: '10% off your order', de: '10 % auf die Bestellung' }, value: 10 },
  { code: 'SUMMER20', voucherCode: 'SUMMER20', name: { en: 'Summer sale', de: 'Sommerangebot' }, description: { en: '20% off your order', de: '20 % auf die Bestellung' }, value: 20 },
]

export const PROMOTIONS = [
  { code: 'free_shipping_over_500', title: { en: 'Free shipping', de: 'Ohne Versandkosten' }, promotionType: 'Rule Based Promotion', description: { en: 'Free delivery for orders over $500', de: 'Kostenloser Versand ab 500 $' }, enabled: true, priority: 500 },
  { code: 'camera_week', title: { en: 'Camera week', de: 'Kamerawoche' }, promotionType: 'Rule Based Promotion', description: { en: 'Cameras at special prices', de: 'Kameras zu Sonderpreisen' }, enabled: true, priority: 100 },
]

export const STORES = [
  { name: 'Berlin Mitte', town: 'Berlin', country: 'DE', line1: 'Friedrichstraße 12', postalCode: '10117', latitude: 52.5200, longitude: 13.4050 },
  { name: 'Munich Center', town: 'Munich', country: 'DE', line1: 'Marienplatz 3', postalCode: '80331', latitude: 48.1374, longitude: 11.5755 },
  { name: 'Tokio Hotel JAL City', town: 'Tokyo', country: 'JP', region: 'JP-13', line1: '2-1-1 Nihonbashi', postalCode: '103-0027', latitude: 35.6817, longitude: 139.7740 },
  { name: 'Chicago Loop', town: 'Chicago', country: 'US', region: 'US-IL', line1: '200 W Adams St', postalCode: '60606', latitude: 41.8793, longitude: -87.6340 },
]
