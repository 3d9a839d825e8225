import { expect, it, vi } from 'vitest'
import { isKeptForLateSignIn } from '../../../src/runtime/server/session/late-sign-in'
import { storageUnavailable } from '../../../src/runtime/server/storage/storage-unavailable'
import { newSession } from './tokens'

it('tokens are given to a sign-in that has the replaced ones as soon as the storage is back', async () => {
  const keepForLateSignIn = vi.fn()
    .mockRejectedValueOnce(storageUnavailable(new Error('connect ECONNREFUSED')))
    .mockResolvedValueOnce(true)
  expect(await isKeptForLateSignIn({ keepForLateSignIn }, newSession(), 'refresh-0')).toBe(true)
  expect(keepForLateSignIn).toHaveBeenCalledTimes(2)
})

it('no sign-in takes them in a store that does not know which sessions have which tokens', async () => {
  expect(await isKeptForLateSignIn({}, newSession(), 'refresh-0')).toBe(false)
})
