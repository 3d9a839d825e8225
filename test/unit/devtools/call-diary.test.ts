import { describe, expect, it } from 'vitest'
import { createCallDiary } from '../../../src/runtime/app/devtools/call-diary'

function diary() {
  let at = 1000
  let changes = 0
  const made = createCallDiary(() => void changes++, () => at += 10)
  return { diary: made, changes: () => changes, lines: () => made.entries.map(({ kind, text, status, cause, isRetry }) => [kind, text, status, cause, isRetry].filter(part => part !== undefined && part !== false).join(' | ')) }
}

describe('the diary of a page\'s calls', () => {
  it('tells a refresh by what it was for, and a retry by what it repeats', () => {
    const { diary: calls, lines } = diary()
    for (const operation of ['getUser', 'getCart']) calls.begin(operation, '[{}]').answered(401, 'InvalidTokenError')
    calls.begin('refreshUserToken', '[]').answered(200)
    calls.begin('getUser', '[{}]').answered(200)
    calls.begin('getUser', '[{"fields":"FULL"}]').answered(200)
    expect(lines()).toEqual([
      'call | getUser | 401 | InvalidTokenError',
      'call | getCart | 401 | InvalidTokenError',
      'refresh | refreshUserToken | 200 | after 401 of getUser, getCart',
      'call | getUser | 200 | again, with the new token | true',
      'call | getUser | 200',
    ])
  })

  it('expects no retry after a refresh that failed, nor after a wrong password', () => {
    const { diary: calls, lines } = diary()
    calls.begin('getUser', '[{}]').answered(401)
    calls.begin('refreshUserToken', '[]').answered(503, 'TokenRefreshUnavailableError')
    calls.begin('getUser', '[{}]').answered(401)
    calls.begin('signUserIn', '[]').answered(401)
    calls.begin('signUserIn', '[]').answered(200)
    expect(lines().filter(line => line.includes('again'))).toEqual([])
  })

  it('says why there was no answer, and how long it took', () => {
    const { diary: calls, lines } = diary()
    calls.begin('getUser', '').failed('AbortError')
    calls.begin('getUser', '').failed('TypeError')
    expect(lines()).toEqual(['call | getUser | given up by the page', 'call | getUser | no answer (TypeError)'])
    expect(calls.entries.map(({ duration }) => duration)).toEqual([10, 10])
  })

  it('keeps a limited number of lines, tells of each change, and can be cleared', () => {
    const { diary: calls, changes } = diary()
    for (let count = 0; count < 250; count++) calls.note(`note ${count}`)
    expect(calls.entries).toHaveLength(200)
    expect(calls.entries.at(-1)!.text).toBe('note 249')
    expect(changes()).toBe(250)
    calls.clear()
    expect(calls.entries).toEqual([])
  })
})
