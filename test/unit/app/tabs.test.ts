import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { reactive } from 'vue'
import { connectTabs } from '../../../src/runtime/app/session/tabs.client'
import type { SapccSessionState } from '../../../src/runtime/app/session/state'

/** One channel per address; a message reaches all but its sender, at once. */
class Channel {
  static readonly all: Channel[] = []
  onmessage: ((event: { data: unknown }) => void) | undefined
  constructor(readonly name: string) {
    Channel.all.push(this)
  }

  postMessage(data: unknown): void {
    for (const channel of Channel.all) if (channel !== this && channel.name === this.name) channel.onmessage?.({ data: structuredClone(data) })
  }
}

const signedOut: SapccSessionState = { loggedIn: false, ready: true }
const signedIn: SapccSessionState = { loggedIn: true, expiresAt: 0, ready: true }

describe('what tabs tell each other', () => {
  beforeEach(() => vi.stubGlobal('BroadcastChannel', Channel))
  afterEach(() => {
    Channel.all.length = 0
    vi.unstubAllGlobals()
    vi.useRealTimers()
  })

  const tab = (apiUrl = '/api/sapcc') => {
    const heard: SapccSessionState[] = []
    const answered: string[] = []
    const carts: string[] = []
    return { heard, answered, carts, ...connectTabs(apiUrl, session => void heard.push(session), key => void answered.push(key), () => void carts.push('changed')) }
  }

  it('a sign-out counts from its beginning, in the other tabs of the same shop', () => {
    const [own, other, foreign] = [tab(), tab(), tab('/b2b/api/sapcc')]
    own.tell('signUserOut')
    expect([own.isSigningOut(), other.isSigningOut(), foreign.isSigningOut()]).toEqual([false, true, false])
    expect(other.heard).toEqual([])
    own.announce(signedOut)
    expect(other.isSigningOut()).toBe(false)
    expect(other.heard).toEqual([signedOut])
  })

  it('what is in the app\'s state', () => {
    const [own, other] = [tab(), tab()]
    own.announce(reactive(signedIn))
    expect(other.heard).toEqual([signedIn])
  })

  it('ends when it has failed, and when the tab was closed in the middle of it', () => {
    vi.useFakeTimers({ toFake: ['performance'] })
    const [own, other] = [tab(), tab()]
    own.tell('signUserOut')
    own.announce(signedIn)
    expect(other.isSigningOut()).toBe(false)
    own.tell('signUserOut')
    vi.advanceTimersByTime(9_999)
    expect(other.isSigningOut()).toBe(true)
    vi.advanceTimersByTime(2)
    expect(other.isSigningOut()).toBe(false)
  })

  it('which session the server has answered for, which is no change by itself', () => {
    const [own, other] = [tab(), tab()]
    own.announceRendered('k1')
    own.announceRendered('')
    expect([own.answered, other.answered, other.heard]).toEqual([[], ['k1', ''], []])
  })

  it('that a cart has changed', () => {
    const [own, other] = [tab(), tab()]
    own.tell('cart')
    expect([own.carts, other.carts, other.heard]).toEqual([[], ['changed'], []])
  })

  it('nothing that tabs with another version of the script say: 0.1 uses another channel, and later ones may have other news', () => {
    const { heard, answered, carts, isSigningOut } = tab()
    for (const name of ['sapcc:sessions:/api/sapcc', 'sapcc:tabs:/api/sapcc']) {
      for (const news of ['signing-out', 'later', 7, undefined]) new Channel(name).postMessage(news)
    }
    new Channel('sapcc:sessions:/api/sapcc').postMessage('signUserOut')
    expect([heard, answered, carts, isSigningOut()]).toEqual([[], [], [], false])
  })

  it('nothing without channels', () => {
    vi.stubGlobal('BroadcastChannel', undefined)
    const own = tab()
    own.tell('signUserOut')
    own.announce(signedOut)
    expect([own.isSigningOut(), own.heard]).toEqual([false, []])
  })
})
