import { createServer, type Server } from 'node:http'
import type { Socket } from 'node:net'
import { once } from 'node:events'
import { afterEach, describe, expect, it } from 'vitest'
import { CookieJar } from '../../harness/cookie-jar.ts'

const loopback = 'http://127.0.0.1:3000/'
const cleanUp: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of cleanUp.splice(0)) await close()
})

/** A server that answers by path: `/set` sets cookies, `/redirect` sets one and moves on, anything echoes `Cookie`. */
async function startServer(): Promise<string> {
  const server = createServer((request, response) => {
    if (request.url === '/set') response.setHeader('set-cookie', ['a=1; Path=/', '__Host-b=2; Path=/; Secure; HttpOnly'])
    if (request.url === '/redirect') {
      response.writeHead(302, { 'location': '/echo', 'set-cookie': 'hop=yes; Path=/' }).end()
      return
    }
    response.end(`${request.method} ${request.headers.cookie ?? ''}`)
  })
  return await listen(server)
}

async function listen(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  cleanUp.push(() => new Promise(resolve => server.close(() => resolve())))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no address')
  return `http://127.0.0.1:${address.port}`
}

describe('CookieJar', () => {
  it('sends back what a response set, Secure cookies on loopback included', async () => {
    const url = await startServer()
    const jar = new CookieJar()
    await jar.fetch(`${url}/set`)
    expect(await (await jar.fetch(`${url}/echo`)).text()).toBe('GET a=1; __Host-b=2')
    expect(jar.snapshot()).toEqual({ 'a': '1', '__Host-b': '2' })
  })

  it('applies a response late, or never', async () => {
    const url = await startServer()
    const jar = new CookieJar()
    const late = await jar.fetch(`${url}/set`, { apply: false })
    expect(jar.get('a')).toBeUndefined()
    jar.apply(late)
    expect(jar.get('a')).toBe('1')
  })

  it('follows a redirect with the cookies of the hop and leaves it alone when told to', async () => {
    const url = await startServer()
    const jar = new CookieJar()
    const followed = await jar.fetch(`${url}/redirect`, { method: 'POST', body: 'x' })
    expect(await followed.text()).toBe('GET hop=yes')
    expect((await jar.fetch(`${url}/redirect`, { redirect: 'manual' })).status).toBe(302)
  })

  it('uses connections again, and closes them before the server does', async () => {
    const sockets: Socket[] = []
    const server = createServer((_, response) => response.end()).on('connection', socket => sockets.push(socket))
    server.keepAliveTimeout = 0
    const url = await listen(server)
    const jar = new CookieJar()
    for (let requests = 0; requests < 10; requests++) await (await jar.fetch(url)).text()
    expect(sockets.length).toBeLessThan(10)
    await Promise.all(sockets.map(socket => once(socket, 'close')))
    // Most servers close them after five seconds; Node's own `fetch` keeps them nearly as long.
  }, 3000)

  it.each([
    ['Max-Age=0', 'a=; Max-Age=0; Path=/'],
    ['a negative Max-Age', 'a=; Max-Age=-1; Path=/'],
    ['Expires in the past', 'a=; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Path=/'],
  ])('deletes with %s', (_, line) => {
    const jar = new CookieJar()
    jar.set('a=1; Path=/; Max-Age=60', loopback)
    jar.set('b=2; Path=/', loopback)
    jar.set(line, loopback)
    expect(jar.snapshot()).toEqual({ b: '2' })
  })

  it('lets Max-Age win over Expires', () => {
    const jar = new CookieJar()
    jar.set('a=1; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT', loopback)
    expect(jar.get('a')).toBe('1')
  })

  it('keeps to paths', () => {
    const jar = new CookieJar()
    jar.set('deep=1; Path=/api', loopback)
    jar.set('root=2; Path=/', loopback)
    expect(jar.header('http://127.0.0.1/api/x')).toBe('deep=1; root=2')
    expect(jar.header('http://127.0.0.1/apix')).toBe('root=2')
  })

  it.each([
    ['Secure over plain http to another machine', 'a=1; Secure', 'http://shop.example/'],
    ['a __Host- cookie without Secure', '__Host-a=1; Path=/', loopback],
    ['a __Host- cookie with a Domain', '__Host-a=1; Path=/; Secure; Domain=127.0.0.1', loopback],
    ['a __Host- cookie for a path', '__Host-a=1; Path=/api; Secure', loopback],
    ['a foreign Domain', 'a=1; Domain=elsewhere.example', 'https://shop.example/'],
    ['more than 4096 bytes', `a=${'x'.repeat(4096)}`, loopback],
    ['no name', '=1', loopback],
  ])('refuses %s', (_, line, url) => {
    const jar = new CookieJar()
    jar.set(line, url)
    expect(jar.snapshot()).toEqual({})
  })

  it('sends host-only cookies to their host alone and domain cookies to subdomains', () => {
    const jar = new CookieJar()
    jar.set('own=1', 'https://shop.example/')
    jar.set('all=2; Domain=shop.example', 'https://shop.example/')
    expect(jar.header('https://www.shop.example/')).toBe('all=2')
    expect(jar.header('https://shop.example/')).toBe('own=1; all=2')
  })
})
