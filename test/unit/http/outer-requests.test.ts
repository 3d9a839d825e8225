import { describe, expect, it } from 'vitest'
import { markPersonal, markRefreshSkipped, peekResponseState } from '../../../src/runtime/server/http/response-state'
import { fakeRequest, names } from '../fake-request'

const session = (name: string) => `${names.pointer}=${name}; ${names.content(name)}=sealed-${name}`

describe('what an inner request does whose outer request is unknown', () => {
  it('counts for each visitor\'s request under way that has the same session, and for no other', () => {
    const page = fakeRequest({ headers: { cookie: `theme=dark; ${session('first-session')}` } })
    const tab = fakeRequest({ headers: { cookie: session('first-session') } })
    const others = [session('other-session'), 'theme=dark', `${names.sso}=in; theme=dark`].map(cookie => fakeRequest({ headers: { cookie } }))
    const underWay = new Set([page, ...others, tab])
    const inner = fakeRequest({ headers: { cookie: `${session('first-session')}; ${names.sso}=in; theme=dark` }, isInner: true, underWay })
    markPersonal(fakeRequest({ isInner: true, outer: inner }))
    markRefreshSkipped(inner)
    for (const request of [inner, page, tab]) expect(peekResponseState(request)).toMatchObject({ isPersonal: true, isRefreshSkipped: true })
    for (const request of others) expect(peekResponseState(request)).toBeUndefined()
  })

  it('counts for no other where the outer one is known, or there is none', () => {
    const cookie = session('first-session')
    const other = fakeRequest({ headers: { cookie } })
    const underWay = new Set([other])
    const page = fakeRequest({ headers: { cookie }, underWay })
    markPersonal(fakeRequest({ headers: { cookie }, isInner: true, outer: page, underWay }))
    expect(peekResponseState(page)).toMatchObject({ isPersonal: true })
    expect(peekResponseState(other)).toBeUndefined()
  })
})
