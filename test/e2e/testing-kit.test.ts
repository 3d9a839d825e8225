import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { $fetch } from '@nuxt/test-utils/e2e'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createTestVisitor, signInAs, startStandIn } from '../../src/runtime/testing'
import { installStandIn } from '../harness/installed-stand-in.ts'
import { startApp } from '../harness/server.ts'
import type { RunningApp } from '../harness/server.ts'
import { useShop } from '../harness/shop.ts'

const ACCESS_TOKEN_TTL = 2

describe('nuxt-sapcc/testing with a running shop', () => {
  const shop = useShop({ sap: { accessTokenTtl: ACCESS_TOKEN_TTL } })

  it('signs in a customer, for whom other tools can ask, too', async () => {
    const jane = await signInAs(shop.app.url)
    expect(await jane.sapcc.getUser()).toMatchObject({ uid: 'jane@example.com' })
    expect(await $fetch('/api/sapcc/getSession', { method: 'POST', headers: { cookie: jane.cookie() }, body: [] })).toMatchObject({ loggedIn: true })
    const other = await signInAs(shop.app.url, { username: 'john@example.com', password: 'Password1!' })
    expect(await other.sapcc.getUser()).toMatchObject({ uid: 'john@example.com' })
    await jane.sapcc.signUserOut()
    expect(await jane.sapcc.getSession()).toMatchObject({ loggedIn: false })
    expect(await other.sapcc.getSession()).toMatchObject({ loggedIn: true })
  })

  it('keeps the session when its token is renewed', async () => {
    const jane = await signInAs(shop.app.url)
    const before = jane.cookie()
    await sleep((ACCESS_TOKEN_TTL + 1) * 1000)
    expect(await jane.sapcc.getUser()).toMatchObject({ uid: 'jane@example.com' })
    expect(jane.cookie()).not.toBe(before)
    expect(await jane.sapcc.getUser()).toMatchObject({ uid: 'jane@example.com' })
  })

  it('has visitors with a cart of their own', async () => {
    const [one, two] = [createTestVisitor(shop.app.url), createTestVisitor(shop.app.url)]
    const { products: [product] = [] } = await one.sapcc.getProducts({ pageSize: 1 })
    await one.sapcc.createCartEntry({ orderEntry: { product: { code: product!.code }, quantity: 1 } })
    expect(await one.sapcc.getCart()).toMatchObject({ totalItems: 1 })
    expect(await two.sapcc.getCart()).toEqual({})
  })

  it('fails as the shop does', async () => {
    await expect(signInAs(shop.app.url, { username: 'jane@example.com', password: 'wrong' })).rejects.toMatchObject({ data: { type: 'BadCredentialsError' } })
  })
})

describe('the stand-in of nuxt-sapcc/testing', () => {
  let sap: Awaited<ReturnType<typeof startStandIn>>
  let app: RunningApp
  let folder: string

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nuxt-sapcc-testing-'))
    installStandIn(folder)
    const cwd = vi.spyOn(process, 'cwd').mockReturnValue(folder)
    sap = await startStandIn().finally(() => cwd.mockRestore())
    app = await startApp({ env: sap.env })
  })

  afterAll(async () => {
    await app?.stop()
    await sap?.close()
    await rm(folder, { recursive: true, force: true })
  })

  it('lets tokens expire as often as a test likes, and end for good right afterwards', async () => {
    const jane = await signInAs(app.url)
    for (let renewals = 1; renewals <= 2; renewals++) {
      sap.expireAccessTokens('jane@example.com')
      expect(await jane.sapcc.getUser()).toMatchObject({ uid: 'jane@example.com' })
      expect(sap.stats().token.byGrant.refresh_token?.success).toBe(renewals)
    }
    sap.revokeCustomer('jane@example.com')
    await expect(jane.sapcc.getUser()).rejects.toMatchObject({ status: 401 })
    expect(await jane.sapcc.getSession()).toMatchObject({ loggedIn: false })
  })
})
