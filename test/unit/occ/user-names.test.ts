import { describe, expect, it } from 'vitest'
import { comparableUserName, readTokenId, readUserName } from '../../../src/runtime/server/occ/user-names.ts'

const JANE = 'jane@example.com'
/** Java's `String.trim()` removes all of them, JavaScript's some. */
const UP_TO_SPACE = Array.from({ length: 0x21 }, (_, code) => String.fromCharCode(code))

describe('user names', () => {
  it('are read without spaces at their ends', () => {
    expect(readUserName(`  ${JANE} `, 'username')).toBe(JANE)
    expect(readUserName('   ', 'username')).toBe('')
  })

  it.each([...UP_TO_SPACE.slice(0, -1), '\x7F', '\x9F', '\uD800'])('are refused with the character %j, wherever it is', (character) => {
    for (const name of [JANE + character, character + JANE, `jane${character}@example.com`]) {
      expect(() => readUserName(name, 'loginId')).toThrow(expect.objectContaining({ status: 400, data: expect.objectContaining({ type: 'InvalidParameterError', subject: 'loginId' }) }))
    }
  })

  it.each(UP_TO_SPACE)('are equal with and without %j at their ends', (character) => {
    expect(comparableUserName(`${character}Jane@Example.com${character}`)).toBe(JANE)
  })

  it('differ by what SAP does not take away', () => {
    expect(comparableUserName(`${JANE}\u00A0`)).not.toBe(JANE)
    expect(comparableUserName('ja ne@example.com')).not.toBe(JANE)
  })
})

describe('ids of one-time codes', () => {
  it('are taken as SAP writes them', () => {
    expect(readTokenId('<LGN[b3ae6f6e-4b5a-4b5e-8f0e-0d5a2b0f6a11]>', 'tokenId')).toBe('<LGN[b3ae6f6e-4b5a-4b5e-8f0e-0d5a2b0f6a11]>')
  })

  it.each(['LGN1 ', ' LGN1', 'LGN1\x01', 'L GN1', 'LGN1\u00A0', 'x'.repeat(501)])('are refused as %j', (tokenId) => {
    expect(() => readTokenId(tokenId, 'tokenId')).toThrow(expect.objectContaining({ status: 400, data: expect.objectContaining({ type: 'InvalidParameterError', subject: 'tokenId' }) }))
  })
})
