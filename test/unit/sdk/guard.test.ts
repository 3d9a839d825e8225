import { readFileSync } from 'node:fs'
import { describe, expect, it, vi } from 'vitest'
import { SapccError } from '../../../src/runtime/sdk/errors'
import * as sdk from '../../../src/runtime/sdk/index'
import { createRefreshGuard } from '../../../src/runtime/sdk/refresh/guard'

const unauthorized = () => new SapccError('Access token expired', { status: 401, data: { type: 'InvalidTokenError' } })

/** A client outside Nuxt: calls end when a test says so, and fail until the token is renewed. */
function createApi() {
  let token = 'old'
  const waiting: (() => void)[] = []
  const sent: string[] = []
  return {
    sent,
    /** Lets the calls so far continue. */
    release: () => waiting.splice(0).forEach(go => go()),
    async getUser(id: string): Promise<string> {
      const used = token
      sent.push(`${id} ${used}`)
      await new Promise<void>(resolve => waiting.push(resolve))
      if (used === 'old') throw unauthorized()
      return `${id} by ${used}`
    },
    refresh: vi.fn(async () => {
      await new Promise<void>(resolve => waiting.push(resolve))
      token = 'new'
      return { token_type: 'bearer', expires_in: 300, scope: 'basic' }
    }),
  }
}

const turn = () => new Promise<void>(resolve => void setTimeout(resolve))

describe('createRefreshGuard', () => {
  it('repeats late 401s without another refresh, and lets new calls wait for the one under way', async () => {
    const api = createApi()
    const guard = createRefreshGuard({ refreshTokenMethod: () => api.refresh() })
    const getUser = guard((id: string) => api.getUser(id))
    let fail = (_: unknown) => {}
    const slow = vi.fn().mockReturnValueOnce(new Promise((_, reject) => {
      fail = reject
    })).mockResolvedValueOnce('slow by new')
    const late = guard(slow)()

    const first = getUser('first')
    api.release()
    await turn()
    expect(api.refresh).toHaveBeenCalledTimes(1)
    const during = getUser('during')
    await turn()
    // It waits: with the old token it would fail.
    expect(api.sent).toEqual(['first old'])
    api.release()
    await turn()
    api.release()
    expect(await Promise.all([first, during])).toEqual(['first by new', 'during by new'])
    expect(api.sent.sort()).toEqual(['during new', 'first new', 'first old'])

    fail(unauthorized())
    expect(await late).toBe('slow by new')
    expect(slow).toHaveBeenCalledTimes(2)
    expect(api.refresh).toHaveBeenCalledTimes(1)
  })

  it('lets a callback call guarded functions', async () => {
    let token = 'old'
    const api = (): Promise<string> => token === 'old' ? Promise.reject(unauthorized()) : Promise.resolve(token)
    const seen: string[] = []
    const guard = createRefreshGuard({
      refreshTokenMethod: async () => {
        token = 'new'
        return Promise.resolve()
      },
      callbacks: { onTokenRefreshed: async () => void seen.push(await guarded()) },
    })
    const guarded = guard(api)
    expect(await guarded()).toBe('new')
    expect(seen).toEqual(['new'])
  })

  it('waits for no refresh that has failed: the next call asks again', async () => {
    const refreshTokenMethod = vi.fn(() => Promise.reject(new Error('no connection')))
    const guarded = createRefreshGuard({ refreshTokenMethod })(() => Promise.reject(unauthorized()))
    await expect(guarded()).rejects.toMatchObject({ name: 'TokenRefreshUnavailableError' })
    await expect(guarded()).rejects.toMatchObject({ name: 'TokenRefreshUnavailableError' })
    expect(refreshTokenMethod).toHaveBeenCalledTimes(2)
  })

  it('is what docs/reference.md shows', async () => {
    const reference = readFileSync(new URL('../../../docs/reference.md', import.meta.url), 'utf8')
    const example = /```ts\nimport \{ createRefreshGuard \} from 'nuxt-sapcc\/sdk'\nimport \{ api \} from '.\/your-client'\n([\s\S]*?)```/.exec(reference)?.[1]
    expect(example).toBeDefined()
    const api = { refresh: vi.fn(() => Promise.resolve()), getUser: vi.fn().mockRejectedValueOnce(unauthorized()).mockResolvedValue('jane') }
    const run = new Function('createRefreshGuard', 'api', `${example}\nreturn getUser`) as (create: unknown, client: unknown) => (id: string) => Promise<string>
    expect(await run(sdk.createRefreshGuard, api)('jane')).toBe('jane')
    expect(api.getUser.mock.calls).toEqual([['jane'], ['jane']])
    expect(api.refresh).toHaveBeenCalledTimes(1)
  })
})
