import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createTestVisitor, signInAs } from '../../../src/runtime/testing'

/** What the shop of these tests received: method, path, cookies, body. */
let seen: string[]
let answer: (req: IncomingMessage, res: ServerResponse) => void

const server = createServer((req, res) => {
  let body = ''
  req.setEncoding('utf8').on('data', (text: string) => body += text).on('end', () => {
    seen.push(`${req.method} ${req.url} ${req.headers.cookie ?? '-'} ${req.headers['sec-fetch-site']} ${body}`.trim())
    answer(req, res)
  })
})
let url: string

beforeAll(async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
beforeEach(() => {
  seen = []
  answer = (_, res) => res.end()
})
afterAll(() => {
  server.close()
  server.closeAllConnections()
})

function setCookie(...lines: string[]) {
  answer = (_, res) => res.setHeader('set-cookie', lines).end('{}')
}

describe('a visitor of a test', () => {
  it('keeps the cookies of responses and sends them as a page of the shop', async () => {
    const visitor = createTestVisitor(url)
    setCookie('a=1; Path=/; HttpOnly', 'b=x%3Dy; Path=/; Max-Age=60; Secure; SameSite=Strict')
    await visitor.fetch('/')
    await visitor.fetch('/account')
    expect(seen).toEqual(['GET / - same-origin', 'GET /account a=1; b=x%3Dy same-origin'])
    expect(visitor.cookie()).toBe('a=1; b=x%3Dy')
    expect(visitor.cookies()).toEqual([
      { name: 'a', value: '1', domain: '127.0.0.1', path: '/', expires: -1, httpOnly: true, secure: false, sameSite: 'Lax' },
      { name: 'b', value: 'x%3Dy', domain: '127.0.0.1', path: '/', expires: expect.closeTo(Date.now() / 1000 + 60, -1) as number, httpOnly: false, secure: true, sameSite: 'Strict' },
    ])
  })

  it('forgets cookies that are deleted, and sends those of a path below it only', async () => {
    const visitor = createTestVisitor(url)
    setCookie('a=1; Path=/', 'login=1; Path=/api/sapcc/auth', 'old=1; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT')
    await visitor.fetch('/')
    expect(visitor.cookie()).toBe('a=1')
    expect(visitor.cookie('/api/sapcc/auth/callback')).toBe('a=1; login=1')
    expect(visitor.cookie('/api/sapcc/authentic')).toBe('a=1')
    setCookie('a=; Path=/; Max-Age=0')
    await visitor.fetch('/')
    expect(visitor.cookie()).toBe('')
  })

  it('follows redirects within the shop with their cookies, and no others', async () => {
    const visitor = createTestVisitor(url)
    answer = (req, res) => {
      if (req.url === '/sign-in') res.writeHead(302, { 'location': '/account', 'set-cookie': 'session=1; Path=/' }).end()
      else if (req.url === '/keep') res.writeHead(307, { location: '/api' }).end()
      else if (req.url === '/away') res.writeHead(302, { location: 'http://127.0.0.1:1/' }).end()
      else if (req.url === '/loop') res.writeHead(302, { location: '/loop' }).end()
      else res.end('there')
    }
    expect(await (await visitor.fetch('/sign-in', { method: 'POST', body: 'a=1' })).text()).toBe('there')
    await visitor.fetch('/keep', { method: 'POST', body: 'b=2' })
    expect(seen).toEqual(['POST /sign-in - same-origin a=1', 'GET /account session=1 same-origin', 'POST /keep session=1 same-origin b=2', 'POST /api session=1 same-origin b=2'])
    expect((await visitor.fetch('/away')).status).toBe(302)
    expect((await visitor.fetch('/sign-in', { redirect: 'manual' })).status).toBe(302)
    await expect(visitor.fetch('/loop')).rejects.toThrow('/loop')
  })

  it('calls methods at the shop\'s address, and signs in', async () => {
    setCookie('session=1; Path=/')
    const jane = await signInAs(url, { username: 'jane', password: 'secret' }, { apiPath: '/shop/api/sapcc' })
    await jane.sapcc.getCart({ fields: 'FULL' })
    expect(seen).toEqual([
      'POST /shop/api/sapcc/signUserIn - same-origin [{"username":"jane","password":"secret"}]',
      'POST /shop/api/sapcc/getCart session=1 same-origin [{"fields":"FULL"}]',
    ])
  })

  it('renews an expired token once and repeats the call, as a browser does', async () => {
    const visitor = createTestVisitor(url)
    let isRenewed = false
    answer = (req, res) => {
      if (req.url?.endsWith('refreshUserToken')) {
        isRenewed = true
        res.end('{}')
      }
      else if (isRenewed) res.end('{"uid":"jane"}')
      else res.writeHead(401, { 'content-type': 'application/json' }).end('{"message":"expired","data":{"type":"InvalidTokenError"}}')
    }
    expect(await visitor.sapcc.getUser()).toEqual({ uid: 'jane' })
    expect(seen.map(line => line.split(' ')[1])).toEqual(['/api/sapcc/getUser', '/api/sapcc/refreshUserToken', '/api/sapcc/getUser'])
  })
})
