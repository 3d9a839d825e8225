import { expect, it, vi } from 'vitest'
import { createServerTransport } from '../../../src/runtime/shared/server-transport'
import type { ServerCalls } from '../../../src/runtime/shared/server-transport'

/** A page or a route of the shop's. @param generation of its session; `-1` when that has ended. */
function calling(generation: number) {
  const call = vi.fn(() => Promise.resolve('done'))
  const server: ServerCalls<object> = {
    call,
    changesCart: operation => operation === 'createCartEntry',
    refresh: () => Promise.reject(new Error('not asked for')),
    refreshAhead: () => Promise.resolve(undefined),
    generation: () => Promise.resolve(generation),
    // Also when it has ended within this request.
    callSessionTag: () => Promise.resolve('one'),
    delayHead: () => {},
  }
  const transport = createServerTransport(server, {})
  return { call, send: (operation: string, session?: string) => transport(operation, [{}], session === undefined ? {} : { headers: { 'sapcc-call-session': session } }) }
}

it.each(['createAddress', 'createCartEntry'])('a repeated call is not made when other code of the request has ended its session: %s', async (operation) => {
  const { call, send } = calling(-1)
  await expect(send(operation, 'one')).rejects.toMatchObject({ status: 409, data: { type: 'SessionChangedError' } })
  expect(call).not.toHaveBeenCalled()
})

it.each([
  ['repeated in its session', 0, 'one'],
  ['repeated for the visitor who made it', -1, 'none'],
  ['new, after the session has ended', -1, undefined],
])('a call is made that is %s', async (_, generation, session) => {
  expect(await calling(generation).send('createAddress', session)).toBe('done')
})
