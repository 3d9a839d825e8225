import process from 'node:process'
import { consola } from 'consola'
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { loadConsola } from '#sapcc/load-consola'
import { loadConsola as loadAtStart } from '../../../src/runtime/server/log/load-consola/at-start'
import { loadConsola as loadLater } from '../../../src/runtime/server/log/load-consola/later'
import { logEntry } from '../../../src/runtime/server/log/log-entry'
import { createServerLog } from '../../../src/runtime/server/log/server-log'
import { reportBy } from '../consola-reporter'

vi.mock('#sapcc/load-consola', () => ({ loadConsola: vi.fn() }))
afterEach(() => vi.restoreAllMocks())

/** Lines that consola's reporters get from now on, until the test ends. */
function recordLines(): unknown[] {
  const lines: unknown[] = []
  reportBy(({ type, tag, args }) => void lines.push([type, tag, ...args]))
  return lines
}

/** Lines that go to the console. */
function recordConsole(): unknown[] {
  const lines: unknown[] = []
  for (const type of ['error', 'warn'] as const) vi.spyOn(console, type).mockImplementation((...args) => void lines.push([type, ...args]))
  return lines
}

describe.each([
  ['at the start', loadAtStart],
  ['for the first line', loadLater],
] as const)('a log whose consola is loaded %s', (_, load) => {
  function createLog() {
    vi.mocked(loadConsola).mockImplementation(load)
    return createServerLog()
  }

  it('writes to the reporters that consola has at the time, with the tag, in the order of its lines', async () => {
    const log = createLog()
    const failure = new Error('reason')
    const early = recordLines()
    log.warn('first')
    log.error('second', failure)
    await log.load()
    expect(early).toEqual([['warn', 'nuxt-sapcc', 'first'], ['error', 'nuxt-sapcc', 'second', failure]])
    const late = recordLines()
    log.warn('third')
    expect([early.length, late]).toEqual([2, [['warn', 'nuxt-sapcc', 'third']]])
  })

  it('has the level that consola has at the time', async () => {
    const lines = recordLines()
    const log = createLog()
    await log.load()
    const { level } = consola
    onTestFinished(() => {
      consola.level = level
    })
    consola.level = 0
    log.warn('left out')
    consola.level = 3
    log.info('written')
    expect(lines).toEqual([['info', 'nuxt-sapcc', 'written']])
  })

  it('writes all of many errors with one message', async () => {
    const lines = recordLines()
    const log = createLog()
    for (let number = 0; number < 20; number++) log.error('A callback has failed.', new Error(`number ${number}`))
    await log.load()
    expect(lines).toHaveLength(20)
  })

  it('goes on when a reporter of the shop fails, and writes its lines to the console', async () => {
    const plain = recordConsole()
    const log = createLog()
    const report = vi.fn(() => {
      throw new Error('reporter')
    })
    reportBy(report)
    log.warn('first')
    await log.load()
    log.warn('second')
    expect(report).toHaveBeenCalledTimes(2)
    expect(plain).toEqual([['warn', '[nuxt-sapcc]', 'first'], ['warn', '[nuxt-sapcc]', 'second']])
  })
})

it('a log whose consola is loaded at the start writes its first line at once', () => {
  vi.mocked(loadConsola).mockImplementation(loadAtStart)
  const lines = recordLines()
  createServerLog().warn('first')
  expect(lines).toHaveLength(1)
})

it('lines that are caused in the moment consola is there come after those that waited', async () => {
  let finish: (loaded: typeof consola) => void = () => {}
  vi.mocked(loadConsola).mockImplementation(() => new Promise(resolve => void (finish = resolve)))
  const lines = recordLines()
  const log = createServerLog()
  for (const text of ['first', 'second']) log.warn(text)
  finish(consola)
  for (let turn = 0; turn < 5; turn++) {
    await Promise.resolve()
    log.warn(`turn ${turn}`)
  }
  await log.load()
  expect(lines.map(line => (line as string[])[2])).toEqual(['first', 'second', ...Array.from({ length: 5 }, (_, turn) => `turn ${turn}`)])
})

it('a line that a reporter causes comes after those that waited', async () => {
  vi.mocked(loadConsola).mockImplementation(loadLater)
  const lines: unknown[] = []
  const log = createServerLog()
  reportBy(({ args: [text] }) => {
    lines.push(text)
    if (text === 'first') log.warn('of the reporter')
  })
  log.warn('first')
  log.warn('second')
  await log.load()
  expect(lines).toEqual(['first', 'second', 'of the reporter'])
})

/** Does something. @returns the listeners for the process' end that it has added; they are removed when the test ends. */
function exitListenersOf(work: () => void): ((code: number) => void)[] {
  const before = process.listeners('exit')
  work()
  const added = process.listeners('exit').filter(listener => !before.includes(listener))
  onTestFinished(() => added.forEach(listener => void process.off('exit', listener)))
  return added
}

describe('lines for which consola is not there', () => {
  it('go to the console when it cannot be loaded, and the next line tries again', async () => {
    const plain = recordConsole()
    const lines = recordLines()
    vi.mocked(loadConsola).mockRejectedValueOnce(new Error('ENOENT'))
    const log = createServerLog()
    const failure = new Error('reason')
    log.error('first', failure)
    log.warn(logEntry('second', { event: 'storage-down', mount: 'sapcc' }, failure))
    await log.load()
    expect(plain).toEqual([['error', '[nuxt-sapcc]', 'first', failure], ['warn', '[nuxt-sapcc]', 'second', failure]])
    vi.mocked(loadConsola).mockImplementation(loadLater)
    log.warn('third')
    await log.load()
    expect(lines).toEqual([['warn', 'nuxt-sapcc', 'third']])
  })

  it('go to the console when there are more of them than can be right', () => {
    const plain = recordConsole()
    vi.mocked(loadConsola).mockReturnValue(new Promise(() => {}))
    const log = createServerLog()
    exitListenersOf(() => log.warn('line 0'))
    for (let number = 1; number <= 100; number++) log.warn(`line ${number}`)
    expect(plain.map(line => (line as string[])[2])).toEqual(Array.from({ length: 101 }, (_, number) => `line ${number}`))
  })

  it('go to the console when the process ends before', () => {
    const plain = recordConsole()
    vi.mocked(loadConsola).mockReturnValue(new Promise(() => {}))
    const listeners = exitListenersOf(() => createServerLog().error('first'))
    expect(plain).toEqual([])
    for (const listener of listeners) listener(0)
    expect(plain).toEqual([['error', '[nuxt-sapcc]', 'first']])
  })

  it('leave no listener behind', async () => {
    recordLines()
    const before = process.listenerCount('exit')
    vi.mocked(loadConsola).mockImplementation(loadLater)
    const log = createServerLog()
    log.warn('first')
    await log.load()
    expect(process.listenerCount('exit')).toBe(before)
  })
})
