import { EventEmitter } from 'node:events'
import { createStorage } from 'unstorage'
import { describe, expect, it, vi } from 'vitest'
import { createSharedStorage } from '../../../src/runtime/server/storage/shared-storage'
import { answeringServer } from '../time/answering-server'

describe('a storage whose connection broke', () => {
  it('is said to be away with the reason, and without the command that failed', () => {
    const [connection, onDown] = [new EventEmitter(), vi.fn<(error: unknown) => void>()]
    createSharedStorage(createStorage(), 'sapcc', { connection, onDown })
    connection.emit('error', Object.assign(new Error('WRONGPASS invalid username-password pair or user is disabled.'), { command: { name: 'auth', args: ['a-secret'] } }))
    connection.emit('close')
    const [[error]] = onDown.mock.calls as [[Error]]
    expect(error.message).toBe('The connection to the storage broke. WRONGPASS invalid username-password pair or user is disabled.')
    expect(JSON.stringify([error, { ...error }, String(error.cause)])).not.toContain('a-secret')
  })

  it('is said to be away without the command, also when an operation learns of it', async () => {
    const onDown = vi.fn<(error: unknown) => void>()
    const failed = Object.assign(new Error('ERR unknown command `auth`, with args beginning with: `user` `a-secret`'), { command: { name: 'auth', args: ['a-secret'] } })
    const storage = createSharedStorage({ ...createStorage(), getItem: () => Promise.reject(failed) }, 'sapcc', { onDown })
    await expect(storage.get('key')).rejects.toMatchObject({ status: 503 })
    const [[error]] = onDown.mock.calls as [[Error]]
    expect(error.message).toBe('ERR unknown command `auth`')
    expect(JSON.stringify([error, { ...error }])).not.toContain('a-secret')
  })

  it('does not give the reason of an earlier time', () => {
    const [connection, onDown] = [new EventEmitter(), vi.fn<(error: unknown) => void>()]
    createSharedStorage(createStorage(), 'sapcc', { connection, onDown })
    connection.emit('error', new Error('connect ECONNREFUSED 127.0.0.1:6379'))
    connection.emit('close')
    connection.emit('ready')
    connection.emit('close')
    expect(onDown.mock.calls.map(([error]) => (error as Error).message)).toEqual([
      'The connection to the storage broke. connect ECONNREFUSED 127.0.0.1:6379',
      'The connection to the storage broke.',
    ])
  })
})

describe('a storage that answers while the process is blocked', () => {
  it('is not away', async () => {
    const [{ ask, blockProcess }, onDown] = [await answeringServer(), vi.fn()]
    const getItem = async () => {
      await ask()
      return 'value' as never
    }
    const storage = createSharedStorage({ ...createStorage(), getItem }, 'sapcc', { onDown })
    const reading = storage.get('key')
    await blockProcess(1050)
    expect(await reading).toEqual(['value'])
    expect(onDown).not.toHaveBeenCalled()
  })
})

it('an outage begins when the operation that noticed it was sent', async () => {
  let time = 0
  const getItem = vi.fn<() => Promise<null>>().mockImplementationOnce(async () => {
    await Promise.resolve()
    time += 1000
    throw new Error('connect ECONNREFUSED')
  }).mockResolvedValue(null)
  const storage = createSharedStorage({ ...createStorage(), getItem: getItem as never }, 'sapcc', { now: () => time })
  await expect(storage.get('key')).rejects.toMatchObject({ status: 503 })
  time += 500
  await storage.get('key')
  expect(storage.lastOutage()).toEqual({ endedAt: 1500, duration: 1500 })
})
