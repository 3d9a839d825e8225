import process from 'node:process'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { startStandIn } from '../../../src/runtime/testing'
import { installStandIn } from '../../harness/installed-stand-in'
import { temporaryFolder } from '../temporary-folder'

/** A project in which the tests run. */
function inProject(): string {
  const folder = temporaryFolder()
  vi.spyOn(process, 'cwd').mockReturnValue(folder)
  return folder
}

afterEach(() => vi.restoreAllMocks())

describe('startStandIn', () => {
  it('starts the package that the project has, with all that a shop needs to use it', async () => {
    installStandIn(inProject())

    const sap = await startStandIn({ shopUrl: 'http://127.0.0.1:4010', generation: 'legacy', accessTokenTtl: 5 })
    try {
      expect(await (await fetch(`${sap.url}/__sap/health`)).json()).toMatchObject({ generation: 'legacy', accessTokenTtl: 5 })
      expect(sap.env).toMatchObject({
        NUXT_SAPCC_API_URI: `${sap.url}/occ/v2`,
        NUXT_SAPCC_PUBLIC_URL: 'http://127.0.0.1:4010',
        NUXT_SAPCC_SESSION_PASSWORD: expect.any(String) as string,
      })
      expect((await fetch(`${sap.env.NUXT_SAPCC_API_URI}/${sap.env.NUXT_SAPCC_API_BASE_SITE_ID}/products/search`)).status).toBe(200)
      expect([sap.sentRestoreToken('jane@example.com'), sap.sentCode('none')]).toEqual([undefined, undefined])
      sap.faults({ target: 'occ', status: 503, count: 1 })
      expect((await fetch(`${sap.env.NUXT_SAPCC_API_URI}/electronics/products/search`)).status).toBe(503)
      expect(sap.stats()).toMatchObject({ token: { total: 0, byGrant: {} }, occ: { total: 2, byStatus: { 200: 1, 503: 1 } } })
    }
    finally {
      await sap.close()
    }
  })

  it('says what to install when the project does not have it', async () => {
    inProject()
    await expect(startStandIn()).rejects.toThrow('npm install --save-dev nuxt-sapcc-stand-in')
  })
})
