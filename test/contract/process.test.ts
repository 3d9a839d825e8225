import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { appOf, type NitroName } from './harness/apps.ts'
import { startApp, type ContractServer } from './harness/server.ts'

const nitros: NitroName[] = ['nitro2', 'nitro3']

describe.each(nitros)('the process in %s', (nitro) => {
  let server: ContractServer
  beforeAll(async () => {
    server = await startApp(appOf(nitro, 'node'), { PROBE: 'env', NITRO_SAPCC_SETTING: 'from the environment' })
  })
  afterAll(() => server?.stop())

  it('has configuration, environment and storage', async () => {
    expect(await server.json('/probe/platform')).toEqual({
      setting: 'from the environment',
      settingAtStart: 'from the environment',
      env: 'env',
      isProduction: true,
      isPrerendering: false,
      stored: 'stored',
    })
  })

  it('calls the shop\'s listeners one after another, waits for them, and passes their errors on', async () => {
    const id = server.newId()
    expect(await server.json(`/probe/hook?id=${id}`)).toEqual({ quiet: true, heard: [false, true], isToldWithoutEvent: true, failure: 'a failing listener' })
    const order = (await server.log(id)).map(({ what }) => what).filter(what => what.includes('listener') || what === 'hook done')
    expect(order).toEqual(['first listener', 'second listener', 'hook done'])
  })

  it('hands defects to the shop\'s error listeners, with their request', async () => {
    const id = server.newId()
    await server.json(`/probe/report?id=${id}`)
    const reported = (await server.log(id)).filter(({ what }) => what === 'hook error')
    expect(reported).toMatchObject([{ detail: { message: 'a defect' } }, { detail: { message: 'no error at all' } }])
  })

  it('goes on with work after the answer', async () => {
    const id = server.newId()
    await server.get(`/probe/wait-until?id=${id}`)
    expect((await server.log(id)).map(({ what }) => what)).not.toContain('work done')
    await server.logWith(id, 'work done')
  })
})

describe.each(nitros)('the end of the process in %s', (nitro) => {
  it('waits for what is to be done before', async () => {
    const server = await startApp(appOf(nitro, 'node'))
    await server.get('/probe/text')
    expect(await server.stop()).toBe(0)
    expect(server.output()).toContain('[close] begin')
    expect(server.output()).toContain('[close] end')
  })
})

describe('routes that are answered before Nitro 2', () => {
  let server: ContractServer
  beforeAll(async () => {
    server = await startApp(appOf('nitro2', 'fast'))
  })
  afterAll(() => server?.stop())

  it.each([
    ['/api/sapcc/getProduct', '{"operation":"getProduct"}', 'operation'],
    ['/api/occ/products/1', '/api/occ /api/occ/products/1', 'proxy'],
  ])('have the same begin and end as others (%s)', async (path, text, what) => {
    const id = server.newId()
    const response = await server.get(`${path}?id=${id}`)
    expect(response.status).toBe(200)
    expect(response.text).toBe(text.startsWith('{') ? text : `${text}?id=${id}`)
    expect(response.cookies).toEqual([`probe=${id}; Path=/`, 'second=2; Path=/'])
    expect(response.headers['cache-control']).toBe('private, no-store')
    expect((await server.log(id)).map(entry => entry.what)).toEqual(['open', what, 'finish'])
  })

  it('have no body for HEAD', async () => {
    expect(await server.get('/api/occ/products/1', { method: 'HEAD' })).toMatchObject({ status: 200, text: '' })
  })

  it.each(['/api/sapcc/signUserIn', '/api/occ/a%2Fb', '/api/occ/a//b'])('are not those that the router would treat differently (%s)', async (path) => {
    const id = server.newId()
    await server.get(`${path}?id=${id}`)
    expect((await server.log(id)).map(entry => entry.what)).not.toContain('operation')
    expect((await server.log(id)).map(entry => entry.what)).not.toContain('proxy')
  })
})
