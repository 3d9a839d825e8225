import { describe, expect, it } from 'vitest'
import { protectOrigin } from '../../../src/runtime/server/http/origin-protection'

const protect = (headers: Record<string, string | string[]>) => protectOrigin({ status: 200, headers }).headers

describe('an answer with what SAP sends', () => {
  it.each(['text/html', 'application/json, text/html', 'application/json+xml', 'image/svg+xml', 'application/xhtml+xml', 'text/xsl', 'multipart/x-mixed-replace', 'Text/HTML; charset=utf-8'])('has no access to the shop\'s origin as %s', (type) => {
    expect(protect({ 'content-type': type, 'content-security-policy': 'script-src *' })).toEqual({ 'content-type': type, 'content-security-policy': 'default-src \'none\'; sandbox', 'x-content-type-options': 'nosniff' })
  })

  it.each(['application/json', 'application/pdf', 'image/png', 'text/plain'])('is what it says, and nothing else, as %s', (type) => {
    expect(protect({ 'content-type': type })).toEqual({ 'content-type': type, 'x-content-type-options': 'nosniff' })
  })

  it('is never guessed at without a type', () => {
    expect(protect({})).toEqual({ 'x-content-type-options': 'nosniff' })
  })
})
