import { describe, expect, it, vi } from 'vitest'
import { answerPurge } from '../../../src/runtime/server/operations/purge'
import type { SapccPurge } from '../../../src/runtime/server/operations/purge'
import { fakeRequest } from '../fake-request'

vi.mock('#sapcc/operations', () => ({ operations: {} }))

const SECRET = 'a Secret of tests'

/** Asks for a purge of everything. @returns what was purged. */
async function purgeWith(authorization: string | undefined, secret = SECRET): Promise<SapccPurge[]> {
  const purged: SapccPurge[] = []
  await answerPurge(fakeRequest({
    method: 'POST',
    headers: authorization === undefined ? {} : { authorization },
    bodyStream: () => new Blob(['{"everything":true}']).stream(),
  }), {
    secret,
    purge: async purge => void purged.push(purge),
  })
  return purged
}

describe('a purge by HTTP', () => {
  // RFC 9110, section 11.1: a scheme's letters may be of any case; section 11.4: and there may be several spaces after it.
  it.each([`Bearer ${SECRET}`, `bearer ${SECRET}`, `BEARER ${SECRET}`, `Bearer   ${SECRET}`])('is opened by "Authorization: %s"', async (authorization) => {
    expect(await purgeWith(authorization)).toEqual([{ everything: true }])
  })

  it('is opened by nothing where the secret is blank', async () => {
    for (const authorization of [undefined, 'Bearer', 'Bearer ']) await expect(purgeWith(authorization, '')).rejects.toMatchObject({ status: 403 })
  })

  it.each([undefined, '', 'Bearer', 'Bearer ', SECRET, `Bearer${SECRET}`, `Basic ${SECRET}`, `x Bearer ${SECRET}`, `Bearer ${SECRET} x`, `Bearer ${SECRET.toLowerCase()}`])('is not opened by "Authorization: %s"', async (authorization) => {
    await expect(purgeWith(authorization)).rejects.toMatchObject({ status: 403, data: { type: 'PurgeRefusedError' } })
  })
})
