import { setTimeout as wait } from 'node:timers/promises'
import { faultOfRevocation, faultOfSap, outageOfAuthorizationServer } from '../faults.ts'
import { TOKEN_TIMEOUT } from '../setting.ts'
import type { Stage } from '../stage.ts'
import type { Action } from './attempt.ts'
import { trafficActions } from './traffic.ts'

/** What goes wrong at SAP. */
export function outageActions(stage: Stage) {
  const { sap } = stage.setting
  const traffic = trafficActions(stage)

  return {
    async expire() {
      sap.expireAccessTokens()
    },
    async expireDuringRendering(browser, chance) {
      sap.faults({ target: 'occ', operationId: 'getUser', delayMs: chance.integer(20, 120), count: 1 })
      const page = traffic.page(browser, chance)
      await wait(chance.integer(0, 60))
      if (browser.session) sap.expireAccessTokens(browser.session.user)
      await page
    },
    async outage(_, chance) {
      sap.faults(outageOfAuthorizationServer(chance))
    },
    async brokenSap(_, chance) {
      sap.faults(faultOfSap(chance))
    },
    async brokenRevocation(_, chance) {
      sap.faults(faultOfRevocation(chance))
    },
    async lostRotation() {
      sap.faults({ target: 'token', grant: 'refresh_token', drop: 'after', count: 1 })
    },
    /** The authorization server takes twice as long as callers wait: 20 seconds by default, here in fast motion. */
    async slowRefresh(browser, chance) {
      sap.faults({ target: 'token', grant: 'refresh_token', delayMs: TOKEN_TIMEOUT * 2, count: 1 })
      if (browser.session) sap.expireAccessTokens(browser.session.user)
      await traffic.read(browser, chance)
    },
  } satisfies Record<string, Action>
}
