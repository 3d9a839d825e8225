import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { beforeAll, describe, expect, inject, it } from 'vitest'
import { Client } from '../harness/client.ts'
import { createConsumerApp, folderOf, type ConsumerApp, type NuxtLine } from './app.ts'
import { languageTests } from './language-tests.ts'
import { ACCESS_TOKEN_TTL, textOf, useRunningShop } from './running-shop.ts'

/** A shop that has the package installed by a package manager, as its users have it: builds it, and lets a customer use it. */
export function testShop(line: NuxtLine): void {
  let consumer: ConsumerApp

  beforeAll(async () => {
    consumer = await createConsumerApp(line, folderOf(line, inject('workFolder')), inject('packed').tarball, inject('managers')[line.manager])
    console.log(`${line.title}: Nuxt ${line.version}, on ${(await consumer.run(consumer.node, '--version')).trim()}`)
  })

  it('got nothing that only shops with an OpenAPI document need', () => {
    for (const name of ['openapi-typescript', '@redocly/openapi-core']) expect(existsSync(join(consumer.folder, 'node_modules', name)), name).toBe(false)
  })

  it('builds for production', async () => {
    await consumer.run('nuxi', 'build')
  })

  it('has types that resolve', async () => {
    await consumer.run('nuxi', 'typecheck')
  })

  describe('running', () => {
    const shop = useRunningShop(() => consumer)

    it('renders a page with data from OCC and with the runtime configuration', async () => {
      const { response, html } = await new Client(shop.app.url).page('/')
      expect(response.status).toBe(200)
      expect(textOf(html, 'refresh')).toBe('false')
      expect(Number(textOf(html, 'count'))).toBeGreaterThan(0)
    })

    it('signs in and calls as the customer', async () => {
      const client = new Client(shop.app.url)
      await client.signIn()
      expect(await client.call('getUser', { fields: 'FULL' })).toMatchObject({ uid: 'jane@example.com' })
    })

    it('refreshes while rendering, once, and hands the browser the new session', async () => {
      const client = new Client(shop.app.url)
      await client.signIn()
      const before = shop.sap.grants('refresh_token')
      const cookies = client.jar.snapshot()
      await sleep((ACCESS_TOKEN_TTL + 1) * 1000)
      const { html } = await client.page('/account')
      expect(textOf(html, 'name')).toMatch(/Jane/)
      expect(shop.sap.grants('refresh_token') - before).toBe(1)
      expect(client.jar.snapshot()).not.toEqual(cookies)
      await client.call('getUser')
      expect(shop.sap.grants('refresh_token') - before).toBe(1)
    })

    it('has one error class, in the package and in the application', async () => {
      const { html } = await new Client(shop.app.url).page('/error-class')
      expect(textOf(html, 'verdict')).toBe('the same class, status 400')
    })
  })

  // The sign-in page by its path, and by its route's name.
  if (line.languages) describe.each(['/login', 'login'])('in two languages, with the sign-in page %s', (loginPage) => {
    languageTests[line.languages!](useRunningShop(() => consumer, { NUXT_PUBLIC_SAPCC_LOGIN_PAGE: loginPage }))
  })
}
