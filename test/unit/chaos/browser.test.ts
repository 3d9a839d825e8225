import { createServer } from 'node:http'
import type { Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ChaosBrowser } from '../../chaos/browser.ts'
import { Call, within } from '../../chaos/call.ts'
import { Random } from '../../chaos/random.ts'
import { ChaosSession } from '../../chaos/sessions.ts'

describe('a browser of a round', () => {
  let server: Server
  let waiting: ServerResponse[] = []
  const answer = (cookie: string) => waiting.shift()!.writeHead(200, { 'content-type': 'application/json', 'set-cookie': `${cookie}; Path=/` }).end('{}')
  const arrival = async (count: number) => {
    while (waiting.length < count) await new Promise(resolve => setTimeout(resolve, 2))
  }

  beforeAll(async () => {
    server = createServer((_req, res) => void waiting.push(res))
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  })
  afterAll(() => void server.close())
  beforeEach(() => {
    waiting = []
  })

  function open(weather = { late: 0, lost: 0, aborted: 0 }): ChaosBrowser {
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    return new ChaosBrowser({ name: 'browser', tabs: 1, destination: () => ({ origin }), random: new Random(1), weather })
  }

  it('means a call for the session that it is in when the request is sent', async () => {
    const browser = open()
    const [first, second] = [new ChaosSession('first', 'jane@example.com'), new ChaosSession('second', 'john@example.com')]
    browser.session = first
    const call = new Call()
    const reading = within(call, () => browser.fetch('/read'))
    await arrival(1)
    const signIn = new Call('sign-in', second)
    const signingIn = within(signIn, () => browser.fetch('/sign-in'))
    await arrival(2)
    expect(first.mayBeOver()).toBe(true)
    const [read] = waiting.splice(0, 1)
    answer('a=2')
    await signingIn
    expect(browser.session).toBe(second)
    waiting.push(read!)
    answer('a=1')
    await reading
    expect([call.meant, signIn.meant]).toEqual([first, first])
    expect(browser.jar.get('a')).toBe('1')
  })

  it('sends a read again when its connection was closed without an answer, once, and a write not', async () => {
    const browser = open()
    const reading = browser.fetch('/read')
    await arrival(1)
    waiting.shift()!.destroy()
    await arrival(1)
    answer('a=1')
    expect((await reading).status).toBe(200)
    for (const method of ['GET', 'POST']) {
      const request = browser.fetch('/request', { method }).catch((error: unknown) => error)
      for (let times = method === 'GET' ? 2 : 1; times > 0; times--) {
        await arrival(1)
        waiting.shift()!.destroy()
      }
      expect(await request).toBeInstanceOf(TypeError)
    }
    expect(waiting).toEqual([])
  })

  it('stays where it is when the answer to a sign-in is lost', async () => {
    const browser = open({ late: 0, lost: 1, aborted: 0 })
    browser.isCalm = false
    const call = new Call('sign-in', new ChaosSession('new', 'jane@example.com'))
    const signingIn = within(call, () => browser.fetch('/sign-in'))
    await arrival(1)
    answer('a=1')
    await expect(signingIn).rejects.toThrow('lost')
    expect([browser.session, call.isLost, browser.jar.get('a')]).toEqual([undefined, true, undefined])
  })

  it('stores the cookies of a late answer after it was answered', async () => {
    const browser = open({ late: 1, lost: 0, aborted: 0 })
    browser.isCalm = false
    const reading = within(new Call(), () => browser.fetch('/read'))
    await arrival(1)
    answer('a=1')
    await reading
    expect(browser.jar.get('a')).toBeUndefined()
    await browser.settle()
    expect(browser.jar.get('a')).toBe('1')
  })
})
