import { describe, expect, it } from 'vitest'
import { createLocalLock, withMeasuredWait } from '../../../src/runtime/server/storage/lock'
import { createSharedStorage } from '../../../src/runtime/server/storage/shared-storage'
import { breakableStorage } from '../session/tokens'

describe('the lock of a session', () => {
  it('is measured by how long it was waited for, and by whether it was acquired', async () => {
    const measured: unknown[] = []
    let now = 0
    const lock = withMeasuredWait(createLocalLock({ maxWait: 20 }), value => measured.push(value), () => now)
    const release = await lock.acquire('a')
    const second = lock.acquire('a')
    now = 50
    await expect(second).rejects.toMatchObject({ data: { type: 'SessionStoreUnavailableError' } })
    await release()
    expect(measured).toEqual([{ name: 'lock-wait', duration: 0, outcome: 'acquired' }, { name: 'lock-wait', duration: 50, outcome: 'failed' }])
  })
})

describe('errors of the storage', () => {
  it('are counted for each operation that was tried, not for those that an outage stops', async () => {
    const { state, storage } = breakableStorage()
    let now = 0
    let failures = 0
    const shared = createSharedStorage(storage, 'sapcc', { now: () => now, onFailure: () => failures++ })
    await shared.get('a')
    state.isDown = true
    for (let call = 0; call < 3; call++) await expect(shared.get('a')).rejects.toMatchObject({ status: 503 })
    expect(failures).toBe(1)
    now = 1000
    await expect(shared.get('a')).rejects.toMatchObject({ status: 503 })
    expect(failures).toBe(2)
  })
})
