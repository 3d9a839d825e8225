import { SapccError, isRecord } from '../../sdk/errors'
import { anonymousCartKey } from '../cart/anonymous-cart'
import type { AnonymousCartOf } from '../cart/anonymous-cart'
import { cartOfCall, changesCart, mayBeginCart, readsMissingCart } from '../cart/cart-of-call'
import type { CallWithCart } from '../cart/cart-of-call'
import type { CallInternally } from '../cart/merge-cart'
import type { SapccCartConfig } from '../config/types'
import type { RequestScope } from '../http/request-scope'
import { isSapsOwn } from '../occ/application-operations'
import type { ClosedOperations } from '../occ/closed-operations'
import { findOperation, unknownOperationError } from '../occ/find-operation'
import type { OccOperationTable } from '../occ/operation'
import type { ServerRequest } from '../platform/types'
import { recordKey } from '../session/record-key'
import { sessionEndedError } from '../session/session-errors'
import type { EndTurn, Turns } from '../storage/turns'
import type { Caller } from '../upstream/call-sap'
import type { AbandonOptions } from '../../shared/server-transport'
import { jsonResponse } from '../upstream/json-response'
import { refuseLoop } from '../upstream/loop'
import type { HopMarks } from '../upstream/loop'
import { readCountedCall } from './counted-call'
import type { CountedCall } from './counted-call'
import { prepareCall } from './prepare-call'
import type { CallContext, CallOptions, GivenCall, PrepareCallOptions, PreparedCall } from './prepare-call'
import { readAnswer } from './read-answer'
import type { OccAnswer } from './read-answer'
import { readOncePerRendering, withReadsInvalidated } from './rendered-reads'
import { createCallSender } from './send-call'
import type { CallSenderOptions } from './send-call'
import { operations } from '#sapcc/operations'

/** Called with what a support agent calls for a customer. */
export type NoteActing = (scope: RequestScope, emulation: NonNullable<Caller['emulation']>, call: { operation?: string | undefined, method: string, /** A template. */ path?: string | undefined }) => void

/** Options of the {@link OperationCaller}. */
export interface CallOperationOptions extends PrepareCallOptions, CallSenderOptions {
  api: CallSenderOptions['api']
  cart: Pick<SapccCartConfig, 'anonymous'>
  anonymousCart: AnonymousCartOf
  /** Sends a call by which a password can be tried, subject to the sign-in limits. @param sessionId of the customer whose password it is, for a `password-check`. */
  limitAttempts: <Result>(request: ServerRequest, attempt: CountedCall & { sessionId?: string | undefined }, send: (onSend: () => void) => Promise<Result>) => Promise<Result>
  /** SAP has taken a new password: of the customer who is signed in or of the user that the call names, or by the code of a link. Never rejects. */
  onNewPassword: (scope: RequestScope, by: 'change' | 'reset', userId?: string) => Promise<void>
  /** Absent when the shop has closed no operation. */
  closedOperations?: ClosedOperations | undefined
  /** Told of each call that a support agent makes for a customer; absent where there is no assisted service. */
  onActing?: NoteActing | undefined
  /** Recognises requests to SAP that have come back to the shop; see {@link refuseLoop}. */
  hops?: HopMarks | undefined
  /** The token for a call that has waited; see `session/newest-token.ts`. */
  newestToken: (caller: Caller) => Promise<string | undefined>
  /** Lets changes to one cart go one after another. */
  turns: () => Turns
}

/** Calls operations of OCC on behalf of requests. */
export interface OperationCaller {
  /**
   * Calls an operation with the visitor's token. A 401 causes no refresh unless `options.refreshesOn401` is set: callers
   * with the SDK refresh themselves, because only the app knows its `isUnauthorized`.
   *
   * @param args of the method; OCC operations take one object.
   * @param options with `as: 'visitor'` without the session of the request.
   * @throws SapccError also 429 or 503 `CartBusyError` for a change of a cart whose turn does not come, and for a call that has
   * waited 401 `SessionEndedError` or 409 `SessionChangedError`.
   */
  call: (scope: RequestScope, operationId: string, args: readonly unknown[], options?: CallOptions & AbandonOptions & { as?: 'visitor' }) => Promise<OccAnswer>
  /**
   * Calls one of SAP's own operations for the server's own purposes, and reads its answer. It may be closed to the app.
   *
   * @param as `visitor`: without the customer's token, for a cart from before the sign-in, whose turn the caller has taken.
   */
  callAsServer: (scope: RequestScope, as?: 'visitor') => CallInternally
  /** Calls an operation for a support agent: of a table that is not the shop's, or one that the app must not call. @param table @default OCC's */
  callAsAgent: (scope: RequestScope, operationId: string, table: OccOperationTable | undefined, params: Record<string, unknown>, as: Caller) => Promise<unknown>
  /** As {@link OperationCaller.callAsServer}, with an access token that has no session yet; `undefined`: without a token. */
  withToken: (scope: RequestScope, accessToken: string | undefined) => CallInternally
}

/** The turn of a customer's session. */
interface SessionTurn {
  key: string
  sessionId: string
  /** See `RequestSession.callSessionTag`. */
  madeIn: string
  end: EndTurn
}

export function createOperationCaller(parts: CallOperationOptions): OperationCaller {
  const sender = createCallSender(parts)

  function execute(given: GivenCall): Promise<OccAnswer> {
    return given.operation.read ? prepareAndSend(given) : withReadsInvalidated(given.scope.request, () => prepareAndSend(given))
  }

  async function prepareAndSend(given: GivenCall): Promise<OccAnswer> {
    // Also for a page or a route of the shop's: at whatever address the request came back, its call would come back, too.
    refuseLoop(given.scope.request, parts.hops)
    const { operationId, operation, options } = given
    const takesTurn = !options.hasTurn && changesCart(operation)
    // Begun now, so that the shop's hook runs while the call waits for its turn. `prepareCall` awaits it.
    if (takesTurn) parts.siteContext(given.scope).catch(() => undefined)
    // Before anything that may take long, such as renewing the token: later changes must not overtake this one.
    const turn = takesTurn ? await takeTurnOfSession(given) : undefined
    try {
      await options.renewal
      // In another session than the one that had the turn it is refused with 409.
      const call = await prepareCall(turn ? { ...given, options: { ...options, madeIn: options.madeIn ?? turn.madeIn } } : given, parts)
      // Other code of the request, such as a call of the same page, may have signed the customer out meanwhile.
      if (turn && call.caller?.sessionId !== turn.sessionId) throw sessionEndedError()
      if (turn?.end.hasWaited) await lookAgain(call)
      if (call.caller?.emulation && !call.isInternal) parts.onActing?.(call.scope, call.caller.emulation, { operation: operationId, method: operation.method, path: operation.path })
      const withCart = await findCart(call)
      return await (takesTurn ? sendInTurn(call, withCart, turn?.key) : sender.send(call, withCart))
    }
    catch (error) {
      if (!(error instanceof SapccError && readsMissingCart(operationId, given.given, error))) throw error
      return { operationId, operation, response: jsonResponse({}) }
    }
    finally {
      turn?.end()
    }
  }

  function findCart(call: PreparedCall): Promise<CallWithCart> {
    const { scope, operationId, operation, params, userId, site } = call
    return cartOfCall({
      operationId,
      operation,
      params,
      userId,
      baseSiteId: site.baseSiteId,
      cart: () => parts.anonymousCart(scope),
      enabled: parts.cart.anonymous,
      async createCart(cartSiteId, others) {
        // Validate the rest of the call first: an invalid call must not create a cart.
        sender.check(call, { ...others, cartId: 'current' })
        return await createAnonymousCart(scope, cartSiteId)
      },
      createCustomersCart: cartSiteId => createCustomersCart(call, cartSiteId),
    })
  }

  /**
   * Sends a change of a cart when its turn has come. One that has another cart then waits for that one's turn, too, up to
   * the same time.
   *
   * @param heldKey of the turn that the call has already: that of its session, or of the cart in whose place it is sent with another one.
   */
  async function sendInTurn(call: PreparedCall, withCart: CallWithCart, heldKey?: string): Promise<OccAnswer> {
    const key = await turnKey(call, withCart)
    const endTurn = key === undefined || key === heldKey ? undefined : await parts.turns().take(key, call.signal)
    try {
      if (endTurn?.hasWaited) await lookAgain(call)
      await withCart.assertNotMerged?.()
      return await sender.send(call, withCart)
    }
    catch (error) {
      const again = error instanceof SapccError ? await withCart.retryWithNewCart(error) : undefined
      if (!again) throw error
      // The turn of the missing cart lasts until then, so that the calls that wait for it keep their order.
      return await sendInTurn(call, again, key)
    }
    finally {
      endTurn?.()
    }
  }

  /** @returns `undefined` for a visitor who is not signed in: their turn is that of the cart, which is not known yet. */
  async function takeTurnOfSession({ scope, options: { as, signal } }: GivenCall): Promise<SessionTurn | undefined> {
    if (as) return undefined
    const requestSession = parts.session(scope)
    const session = await requestSession.session()
    if (!session) return undefined
    const { callSessionTag: madeIn } = requestSession
    const key = await recordKey(session.id)
    return { key, sessionId: session.id, madeIn, end: await parts.turns().take(key, signal) }
  }

  /** All carts of a session are one queue: `current` and a cart's code may be the same one. */
  async function turnKey({ caller }: PreparedCall, { guid }: CallWithCart): Promise<string | undefined> {
    if (caller?.sessionId !== undefined) return await recordKey(caller.sessionId)
    return guid === undefined ? undefined : await anonymousCartKey(guid)
  }

  /** For a call that has waited. @throws SapccError 401 `SessionEndedError` when its session has ended meanwhile, 503 when that cannot be known. */
  async function lookAgain({ caller }: PreparedCall): Promise<void> {
    if (caller) caller.token = await parts.newestToken(caller)
  }

  /** Creates a cart for an anonymous visitor. @returns its guid. */
  async function createAnonymousCart(scope: RequestScope, baseSiteId: string): Promise<string> {
    // The call that needs it may have the turn of a customer's session.
    const cart = await asServer(scope, { hasTurn: true })('createCart', { baseSiteId, userId: 'anonymous', fields: 'guid' })
    if (isRecord(cart) && typeof cart.guid === 'string' && cart.guid !== '') return cart.guid
    throw new SapccError('SAP Commerce created a cart without a guid.', { status: 502, data: { type: 'UpstreamFormatError' } })
  }

  /** Makes a cart for the customer, during the turn of the call that needs it, and gives its code. */
  async function createCustomersCart({ scope, caller }: PreparedCall, baseSiteId: string): Promise<string> {
    // Use the caller of the call: the request may have begun another session since.
    const cart = await asServer(scope, { hasTurn: true, ...(caller ? { as: caller } : {}) })('createCart', { baseSiteId, userId: 'current', fields: 'code' })
    return isRecord(cart) && typeof cart.code === 'string' && cart.code !== '' ? cart.code : 'current'
  }

  /** A call that the sign-in limits count. */
  async function sendCounted(counted: CountedCall, given: GivenCall): Promise<OccAnswer> {
    const sessionId = counted.kind === 'password-check' ? (await parts.session(given.scope).session())?.id : undefined
    const answer = await parts.limitAttempts(given.scope.request, { ...counted, sessionId }, onSend => execute({ ...given, options: { ...given.options, onSend } }))
    if (counted.kind === 'reset') await parts.onNewPassword(given.scope, 'reset')
    else if (counted.kind === 'password-check' && counted.isNewPassword) await parts.onNewPassword(given.scope, 'change', counted.userId)
    return answer
  }

  /**
   * Calls SAP's own operations, whether they are open to the app or not: a document may have given their names to other
   * addresses, which know nothing of these parameters and must not get a customer's token.
   */
  function asServer(scope: RequestScope, options: CallContext = {}, table?: OccOperationTable): (operationId: string, params: object) => Promise<unknown> {
    return async (operationId, params) => {
      const operation = findOperation(operationId, table)
      if (!operation) throw unknownOperationError(operationId)
      return await readAnswer(await execute({ scope, operationId, operation, given: params, options: { ...options, isInternal: true } }))
    }
  }

  return {
    call(scope, operationId, [given], { whenAbandoned, ...options } = {}) {
      const operation = findOperation(operationId, operations)
      if (!operation) throw unknownOperationError(operationId, operations)
      // SAP's own operations are open or closed by their names: `getCart` with `cartId: 'current'` is not `getCurrentOrgCart`.
      const closed = parts.closedOperations && !isSapsOwn(operationId, operation) ? parts.closedOperations.reachedByCall(operation, given) : undefined
      if (closed !== undefined) throw unknownOperationError(closed, {})
      const counted = readCountedCall(operationId, operation, given)
      if (counted) return sendCounted(counted, { scope, operationId, operation, given: 'params' in counted ? counted.params : given, options })
      const send = () => execute({ scope, operationId, operation, given, options })
      const answer = scope.isRendering && operation.read && operation.result === 'json' ? readOncePerRendering(scope, operationId, [given], options, send) : send()
      // The shop's code may not await the call, and without its cookie the cart would be lost.
      if (mayBeginCart(operationId)) scope.delayHead(answer, whenAbandoned)
      return answer
    },
    callAsServer: (scope, as) => asServer(scope, as ? { as, hasTurn: true } : {}),
    callAsAgent: (scope, operationId, table, params, as) => asServer(scope, { as, isAgents: true }, table)(operationId, params),
    withToken: (scope, token) => asServer(scope, { as: { token } }),
  }
}
