import { Redis } from 'ioredis'
import { createSealer } from '../../src/runtime/server/crypto/sealer'
import type { SealPurpose } from '../../src/runtime/server/crypto/sealer'
import { tokenHash } from '../../packages/stand-in/src/http.ts'
import type { RelayedRefresh } from './token-relay.ts'

/** The Redis where the shop's sessions are, and what opens them. */
interface SessionStorage {
  port: number
  password: string
}

/** What the module seals that may hold tokens. */
const PURPOSES: readonly SealPurpose[] = ['store', 'grace', 'session']

/** What only a process knew that has been killed. Hashes of refresh tokens. */
export interface LostAnswers {
  /**
   * New tokens that no other process knows: they are not stored, and were not used. Or only by another session, which SAP
   * has given them, too: the one that was refreshed still has the tokens before.
   */
  orphans: string[]
  /** Tokens that SAP has refused, and that are still stored; one for each refusal. */
  unnotedRefusals: string[]
}

/** @param life whose end it was; nothing that it sent is under way any more */
export async function findLostAnswers(life: string, refreshes: readonly RelayedRefresh[], storage: SessionStorage): Promise<LostAnswers> {
  const written = await writtenTokens(storage)
  const used = new Set(refreshes.map(entry => entry.used))
  const isUnknown = (answered: string) => !written.has(answered) && !used.has(answered)
  const own = refreshes.filter(entry => entry.life === life)
  return {
    orphans: own.flatMap(({ used: sent, answered }) => answered !== undefined && answered !== sent && (isUnknown(answered) || written.has(sent)) ? [answered] : []),
    unnotedRefusals: own.filter(entry => entry.refused && written.has(entry.used)).map(entry => entry.used),
  }
}

/** Hashes of everything that may be a token in the records of pending revocations. Another session may still have the same tokens. */
export async function tokensToRevoke(storage: SessionStorage): Promise<Set<string>> {
  return await writtenTokens(storage, '*revocation:*')
}

/** Hashes of everything in the records that may be a token, whatever their shape. @param keys a pattern of Redis */
export async function writtenTokens({ port, password }: SessionStorage, keys = '*'): Promise<Set<string>> {
  const sealer = createSealer([password])
  const redis = new Redis(port)
  try {
    const hashes = new Set<string>()
    for (const key of await redis.keys(keys)) {
      for (const value of await valuesOf(redis, key)) {
        for (const purpose of PURPOSES) {
          const text = await sealer.open(purpose, value)
          // A line break in a record within a record is escaped.
          for (const [word] of text?.replaceAll(String.raw`\n`, ' ').matchAll(/[\w.~-]{16,}/g) ?? []) hashes.add(tokenHash(word))
        }
      }
    }
    return hashes
  }
  finally {
    redis.disconnect()
  }
}

async function valuesOf(redis: Redis, key: string): Promise<string[]> {
  switch (await redis.type(key)) {
    case 'string': return [await redis.get(key) ?? '']
    case 'hash': return await redis.hvals(key)
    default: return []
  }
}
