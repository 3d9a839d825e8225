import * as nodeCrypto from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nodeAead, webAead } from '../../../src/runtime/server/crypto/aead'
import { createSealer } from '../../../src/runtime/server/crypto/sealer'

const password = 'a password of more than thirty-two characters'
const other = 'another password of more than 32 characters'
const platforms = { node: nodeAead(nodeCrypto), web: webAead() }

describe('createSealer', () => {
  it.each(['node', 'web'] as const)('opens what it sealed (%s)', async (platform) => {
    const sealer = createSealer([password], platforms[platform])
    await fc.assert(fc.asyncProperty(fc.jsonValue(), fc.string({ unit: 'grapheme' }), async (value, text) => {
      expect(await sealer.openValue('session', await sealer.sealValue('session', value))).toEqual(JSON.parse(JSON.stringify(value)))
      expect(await sealer.open('session', await sealer.seal('session', text))).toBe(text)
    }), { numRuns: 50 })
  })

  it('has one format on all platforms', async () => {
    const [onNode, onWeb] = [createSealer([password], platforms.node), createSealer([password], platforms.web)]
    expect(await onWeb.open('session', await onNode.seal('session', 'a'))).toBe('a')
    expect(await onNode.open('session', await onWeb.seal('session', 'a'))).toBe('a')
    expect(await platforms.node.hash('x')).toBe(await platforms.web.hash('x'))
    const macs = await Promise.all(Object.values(platforms).map(async aead => await (await aead.deriveMac(password, 'a'))('x')))
    expect(macs[0]).toBe(macs[1])
    expect(macs[0]).not.toBe(await (await platforms.node.deriveMac(password, 'b'))('x'))
    expect(macs[0]).not.toBe(await (await platforms.node.deriveMac(other, 'a'))('x'))
  })

  it('keeps purposes apart', async () => {
    const sealer = createSealer([password])
    expect(await sealer.open('login', await sealer.seal('session', 'a'))).toBeUndefined()
    expect(await sealer.openValue('login', await sealer.sealValue('session', 1))).toBeUndefined()
  })

  it('opens with every password and seals with the first', async () => {
    const old = await createSealer([password]).seal('session', 'a')
    const rotated = createSealer([other, password])
    expect(await rotated.open('session', old)).toBe('a')
    expect(await createSealer([other]).open('session', await rotated.seal('session', 'b'))).toBe('b')
    expect(await createSealer([other]).open('session', old)).toBeUndefined()
  })

  it('never seals the same value to the same text', async () => {
    const sealer = createSealer([password])
    expect(await sealer.seal('session', 'a')).not.toBe(await sealer.seal('session', 'a'))
  })

  it.each(['node', 'web'] as const)('refuses every changed value (%s)', async (platform) => {
    const sealer = createSealer([password], platforms[platform])
    const sealed = await sealer.seal('session', 'x'.repeat(50))
    await fc.assert(fc.asyncProperty(fc.nat(sealed.length - 1), fc.constantFrom(...'ABCabc012-_.~'), async (position, char) => {
      if (sealed[position] === char) return
      const changed = sealed.slice(0, position) + char + sealed.slice(position + 1)
      const opened = await sealer.open('session', changed)
      // The last character of base64url has bits that carry nothing.
      if (position < sealed.length - 1) expect(opened).toBeUndefined()
    }), { numRuns: 200 })
    for (const text of ['', '1.', '1.AAAA', 'x', sealed.slice(0, -5), `2.${sealed.slice(2)}`, `${sealed}AAAA`, `1.${'A'.repeat(100_000)}`, '1.ü']) {
      expect(await sealer.open('session', text)).toBeUndefined()
    }
  })
})
