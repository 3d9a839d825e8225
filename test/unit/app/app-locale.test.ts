import { describe, expect, it } from 'vitest'
import { withAppLocale } from '../../../src/runtime/app/sdk/app-locale'

/** What arrives for a call in an app whose i18n shows a locale. */
async function sent(locale: unknown, operation: string, args: unknown[]): Promise<unknown> {
  const transport = withAppLocale(async (_, given) => given, locale === undefined ? {} : { $i18n: { locale: { value: locale } } })
  return await transport(operation, args, {})
}

describe('withAppLocale', () => {
  it('sends the page\'s locale with calls to OCC, as a default that differs from a call\'s own `lang`', async () => {
    expect(await sent('de-DE', 'getProduct', [{ productCode: '1' }])).toEqual([{ productCode: '1', sapccLocale: 'de-DE' }])
    expect(await sent('de_DE', 'getProduct', [])).toEqual([{ sapccLocale: 'de_DE' }])
  })

  it('leaves alone what has a language, takes none, or is wrong anyway', async () => {
    for (const [operation, args] of [['getProduct', [{ lang: 'ja' }]], ['getSession', []], ['signUserIn', [{}]], ['getProduct', ['text']], ['getProduct', [null]]] as [string, unknown[]][]) {
      expect(await sent('de', operation, args)).toBe(args)
    }
  })

  it('does nothing without i18n', async () => {
    const args = [{}]
    for (const locale of [undefined, null, 7]) expect(await sent(locale, 'getProduct', args)).toBe(args)
  })

  it('follows the locale as it changes', async () => {
    const app = { $i18n: { locale: { value: 'de' } } }
    const transport = withAppLocale(async (_, given) => given, app)
    app.$i18n.locale.value = 'ja'
    expect(await transport('getProduct', [{}], {})).toEqual([{ sapccLocale: 'ja' }])
  })
})
