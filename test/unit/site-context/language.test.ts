import { describe, expect, it } from 'vitest'
import { cleanCode, withSapLanguage } from '../../../src/runtime/server/site-context/language'
import { sapLanguage } from '../../../src/runtime/shared/sap-language'

const languages = { 'de-DE': 'de', 'pt-BR': 'pt_BR', 'nihongo': 'ja' }

describe('sapLanguage', () => {
  it.each([
    ['de-DE', 'de'],
    ['de-de', 'de'],
    ['pt-BR', 'pt_BR'],
    ['pt_br', 'pt_BR'],
    ['pt-PT', 'pt'],
    ['nihongo', 'ja'],
    ['en', 'en'],
    ['EN-us', 'en'],
    ['en_GB', 'en'],
    // Nothing of an object's own.
    ['constructor', 'constructor'],
  ])('makes of %s %s', (locale, code) => {
    expect(sapLanguage(locale, languages)).toBe(code)
  })
})

describe('withSapLanguage', () => {
  it.each([
    ['de-DE', 'de'],
    ['fr-CH', 'fr'],
    ['nihongo', 'ja'],
    ['es_CO', 'es_CO'],
    ['en', 'en'],
  ])('makes of a call\'s %s %s', (lang, code) => {
    expect(withSapLanguage({ lang, fields: 'FULL' }, languages)).toEqual({ lang: code, fields: 'FULL' })
  })

  it('leaves everything else to the validation of parameters', () => {
    for (const params of [undefined, null, 'text', ['de-DE'], { lang: 7 }, { lang: 'de-DE\r\nx: y' }, { code: 'de-DE' }]) {
      expect(withSapLanguage(params, languages)).toBe(params)
    }
  })
})

describe('cleanCode', () => {
  it('takes what can be a code and nothing else', () => {
    expect(['de', 'de-DE', 'pt_BR', 'USD'].map(cleanCode)).toEqual(['de', 'de-DE', 'pt_BR', 'USD'])
    for (const value of [undefined, '', 'de&curr=EUR', '../x', 'd e', 'x'.repeat(21), 'dé', 'de\n']) expect(cleanCode(value)).toBeUndefined()
  })
})
