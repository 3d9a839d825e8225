import { createStorage } from 'unstorage'
import redisDriver from 'unstorage/drivers/redis'
import { createSealer } from '../../src/runtime/server/crypto/sealer'
import { isRecord } from '../../src/runtime/sdk/errors'
import { unpackSession } from '../../src/runtime/server/session/session'
import { tokenHash } from '../sap/http.ts'
import type { RelayedRefresh } from './token-relay.ts'

/** The Redis where the shop's sessions are, and what opens them. */
interface SessionStorage {
  url: string
  password: string
}

/**
 * Refresh tokens that were answered to a process which has been killed, and
 * that nobody else knows: neither are they written down, nor did anybody go on
 * with them.
 *
 * @param life whose end it was; nothing that it sent is under way any more
 * @returns their hashes
 */
export async function findOrphans(life: string, refreshes: readonly RelayedRefresh[], storage: SessionStorage): Promise<string[]> {
  const written = await writtenTokens(storage)
  const used = new Set(refreshes.map(entry => entry.used))
  return refreshes.flatMap(({ life: sender, answered }) =>
    sender === life && answered !== undefined && !written.has(answered) && !used.has(answered) ? [answered] : [])
}

async function writtenTokens({ url, password }: SessionStorage): Promise<Set<string>> {
  const sealer = createSealer([password])
  const storage = createStorage().mount('sapcc', redisDriver({ url, base: 'shop' }))
  try {
    const items = await storage.getItems<string>(await storage.getKeys('sapcc:session'))
    const records = await Promise.all(items.map(item => sealer.openValue('store', String(item.value))))
    return new Set(records.flatMap((record) => {
      const token = isRecord(record) ? unpackSession(record.session)?.refreshToken : undefined
      return typeof token === 'string' ? [tokenHash(token)] : []
    }))
  }
  finally {
    await storage.dispose()
  }
}
