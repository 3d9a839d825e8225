import { describe, expect, it } from 'vitest'
import { SapccError } from '../../../src/runtime/sdk/errors'
import { createRefusedCodes } from '../../../src/runtime/server/site-context/refused-codes'

const unsupported = (type: string) => new SapccError('Not supported', { status: 400, data: { type } })

describe('defaults that a base store lacks', () => {
  it('are left out for some minutes, with one warning', () => {
    let now = 0
    const warnings: string[] = []
    const codes = createRefusedCodes({ warn: message => void warnings.push(message) }, () => now)
    const wanted = { language: 'fr', currency: 'GBP' }
    expect(codes.withoutRefused('shop', wanted)).toEqual(wanted)

    expect(codes.noteRefusal('shop', wanted, unsupported('UnsupportedLanguageError'))).toBe(true)
    // Calls that were under way at the same time.
    expect(codes.noteRefusal('shop', wanted, unsupported('UnsupportedLanguageError'))).toBe(true)
    expect(codes.withoutRefused('shop', wanted)).toEqual({ language: undefined, currency: 'GBP' })
    expect(codes.withoutRefused('other', wanted)).toEqual(wanted)
    expect(codes.withoutRefused('shop', { language: 'de', currency: 'fr' })).toEqual({ language: 'de', currency: 'fr' })
    expect(warnings).toHaveLength(1)

    expect(codes.noteRefusal('shop', { currency: 'GBP' }, unsupported('UnsupportedCurrencyError'))).toBe(true)
    expect(codes.withoutRefused('shop', wanted)).toEqual({})
    expect(warnings).toHaveLength(2)

    now = 10 * 60_000 + 1
    expect(codes.withoutRefused('shop', wanted)).toEqual(wanted)
  })

  it('are reported a few times, then counted, and stay within their site, however many a visitor invents', () => {
    let now = 0
    const warnings: string[] = []
    const codes = createRefusedCodes({ warn: message => void warnings.push(message) }, () => now)
    codes.noteRefusal('other', { language: 'fr' }, unsupported('UnsupportedLanguageError'))
    for (let count = 0; count < 5000; count++) codes.noteRefusal('shop', { language: `x${count}` }, unsupported('UnsupportedLanguageError'))
    expect(warnings).toHaveLength(1 + 5)
    expect(codes.withoutRefused('other', { language: 'fr' })).toEqual({})

    now = 10 * 60_000 + 1
    codes.noteRefusal('shop', { language: 'fr' }, unsupported('UnsupportedLanguageError'))
    expect(warnings).toHaveLength(7)
    expect(warnings[6]).toContain('4995 further codes')
  })

  it('are not what the caller has said, and no other error', () => {
    const codes = createRefusedCodes({ warn: () => {} })
    expect(codes.noteRefusal('shop', { currency: 'GBP' }, unsupported('UnsupportedLanguageError'))).toBe(false)
    expect(codes.noteRefusal('shop', { language: 'fr' }, unsupported('CartError'))).toBe(false)
    expect(codes.noteRefusal('shop', { language: 'fr' }, new SapccError('x', { status: 500, data: { type: 'UnsupportedLanguageError' } }))).toBe(false)
    expect(codes.noteRefusal('shop', { language: 'fr' }, new Error('x'))).toBe(false)
  })
})
