import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { useTab } from '../harness/browser.ts'
import { startSap } from '../harness/sap.ts'
import type { RunningSap } from '../harness/sap.ts'
import { startApp } from '../harness/server.ts'
import type { RunningApp } from '../harness/server.ts'

describe('streamed pages in Chromium', () => {
  let sap: RunningSap
  let app: RunningApp
  const tab = useTab()

  beforeAll(async () => {
    sap = await startSap()
    app = await startApp({ fixture: 'layered', env: sap.env })
  })

  afterAll(async () => {
    await app?.stop()
    await sap?.stop()
  })

  beforeEach(async () => {
    sap.reset()
    await tab.goto(app.url)
    await tab.page.evaluate('sdk.sapcc.signUserIn({ username: "jane@example.com", password: "Password1!" }).then(() => undefined)')
    sap.expireAccessTokens()
  })

  afterEach(() => sap.clearFaults())

  const text = (id: string) => tab.page.locator(`#${id}`).innerText().catch(() => '')
  const session = async () => (await tab.page.context().cookies()).find(({ name }) => /sapcc-[\da-z]+-s-/.test(name))?.value

  it('are filled in by the browser when SAP answered too late for a cookie', async () => {
    sap.faults({ target: 'occ', delayMs: 300, count: 10 })
    await tab.page.goto(`${app.url}/streamed/account`)
    await expect.poll(() => text('name'), { timeout: 10_000 }).toBe('Jane Doe')
    expect(sap.grants('refresh_token')).toBe(1)
  })

  it('fetch the cookie of a refresh that ended after the head was sent', async () => {
    const before = await session()
    sap.faults({ target: 'token', delayMs: 400 })
    await tab.page.goto(`${app.url}/streamed/loose`)
    await expect.poll(session).not.toBe(before)
    expect(await text('name')).toBe('Jane Doe')
    expect(sap.grants('refresh_token')).toBe(1)
  })
})
