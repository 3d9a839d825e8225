import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { startControlledApp } from '../../harness/controlled-app.ts'
import type { ControlledApp } from '../../harness/controlled-app.ts'

/** Says what time it is, by both clocks; `/stubborn` makes it ignore `SIGTERM`. */
const SERVER = `
import { createServer } from 'node:http'
const server = createServer((req, res) => {
  if (req.url === '/stubborn') process.on('SIGTERM', () => {})
  res.end(JSON.stringify([Date.now(), new Date().getTime(), performance.now()]))
})
server.listen(Number(process.env.PORT), '127.0.0.1', () => console.log('Listening on it'))
`

/** Two processes read the clock of one machine. Milliseconds. */
const TOLERANCE = 50

describe('a process under control', () => {
  let folder: string
  let app: ControlledApp | undefined
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'nuxt-sapcc-control-'))
    writeFileSync(join(folder, 'server.mjs'), SERVER)
  })
  afterEach(() => app?.stop('SIGKILL'))
  afterAll(() => rmSync(folder, { recursive: true }))

  async function start(): Promise<ControlledApp> {
    app = await startControlledApp({ entry: join(folder, 'server.mjs') })
    return app
  }
  const ask = async (path = '/') => await (await fetch(app!.url + path)).json() as [number, number, number]

  it('steps its wall clock forward and back, and only that', async () => {
    const { stepClock } = await start()
    const [, , before] = await ask()
    for (const offset of [30_000, -30_000, 0]) {
      stepClock(offset)
      // The step is a message to the process, which a request may overtake.
      await vi.waitFor(async () => {
        // However long the answer takes on a busy machine, its time lies between the two.
        const asked = Date.now()
        const [now, date, monotonic] = await ask()
        const answered = Date.now()
        for (const time of [now, date]) {
          expect(time).toBeGreaterThanOrEqual(asked + offset - TOLERANCE)
          expect(time).toBeLessThanOrEqual(answered + offset + TOLERANCE)
        }
        expect(monotonic - before).toBeLessThan(25_000)
      }, { timeout: 5000 })
    }
  })

  it('answers nothing while it is frozen, and goes on afterwards', async () => {
    const { freeze, thaw } = await start()
    freeze()
    const answer = ask()
    expect(await Promise.race([answer, new Promise(resolve => setTimeout(resolve, 200, 'nothing'))])).toBe('nothing')
    thaw()
    expect(await answer).toHaveLength(3)
  })

  it('tells whether it ended when it was asked to', async () => {
    expect(await (await start()).terminate(5000)).toBe(true)
    const stubborn = await start()
    await ask('/stubborn')
    expect(await stubborn.terminate(300)).toBe(false)
    await expect(ask()).rejects.toThrow()
  })
})
