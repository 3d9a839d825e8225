import { describe, expect, it, vi } from 'vitest'
import { createRedisQueue } from '../../../src/runtime/server/storage/redis-queue'
import { createSharedStorage } from '../../../src/runtime/server/storage/shared-storage'
import { createTurns } from '../../../src/runtime/server/storage/turns'
import type { Turns, TurnsOptions } from '../../../src/runtime/server/storage/turns'
import { useRedis } from '../../harness/use-redis'
import { useRedisConnections } from './redis-connections'

const pause = (ms: number) => new Promise(resolve => setTimeout(resolve, ms))

/** Works in turn and writes down what began and ended. */
async function work(turns: Turns, log: string[], name: string, { ms = 5, key = 'cart' } = {}): Promise<void> {
  const end = await turns.take(key)
  log.push(`${name}+`)
  await pause(ms)
  log.push(`${name}-`)
  end()
}

describe('turns in one process', () => {
  it('come one after another, in the order of the calls, and one thing does not wait for another', async () => {
    const turns = createTurns({ maxWait: 1000, maxWaiting: 10 })
    const log: string[] = []
    await Promise.all([...['a', 'b', 'c'].map(name => work(turns, log, name)), work(turns, log, 'x', { key: 'other', ms: 0 })])
    expect(log.filter(step => !step.startsWith('x'))).toEqual(['a+', 'a-', 'b+', 'b-', 'c+', 'c-'])
    expect(log.indexOf('x-')).toBeLessThan(log.indexOf('a-'))
  })

  it('are measured where a change has waited', async () => {
    const measured: unknown[] = []
    const turns = createTurns({ maxWait: 30, maxWaiting: 1, measure: value => measured.push(value) })
    const end = await turns.take('cart')
    const next = turns.take('cart')
    await turns.take('cart').catch(() => undefined)
    end()
    ;(await next)()
    const wait = { name: 'queue-wait', queue: 'cart', duration: expect.any(Number) }
    expect(measured).toEqual([{ ...wait, waiting: 1, outcome: 'refused' }, { ...wait, waiting: 0, outcome: 'entered' }])
  })

  it('that do not come in time are refused, and so are those beyond the limit', async () => {
    const turns = createTurns({ maxWait: 30, maxWaiting: 1 })
    const end = await turns.take('cart')
    const late = turns.take('cart')
    await expect(turns.take('cart')).rejects.toMatchObject({ status: 429, data: { type: 'CartBusyError', retryAfter: 1 } })
    await expect(late).rejects.toMatchObject({ status: 503, data: { type: 'CartBusyError' } })
    end()
    ;(await turns.take('cart'))()
  })

  it('are waited for as long as their own call says, at most as long as all', async () => {
    const turns = createTurns({ maxWait: 60, maxWaiting: 10 })
    const end = await turns.take('cart')
    const outcomes: string[] = []
    const refused = (name: string, maxWait?: number) => turns.take('cart', undefined, maxWait).catch(() => void outcomes.push(name))
    await Promise.all([refused('as long as all'), refused('less', 10), refused('more', 60_000)])
    expect(outcomes).toEqual(['less', 'as long as all', 'more'])
    end()
  })

  it('are given up when the client disconnects, and pass to the next call', async () => {
    const turns = createTurns({ maxWait: 1000, maxWaiting: 10 })
    const end = await turns.take('cart')
    const client = new AbortController()
    const left = turns.take('cart', client.signal)
    const next = turns.take('cart')
    client.abort()
    await expect(left).rejects.toThrow('The client has left.')
    end()
    ;(await next)()
  })
})

describe('turns over several processes', () => {
  const redis = useRedis()
  const connect = useRedisConnections()

  function process(maxWait = 5000, ttl = 400, measure: TurnsOptions['measure'] = undefined): Turns {
    const { client, prefix, storage } = connect({ url: redis.url })
    const shared = createSharedStorage(storage, 'sapcc', { timeout: 300, connection: client })
    return createTurns({ maxWait, maxWaiting: 100, shared: createRedisQueue({ redis: client, storage: shared, prefix, ttl }), ...(measure ? { measure } : {}) })
  }

  it('come one after another, in the order of the calls', async () => {
    const processes = [process(), process(), process()]
    // Connected first: the order is that in which calls reach Redis, and the one that connects may come late.
    for (const connecting of processes) (await connecting.take('to connect'))()
    const log: string[] = []
    await Promise.all(Array.from({ length: 12 }, async (_, index) => {
      await pause(index * 15)
      await work(processes[index % 3]!, log, String(index), { ms: 30 })
    }))
    expect(log).toEqual(Array.from({ length: 12 }, (_, index) => [`${index}+`, `${index}-`]).flat())
  })

  it('are measured with those that wait in all processes, and not where a change was alone', async () => {
    const measured: unknown[] = []
    const [first, second, third] = Array.from({ length: 3 }, () => process(5000, 400, value => measured.push(value)))
    for (const [index, connecting] of [first!, second!, third!].entries()) (await connecting.take(`to connect ${index}`))()
    const end = await first!.take('busy')
    expect(measured).toEqual([])
    const waiting: Promise<void>[] = []
    for (const next of [second!, third!, second!]) {
      waiting.push(next.take('busy').then(done => done()))
      await pause(30)
    }
    end()
    await Promise.all(waiting)
    const wait = { name: 'queue-wait', queue: 'cart', outcome: 'entered', duration: expect.any(Number) }
    expect(measured).toEqual([{ ...wait, waiting: 0 }, { ...wait, waiting: 1 }, { ...wait, waiting: 2 }])
  })

  it('are held for longer than a place lives without being kept, and are refused after their time', async () => {
    const [first, second] = [process(), process(900)]
    const end = await first.take('long')
    await expect(second.take('long')).rejects.toMatchObject({ status: 503, data: { type: 'CartBusyError' } })
    end()
    ;(await second.take('long'))()
  })

  it('do not wait for a process that died', async () => {
    const timers = vi.spyOn(globalThis, 'setInterval').mockImplementation(() => 0 as never)
    await process().take('dead')
    timers.mockRestore()
    const started = performance.now()
    ;(await process().take('dead'))()
    expect(performance.now() - started).toBeLessThan(2000)
  })
})
