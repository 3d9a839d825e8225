import { expect, it } from 'vitest'
import { isSameText } from '../../../src/runtime/server/crypto/same-text'

it('a secret is equal to itself only', () => {
  expect(isSameText('secret', 'secret')).toBe(true)
  for (const given of ['', 'secre', 'secrets', 'Secret', 'secreu', '\0', 'secret\0']) expect(isSameText(given, 'secret'), given).toBe(false)
})
