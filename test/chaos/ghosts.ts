import { setTimeout as wait } from 'node:timers/promises'
import { isRecord } from '../../src/runtime/sdk/errors'
import type { CookieJar } from '../harness/cookie-jar.ts'
import type { Violation } from './check.ts'
import type { ChaosSession } from './sessions.ts'

/** A browser's cookies as they were when it signed out. */
export interface Ghost {
  session: ChaosSession
  jar: CookieJar
}

/** Times that an answer which tells nothing is asked for again, a second apart. */
const MAX_ATTEMPTS = 20

/** The kept cookies of a session that was signed out must not be accepted by any server. */
export async function checkGhosts(ghosts: readonly Ghost[], origin: () => string): Promise<Violation[]> {
  const answers = await Promise.all(ghosts.filter(({ session }) => session.isOver()).map(async ({ session, jar }) => {
    const uid = await whoIs(jar.clone(), origin)
    return uid === session.user ? [`${String(session)} came back with the cookies of before`] : []
  }))
  return answers.flat()
}

/** The user that these cookies sign in; `undefined` when they are not accepted. */
async function whoIs(jar: CookieJar, origin: () => string): Promise<unknown> {
  for (let attempt = 0; ; attempt++) {
    const response = await jar.fetch(new URL('/api/sapcc/getUser', origin()), {
      method: 'POST', body: '[{}]', headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' },
    })
    const answer: unknown = await response.json().catch(() => undefined)
    if (response.ok) return isRecord(answer) ? answer.uid : undefined
    if (response.status !== 503 || attempt === MAX_ATTEMPTS) return undefined
    await wait(1000)
  }
}
