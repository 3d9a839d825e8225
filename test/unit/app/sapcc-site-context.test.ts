import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ref } from 'vue'
import { useSapccData } from '../../../src/runtime/app/composables/use-sapcc-data'
import { useSapccSiteContext } from '../../../src/runtime/app/composables/use-sapcc-site-context'
import { sapLanguage } from '../../../src/runtime/shared/sap-language'
import { withApp } from './nuxt/app'
import { clearNuxtState } from './nuxt/imports'
import { shop } from './nuxt/shop'

const LANGUAGES = { languages: [{ isocode: 'en', name: 'English' }, { isocode: 'de', name: 'German' }, { isocode: 'es_CO', name: 'Spanish' }, { isocode: 'fr', name: 'French', active: false }] }
const CURRENCIES = { currencies: [{ isocode: 'USD', symbol: '$' }, { isocode: 'EUR', symbol: '€' }] }
const FACTS = { baseSite: 'electronics', language: 'en', currency: 'USD', languages: { 'es-419': 'es_CO' } }

const settled = () => vi.advanceTimersByTimeAsync(0)
/** Of the page that was opened last. */
let cookies: Record<string, string | undefined> = {}
/** What the server makes of the visitor's cookies. */
const factsOfVisitor = () => ({
  ...FACTS,
  language: sapLanguage(cookies['vsf-locale'] ?? 'en', FACTS.languages),
  currency: CURRENCIES.currencies.find(({ isocode }) => isocode === cookies['vsf-currency'])?.isocode ?? 'USD',
})
const answer = vi.fn((): unknown => factsOfVisitor())

beforeEach(() => {
  vi.useFakeTimers()
  const page = new EventTarget()
  vi.stubGlobal('document', Object.assign(new EventTarget(), { hidden: false }))
  vi.stubGlobal('addEventListener', page.addEventListener.bind(page))
  vi.stubGlobal('location', { protocol: 'https:' })
  vi.stubGlobal('$fetch', async () => answer())
  // Nuxt says that the page is ready when the browser has nothing to do.
  vi.stubGlobal('requestIdleCallback', (run: () => void) => void setTimeout(run))
})

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
  answer.mockReset().mockImplementation(factsOfVisitor)
})

/** A page that shows the site context, and a product. @param i18n stands for `@nuxtjs/i18n`. */
async function openPage({ cookies: initial = {}, i18n, lists }: { cookies?: Record<string, string>, i18n?: object, lists?: boolean } = {}) {
  const calls = { getLanguages: vi.fn(async () => LANGUAGES), getCurrencies: vi.fn(async () => CURRENCIES), getProduct: vi.fn(async () => ({ code: '1' })) }
  const page = shop(calls, undefined, i18n ? { $i18n: i18n } : {})
  Object.assign(page.app.cookies, initial)
  cookies = page.app.cookies
  const { result: site, unmount } = page.mount(() => useSapccSiteContext({ lists }))
  page.mount(() => useSapccData('getProduct', { productCode: '1' }))
  await vi.advanceTimersByTimeAsync(10)
  return { ...page, ...calls, site, unmount }
}

const shown = ({ site }: Awaited<ReturnType<typeof openPage>>) => [site.baseSite.value, site.language.value, site.currency.value]

describe('the site context in the browser', () => {
  it('is what the server says, with what the store has', async () => {
    const page = await openPage()
    expect(shown(page)).toEqual(['electronics', 'en', 'USD'])
    expect(page.site.languages.value.map(({ isocode }) => isocode)).toEqual(['en', 'de', 'es_CO'])
    expect(page.site.currencies.value).toEqual(CURRENCIES.currencies)
  })

  it('stays when the shop removes its own states', async () => {
    const page = await openPage({ cookies: { 'vsf-currency': 'EUR' } })
    withApp(page.app, () => clearNuxtState())
    await settled()
    expect(shown(page)).toEqual(['electronics', 'en', 'EUR'])
  })

  it('is asked for once, however many components want it', async () => {
    const page = await openPage()
    page.mount(() => useSapccSiteContext())
    await vi.advanceTimersByTimeAsync(10)
    expect(answer).toHaveBeenCalledOnce()
    expect(page.getLanguages).toHaveBeenCalledOnce()
  })

  it('is not asked for any more when no component wants it', async () => {
    const page = await openPage()
    page.unmount()
    answer.mockClear()
    page.app.cookies['vsf-currency'] = 'EUR'
    await vi.advanceTimersByTimeAsync(10)
    expect(answer).not.toHaveBeenCalled()
  })

  it('needs no list to be known', async () => {
    const page = await openPage({ lists: false })
    expect(shown(page)).toEqual(['electronics', 'en', 'USD'])
    expect(page.site.languages.value).toEqual([])
    expect(page.getLanguages).not.toHaveBeenCalled()
    expect(page.site.pending.value).toBe(false)
  })

  it('is unknown while the server cannot be reached, and asked for again by the next component', async () => {
    answer.mockImplementationOnce(() => {
      throw new Error('away')
    })
    const page = await openPage()
    expect(shown(page)).toEqual([undefined, undefined, undefined])
    page.mount(() => useSapccSiteContext())
    await vi.advanceTimersByTimeAsync(10)
    expect(shown(page)).toEqual(['electronics', 'en', 'USD'])
  })

  it('does not show what the store does not have', async () => {
    const page = await openPage()
    page.app.cookies['vsf-currency'] = 'XXX'
    await settled()
    expect(page.site.currency.value).toBe('USD')
  })
})

describe('what the server decides for a choice', () => {
  it('counts, also where it is not what the visitor has chosen', async () => {
    const page = await openPage()
    answer.mockImplementation(() => ({ ...FACTS, baseSite: 'electronics-eu', currency: 'USD' }))
    await page.site.setCurrency('EUR')
    await settled()
    expect(shown(page)).toEqual(['electronics-eu', 'en', 'USD'])
    expect(answer).toHaveBeenCalledTimes(2)
  })

  it('is asked for again when a choice goes away', async () => {
    const page = await openPage({ cookies: { 'vsf-currency': 'EUR' } })
    expect(page.site.currency.value).toBe('EUR')
    page.app.cookies['vsf-currency'] = undefined
    await settled()
    expect(page.site.currency.value).toBe('USD')
  })

  it('is that for the last choice, when the answer for an earlier one is late', async () => {
    const page = await openPage()
    const slow = Promise.withResolvers<object>()
    answer.mockImplementationOnce(() => slow.promise)
    await page.site.setCurrency('EUR')
    await page.site.setCurrency('USD')
    await settled()
    slow.resolve({ ...FACTS, currency: 'EUR' })
    await settled()
    expect(page.site.currency.value).toBe('USD')
  })
})

describe('a change of the currency', () => {
  it('is remembered, and data is read again', async () => {
    const page = await openPage()
    await page.site.setCurrency('EUR')
    await settled()
    expect(page.app.cookies).toEqual({ 'vsf-currency': 'EUR' })
    expect(page.site.currency.value).toBe('EUR')
    expect(page.getProduct).toHaveBeenCalledTimes(2)
  })

  it('back to the first one is one, too', async () => {
    const page = await openPage()
    await page.site.setCurrency('EUR')
    await page.site.setCurrency('USD')
    expect(page.site.currency.value).toBe('USD')
    expect(page.app.cookies).toEqual({ 'vsf-currency': 'USD' })
  })

  it('to one that the store does not have is refused', async () => {
    const page = await openPage()
    await expect(page.site.setCurrency('JPY')).rejects.toMatchObject({ status: 400, data: { type: 'UnsupportedCurrencyError' } })
    expect(page.app.cookies).toEqual({})
  })
})

describe('a change of the language', () => {
  it.each([
    ['de', 'de'],
    // The server reads a locale from the cookie, and would take the bare code for Spanish of anywhere.
    ['es_CO', 'es-419'],
  ])('is remembered in a cookie that the server makes the same code of: %s', async (code, cookie) => {
    const page = await openPage()
    await page.site.setLanguage(code)
    await settled()
    expect(page.app.cookies).toEqual({ 'vsf-locale': cookie })
    expect(page.site.language.value).toBe(code)
    expect(page.getProduct).toHaveBeenCalledTimes(2)
  })

  it.each(['ja', 'fr'])('to one that the store does not have is refused: %s', async (code) => {
    const page = await openPage()
    await expect(page.site.setLanguage(code)).rejects.toMatchObject({ status: 400, data: { type: 'UnsupportedLanguageError' } })
  })

  it('offers with `@nuxtjs/i18n` only those that the app has a locale for', async () => {
    const locales = ref<unknown[]>(['en-GB', { code: 'de-AT' }, 'fr'])
    const page = await openPage({ i18n: { locale: ref('en-GB'), locales, setLocale: vi.fn() } })
    expect(page.site.languages.value.map(({ isocode }) => isocode)).toEqual(['en', 'de'])
    locales.value = ['en-GB', 'es-419']
    expect(page.site.languages.value.map(({ isocode }) => isocode)).toEqual(['en', 'es_CO'])
  })

  it('is left to `@nuxtjs/i18n`, where that is present', async () => {
    const locale = ref('en-US')
    const setLocale = vi.fn(async (code: string) => {
      locale.value = code
    })
    const page = await openPage({ i18n: { locale, locales: ref(['en-GB', 'en-US', { code: 'de-AT' }]), setLocale }, cookies: { 'vsf-locale': 'es-419' } })
    expect(page.site.language.value).toBe('en')
    await page.site.setLanguage('de')
    await settled()
    expect(setLocale).toHaveBeenLastCalledWith('de-AT')
    expect(page.site.language.value).toBe('de')
    expect(page.app.cookies).toEqual({ 'vsf-locale': 'es-419' })
    expect(page.getProduct).toHaveBeenCalledTimes(2)
    locale.value = 'en-US'
    await page.site.setLanguage('en')
    expect(setLocale).toHaveBeenLastCalledWith('en-US')
    await expect(page.site.setLanguage('es_CO')).rejects.toMatchObject({ data: { type: 'UnsupportedLanguageError' } })
  })
})
