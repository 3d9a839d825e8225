import { clearNuxtData, computed, effectScope, nextTick, onNuxtReady, shallowReactive, shallowRef, useAppConfig, useNuxtApp, watch } from '#imports'
import type { ComputedRef, Ref } from 'vue'
import { useSessionState } from '../session/use-session-state'
import type { SapccAppConfig } from '../types'
import { oncePerApp } from './once-per-app'
import { createOutageRecovery } from './outage-recovery'
import type { OutageRecovery } from './outage-recovery'
import { useSiteChoice } from './site-choice'
import type { SiteChoice } from './site-choice'

/** A call of which a page shows the result. */
export interface DataCall {
  /** Under which the result is kept. */
  key: string
  /** Of the operation; `undefined`: nothing is to be asked for now. */
  params: object | undefined
}

/** What all data of an app has in common. */
export interface DataStore {
  /** Whose data is shown: the session's key, empty for a visitor who is not signed in, `undefined` while that is not known. */
  session: Readonly<Ref<string | undefined>>
  site: ComputedRef<SiteChoice>
  /** The call whose handler runs at this moment. */
  running: DataCall | undefined
  /** Which key an object was fetched for, in the browser. */
  madeFor: WeakMap<object, string>
  /** Callbacks that clear what is shown of a person, called before another session begins; one per component. */
  personal: Set<() => void>
  /**
   * Keys that a component has asked for since the session began, while they are shown. Absent where what was cleared
   * because another session begins is asked for again by itself.
   */
  askedFor: Set<string> | undefined
  /** Absent where it is switched off, and on the server. */
  recovery: OutageRecovery | undefined
  /**
   * The call that the handler has to make. Nuxt keeps the handler of the first component that used a key, and does not
   * pass the key to it; that component may use another key by now.
   *
   * @param own the call of the component whose handler it is.
   */
  begun: (own: DataCall) => DataCall
  /** Call it for data that needs the session: while the session is unknown, the server is asked for it until it answers. In the browser. */
  awaitSession: () => void
  /** Data is shown under a key; pair it with {@link DataStore.release}. In the browser. */
  hold: (call: DataCall) => void
  /** @param keep whether it may be shown again later. */
  release: (key: string, keep: boolean) => void
  /** Notes that data has arrived. */
  arrived: (key: string) => void
  /** Milliseconds since data has arrived. */
  age: (key: string) => number
}

/** How many results that no component shows are kept. */
const MAX_KEPT = 50

/** One per app. It outlives the component that happens to be the first. */
export const useDataStore = oncePerApp(() => effectScope(true).run(createDataStore)!)

function createDataStore(): DataStore {
  const nuxtApp = useNuxtApp()
  const state = useSessionState()
  const { refetchAfterOutage, refetchAfterSessionChange = true } = (useAppConfig() as { sapcc?: SapccAppConfig }).sapcc ?? {}
  const known = () => state.value.ready ? state.value.key ?? '' : undefined
  const session = import.meta.server ? computed(known) : shallowRef(known())
  const personal = new Set<() => void>()
  const askedFor = refetchAfterSessionChange ? undefined : shallowReactive(new Set<string>())
  const recovery = import.meta.client && refetchAfterOutage !== false ? createOutageRecovery() : undefined
  let isAwaited = false

  if (import.meta.client) {
    watch(state, () => {
      const now = known()
      if (now !== undefined) recovery?.note(state)
      // While it is not known who is looking, what is shown stays.
      if (now === undefined || now === session.value) return
      // Before keys change: Nuxt shows what it has under the old key until there is something under the new one.
      for (const forget of personal) forget()
      askedFor?.clear()
      ;(session as Ref<string | undefined>).value = now
    }, { flush: 'sync' })
  }

  const holders = new Map<string, number>()
  const calls = new Map<string, DataCall>()
  /** Results that are kept although no component shows them, oldest first. */
  const kept = new Set<string>()
  const arrivals = new Map<string, number>()

  /** Nuxt sets the status before it runs the handler, and keeps the promise of the answer afterwards. */
  const isBegun = ({ key }: DataCall) => nuxtApp._asyncData[key]?.status.value === 'pending' && !nuxtApp._asyncDataPromises[key]

  function drop(key: string): void {
    kept.delete(key)
    arrivals.delete(key)
    void nuxtApp.runWithContext(() => clearNuxtData(key))
    // Nuxt keeps an entry for every key that the page has ever had; `useNuxtData` may still have use for it.
    const { _asyncData: entries, payload } = nuxtApp
    if (entries[key]?._deps !== 0) return
    Reflect.deleteProperty(entries, key)
    Reflect.deleteProperty(payload._errors, key)
  }

  /** If the session cannot be read, no call has failed that could be retried: without another attempt personal data would stay empty. */
  async function askForSession(): Promise<void> {
    if (session.value !== undefined) return
    await nuxtApp.$sapccSession.ask()
    if (session.value === undefined) recovery?.note(state, askForSession)
  }

  return {
    session,
    site: useSiteChoice(),
    running: undefined,
    madeFor: new WeakMap(),
    personal,
    askedFor,
    recovery,
    begun: own => isBegun(own) ? own : [...calls.values()].find(isBegun) ?? own,
    awaitSession() {
      if (isAwaited || session.value !== undefined) return
      isAwaited = true
      onNuxtReady(askForSession)
    },
    hold(call) {
      const { key, params } = call
      if (params) askedFor?.add(key)
      kept.delete(key)
      calls.set(key, call)
      holders.set(key, (holders.get(key) ?? 0) + 1)
    },
    release(key, keep) {
      const left = (holders.get(key) ?? 1) - 1
      if (left > 0) return void holders.set(key, left)
      holders.delete(key)
      calls.delete(key)
      askedFor?.delete(key)
      // A page that follows may show it, too.
      void nextTick(() => {
        if (holders.has(key)) return
        if (!keep) return drop(key)
        kept.add(key)
        const [oldest] = kept
        if (kept.size > MAX_KEPT && oldest !== undefined) drop(oldest)
      })
    },
    arrived: key => void arrivals.set(key, performance.now()),
    // What came with the page is as old as the page.
    age: key => performance.now() - (arrivals.get(key) ?? 0),
  }
}
