import type { GrantEntry } from '../../packages/stand-in/src/index.ts'
import { lostRotation, unsavable } from './check.ts'
import type { RotationLoss } from './check.ts'
import type { ChaosSession, Ending } from './sessions.ts'
import type { SettingOptions } from './setting.ts'

/** Why a session was lost that cannot be saved; each is counted, and named in `EXEMPTIONS`. */
export type Loss = RotationLoss | 'shared'

/** What each of them means, for reports. */
export const EXEMPTIONS: Readonly<Record<Loss, string>> = {
  dropped: 'rotation answered into a broken connection',
  killed: 'rotation answered to a process that was killed',
  shared: 'tokens shared with another session, and only in cookies',
}

/**
 * Families of tokens that several sessions hold while no process can know of all of
 * them: with cookies a session is known to its browser only. One process
 * remembers within the grace period who renewed what; several cannot.
 */
export function unguardedFamilies(sessions: readonly ChaosSession[], { store, processes }: Pick<SettingOptions, 'store' | 'processes'>): Set<string> {
  return store === 'storage' || processes === 1 ? new Set() : sharedFamilies(sessions)
}

/** Families of tokens that several sessions hold. */
export function sharedFamilies(sessions: readonly ChaosSession[]): Set<string> {
  return new Set([...holdersOf(sessions)].flatMap(([family, holders]) => holders.length > 1 ? [family] : []))
}

/** What is needed to judge a loss. */
export interface LossFacts {
  grants: readonly GrantEntry[]
  orphans: ReadonlySet<string>
  sessions: readonly ChaosSession[]
  setting: Pick<SettingOptions, 'store' | 'processes'>
}

/** Why a session is lost, if it cannot be saved. */
export function lossOf(session: ChaosSession, { grants, orphans, sessions, setting }: LossFacts): Loss | undefined {
  const loss = unsavable(grants, session.root ?? '', orphans)
  if (loss) return loss
  const holders = holdersOf(sessions).get(session.family ?? '') ?? []
  const replayed = lossByReplay(holders.filter(other => other !== session), grants, orphans)
  if (replayed) return replayed
  if (setting.store === 'storage' || holders.length < 2) return undefined
  const wasRevoked = holders.some(other => other !== session && other.endings.some(ending => revokesShared(other, ending)))
  return setting.processes > 1 || wasRevoked ? 'shared' : undefined
}

/**
 * The loss of another session of the family: the token whose successor it never got was sent once more, and refused, with which the
 * authorization server ends the family. A sign-in may have been given that successor, which no process can know.
 */
function lossByReplay(others: readonly ChaosSession[], grants: readonly GrantEntry[], orphans: ReadonlySet<string>): Loss | undefined {
  const refused = new Set(grants.flatMap(({ outcome, usedRefreshToken }) => outcome === 'invalid_grant' && usedRefreshToken !== undefined ? [usedRefreshToken] : []))
  return others.map(({ root }) => lostRotation(grants, root ?? '', orphans)).find(lost => lost?.used !== undefined && refused.has(lost.used))?.loss
}

/** Whether an end revokes tokens that other sessions may have, too: it cannot know whose cookies hold them. A sign-in on top of a session that is given the same tokens knows of itself. */
function revokesShared({ family }: ChaosSession, { replacement }: Ending): boolean {
  return replacement === undefined || replacement.family !== family
}

function holdersOf(sessions: readonly ChaosSession[]): Map<string, ChaosSession[]> {
  return Map.groupBy(sessions.filter(({ family }) => family !== undefined), ({ family }) => family ?? '')
}
