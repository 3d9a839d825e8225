import { computed, getCurrentScope, onScopeDispose, shallowRef, toValue, useAsyncData, useNuxtApp, watch } from '#imports'
import { hash } from 'ohash'
import type { ComputedRef, MaybeRefOrGetter } from 'vue'
import { FOR_EVERYONE, prepareConfig } from '../../sdk/call-config'
import type { ComposableSettings, SapccCallSettings } from '../../sdk/call-config'
import { SapccError } from '../../sdk/errors'
import type { SapccMethods } from '../../sdk/module-options'
import type { AssistedServiceMethods } from '../../sdk/assisted-service-methods'
import type { SessionMethods } from '../../sdk/session-methods'
import { useDataStore } from '../data/data-store'
import { freezeDeep } from '../data/freeze-deep'
import type { DataCall } from '../data/data-store'
import { DATA_KEY, LEFT_TO_BROWSER } from '../data/left-to-browser'
import { isRead, kindOf } from '../data/operation-kind'
import type { SapccDataKind } from '../data/operation-kind'
import { isOutage } from '../data/outage-recovery'
import { useSdk } from './use-sdk'

export type { SapccDataKind } from '../data/operation-kind'

/** The operations of OCC and of the shop's own OpenAPI documents, by name. */
export type SapccOperation = Exclude<keyof SapccMethods, keyof SessionMethods | keyof AssistedServiceMethods>

/** What an operation takes. */
export type SapccParams<Name extends SapccOperation> = Parameters<SapccMethods[Name]>[0]

/** What an operation answers. */
export type SapccResult<Name extends SapccOperation> = Awaited<ReturnType<SapccMethods[Name]>>

/** Options of {@link useSapccData}. */
export interface SapccDataOptions<Result, Data = Result, Default = undefined> {
  /**
   * Whose data it is:
   *
   * - `everyone`: the same for all visitors
   * - `customer`: a customer's; a visitor who is not signed in has none, and nothing is asked for
   * - `visitor`: the visitor's, signed in or not
   *
   * What is not everyone's is cleared and asked for again when another person is looking, and it is not kept after the
   * last component that shows it.
   *
   * @default by the operation: the catalogue and what a store says about itself is everyone's, what is below a user is
   * the customer's, all else (carts, and the operations of own documents without a user) the visitor's
   */
  for?: SapccDataKind
  /** Converts the result for this component; each component may have its own. What it throws is the `error`. */
  transform?: (result: Result) => Data
  /** Returns the value of `data` until there is a result. @default undefined */
  default?: () => Default
  /** Whether to ask at once; otherwise `execute()` asks. @default true */
  immediate?: boolean
  /** Whether the server asks while it renders. @default true */
  server?: boolean
  /** Whether a navigation goes on before the result is there. @default false; `useLazySapccData` has true */
  lazy?: boolean
  /**
   * Seconds for which everyone's data is shown again, when a component wants it again, without being asked for. `refresh()`
   * asks in any case.
   *
   * @default 60
   */
  maxAge?: number
}

/** What {@link useSapccData} gives. */
export interface SapccData<Data, Default = undefined> {
  /**
   * The result, which all components that want it share: do not change it, make a copy. In development a change fails.
   * After the parameters, the language or the currency have changed it is the former one until the new one is
   * there.
   */
  data: ComputedRef<Data | Default>
  error: ComputedRef<SapccError | undefined>
  status: ComputedRef<'idle' | 'pending' | 'success' | 'error'>
  pending: ComputedRef<boolean>
  /** Asks again; a request under way is given up. */
  refresh: () => Promise<void>
  /** The same as `refresh`. */
  execute: () => Promise<void>
  /** Forgets the result, and gives up a request under way. */
  clear: () => void
}

/** The parameters of {@link useSapccData} that follow the operation. */
type Rest<Name extends SapccOperation, Data, Default> = undefined extends SapccParams<Name>
  ? [params?: MaybeRefOrGetter<SapccParams<Name> | null>, options?: SapccDataOptions<SapccResult<Name>, Data, Default>]
  : [params: MaybeRefOrGetter<SapccParams<Name> | null>, options?: SapccDataOptions<SapccResult<Name>, Data, Default>]

/** Seconds. */
const MAX_AGE = 60

/**
 * The result of an operation for a page: `useAsyncData` whose key, reloading and clearing are done. It is fetched once
 * however many components want it, while rendering too, and again when its parameters, the language, the currency or
 * the person change, and after an outage.
 *
 * @param operation that reads.
 * @param params of the call: an object, a ref or a getter. As long as it is `null` nothing is asked for.
 *
 * @example
 * const { data: product, error } = await useSapccData('getProduct', () => ({ productCode: String(route.params.code) }))
 *
 * @example
 * // Nothing is asked for, and nothing is shown, as long as no customer is signed in.
 * const { data: user } = await useSapccData('getUser')
 */
export function useSapccData<Name extends SapccOperation, Data = SapccResult<Name>, Default = undefined>(operation: Name, ...[params, options = {}]: Rest<Name, Data, Default>): SapccData<Data, Default> & Promise<SapccData<Data, Default>> {
  const store = useDataStore()
  const isLeftToBrowser = import.meta.server ? useNuxtApp().$sapccSession.isLeftToBrowser : undefined
  const { sapcc } = useSdk() as unknown as { sapcc: Record<string, (params: object, config: object) => Promise<unknown>> }
  const { transform, immediate = true, lazy = false, maxAge = MAX_AGE } = options
  const kind = options.for ?? kindOf(operation)
  const isEveryones = kind === 'everyone'
  const isReadOnly = isRead(operation)
  // eslint-disable-next-line no-console -- for the developer, in the browser too; a logger would be downloaded by every visitor
  if (import.meta.dev && !isReadOnly) console.warn(`[sapcc] ${operation} changes something; useSapccData is for reads, and asks again when its parameters or the session change. Call useSdk().sapcc.${operation}() instead.`)

  /** Cleared because another session has begun, where the shop says itself when to ask again. The first component that asks does it for all that want the same. */
  const isPaused = shallowRef(false)
  const call = computed((): DataCall => {
    const given = toValue<object | null | undefined>(params)
    const session = isEveryones ? '' : store.session.value
    const { userId = 'current' } = (given ?? {}) as { userId?: string }
    const isKnown = given !== null && session !== undefined && (session !== '' || kind !== 'customer' || userId !== 'current')
    // Ids and e-mail addresses must not stand in the page.
    const keyOf = (hashed: string) => `${DATA_KEY}${operation}:${hashed}${session ? `:${session}` : ''}`
    const key = isKnown ? keyOf(hash([given ?? {}, store.site.value])) : undefined
    return key === undefined || (isPaused.value && !store.askedFor?.has(key)) ? { key: keyOf(''), params: undefined } : { key, params: given ?? {} }
  })
  const key = computed(() => call.value.key)

  async function ask(_: unknown, { signal }: { signal?: AbortSignal } = {}): Promise<unknown> {
    const { key, params } = store.running ?? store.begun(call.value)
    if (!params) return null
    const settings: SapccCallSettings & ComposableSettings = { ...(signal ? { signal } : {}), [FOR_EVERYONE]: isEveryones && isReadOnly }
    const result = await sapcc[operation]!(params, prepareConfig(settings))
    if (import.meta.client) {
      store.arrived(key)
      if (typeof result === 'object' && result !== null) store.madeFor.set(result, key)
    }
    return result ?? null
  }

  if (import.meta.client) {
    // Before Nuxt hears of a new key.
    const stop = watch(key, (_, before) => {
      store.release(before, isEveryones)
      store.hold(call.value)
      if (call.value.params) isPaused.value = false
    }, { flush: 'sync' })
    store.hold(call.value)
    if (!isEveryones) store.awaitSession()
    if (getCurrentScope()) {
      onScopeDispose(() => {
        stop()
        store.release(key.value, isEveryones)
      })
    }
  }

  const asyncData = useAsyncData<unknown>(key, ask, {
    lazy,
    immediate,
    // A result that is missing for good need not be rendered.
    server: options.server !== false && (import.meta.client || call.value.params !== undefined),
    deep: false,
    dedupe: 'defer',
    getCachedData(key, { payload, static: prerendered, isHydrating }, context?: { cause?: string }) {
      if (context?.cause?.startsWith('refresh')) return undefined
      // While rendering: another component of the page has asked for it.
      if (import.meta.server || isHydrating || (isEveryones && store.age(key) < maxAge * 1000)) return payload.data[key] ?? prerendered.data[key]
      return isEveryones ? prerendered.data[key] : undefined
    },
  })

  /** Nuxt calls the handler of the first component that has used a key. That component may have another key by now, so the handler is told which call to make. */
  function refresh(dedupe: 'cancel' | 'defer' = 'cancel'): Promise<void> {
    if (isPaused.value) {
      // Its new key makes Nuxt ask: that request is the one.
      isPaused.value = false
      dedupe = 'defer'
    }
    const before = store.running
    store.running = call.value
    try {
      return asyncData.refresh({ dedupe })
    }
    finally {
      store.running = before
    }
  }

  const isCallWanted = () => call.value.params !== undefined
  /** While rendering it is an error until the page is complete: another component may have asked for the same. */
  const isLeft = () => import.meta.server ? isLeftToBrowser!(asyncData.error.value) : asyncData.error.value as unknown === LEFT_TO_BROWSER
  const status = () => !isCallWanted() ? 'idle' : isLeft() ? 'pending' : asyncData.status.value ?? 'idle'
  const isOfOtherCall = () => {
    const found = asyncData.data.value
    const madeFor = typeof found === 'object' && found !== null ? store.madeFor.get(found) : undefined
    return asyncData.status.value === 'success' && madeFor !== undefined && madeFor !== key.value
  }
  const shown = computed((): { data: Data | Default, error?: SapccError } => {
    const found = isCallWanted() && !isOfOtherCall() ? asyncData.data.value : undefined
    const otherwise = () => options.default?.() as Default
    if (found === undefined || found === null) return { data: otherwise() }
    if (import.meta.dev) freezeDeep(found)
    if (!transform) return { data: found as Data }
    try {
      return { data: transform(found as SapccResult<Name>) }
    }
    catch (cause) {
      return { data: otherwise(), error: transformError(cause) }
    }
  })
  const result: SapccData<Data, Default> = {
    data: computed(() => shown.value.data),
    error: computed(() => isCallWanted() && !isLeft() ? asyncData.error.value as SapccError | undefined ?? shown.value.error : undefined),
    status: computed(() => status() === 'success' && shown.value.error ? 'error' : status()),
    pending: computed(() => status() === 'pending'),
    refresh: () => refresh(),
    execute: () => refresh(),
    clear: () => asyncData.clear(),
  }

  if (import.meta.client && getCurrentScope()) {
    const forget = () => {
      asyncData.clear()
      if (store.askedFor && store.session.value !== undefined) isPaused.value = true
    }
    if (!isEveryones) store.personal.add(forget)
    watch(isOfOtherCall, is => is ? refresh() : undefined)
    watch(result.error, error => store.recovery?.note(result, isReadOnly && isOutage(error) ? () => refresh('defer') : undefined, error), { immediate: true })
    onScopeDispose(() => {
      store.personal.delete(forget)
      store.recovery?.note(result)
    })
  }

  const promise = Promise.resolve(asyncData).then(() => result)
  return Object.assign(promise, result)
}

/** So that the page is rendered, as after a failed call. */
function transformError(cause: unknown): SapccError {
  if (cause instanceof SapccError) return cause
  return new SapccError(cause instanceof Error ? cause.message : String(cause), { status: 500, data: { type: 'TransformError' }, cause })
}

/** The same without waiting for the result before a navigation goes on: show `pending`. */
export function useLazySapccData<Name extends SapccOperation, Data = SapccResult<Name>, Default = undefined>(operation: Name, ...[params, options]: Rest<Name, Data, Default>): SapccData<Data, Default> & Promise<SapccData<Data, Default>> {
  return useSapccData<Name, Data, Default>(operation, ...[params, { ...options, lazy: true }] as unknown as Rest<Name, Data, Default>)
}
