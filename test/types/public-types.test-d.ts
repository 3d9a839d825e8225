import { expectTypeOf, test } from 'vitest'
import type {
  AssistedCallContext, AssistedContext, CallAfterContext, CallBeforeContext, CartMergedContext, MeasuredContext, SapccError, SapccErrorType, SapccMethods, SapccOrigin, SapccPageMeta, SapccRuntimeConfig, SapccServerHooks, SapccSession,
  SapccSessionInfo, SapccSessionSummary, ServerSdk, SessionCreatedContext, SessionEndReason, SessionEndedContext, SiteContext, SiteContextPayload,
  TokenRefreshErrorContext, TokenRefreshedContext,
} from '../../src/module'
import type { useServerSdk } from '../../src/runtime/server/utils/use-server-sdk'

test('each hook has a context with a name', () => {
  type ContextOf<Name extends keyof SapccServerHooks> = Parameters<SapccServerHooks[Name]>[0]
  expectTypeOf<ContextOf<'sapcc:session:created'>>().toEqualTypeOf<SessionCreatedContext>()
  expectTypeOf<ContextOf<'sapcc:cart:merged'>>().toEqualTypeOf<CartMergedContext>()
  expectTypeOf<ContextOf<'sapcc:token:refreshed'>>().toEqualTypeOf<TokenRefreshedContext>()
  expectTypeOf<ContextOf<'sapcc:token:refresh-error'>>().toEqualTypeOf<TokenRefreshErrorContext>()
  expectTypeOf<ContextOf<'sapcc:session:ended'>>().toEqualTypeOf<SessionEndedContext>()
  expectTypeOf<ContextOf<'sapcc:site-context'>>().toEqualTypeOf<SiteContextPayload>()
  expectTypeOf<ContextOf<'sapcc:call:before'>>().toEqualTypeOf<CallBeforeContext>()
  expectTypeOf<ContextOf<'sapcc:call:after'>>().toEqualTypeOf<CallAfterContext>()
  expectTypeOf<ContextOf<'sapcc:assisted:started'>>().toEqualTypeOf<AssistedContext>()
  expectTypeOf<ContextOf<'sapcc:assisted:call'>>().toEqualTypeOf<AssistedCallContext>()
  expectTypeOf<ContextOf<'sapcc:measured'>>().toEqualTypeOf<MeasuredContext>()
  expectTypeOf<keyof SapccServerHooks>().toEqualTypeOf<'sapcc:session:created' | 'sapcc:cart:merged' | 'sapcc:token:refreshed' | 'sapcc:token:refresh-error' | 'sapcc:session:ended' | 'sapcc:site-context' | 'sapcc:call:before' | 'sapcc:call:after' | 'sapcc:assisted:started' | 'sapcc:assisted:ended' | 'sapcc:assisted:cart-bound' | 'sapcc:assisted:call' | 'sapcc:measured'>()
  expectTypeOf<SessionEndedContext['reason']>().toEqualTypeOf<SessionEndReason>()
  expectTypeOf<SiteContextPayload['context']>().toEqualTypeOf<SiteContext>()
})

test('the server has the methods of the app, under the same name', () => {
  expectTypeOf<typeof useServerSdk>().returns.toEqualTypeOf<ServerSdk>()
  expectTypeOf<ServerSdk['sapcc']>().toEqualTypeOf<SapccMethods>()
  // Deprecated, and still there.
  expectTypeOf<ServerSdk['getCart']>().toEqualTypeOf<SapccMethods['getCart']>()
})

test('no public type is `any`', () => {
  expectTypeOf<SapccSession['loggedIn']['value']>().toEqualTypeOf<boolean>()
  expectTypeOf<SapccSessionInfo['expiresIn']>().toEqualTypeOf<number | undefined>()
  expectTypeOf<SapccSessionSummary['id']>().toEqualTypeOf<string>()
  expectTypeOf<SapccPageMeta['auth']>().toEqualTypeOf<boolean | undefined>()
  expectTypeOf<SapccOrigin['url']>().toEqualTypeOf<string>()
  expectTypeOf<SapccRuntimeConfig['session']['store']>().toEqualTypeOf<'cookie' | 'storage'>()
  expectTypeOf<SapccError['data']['errors'][number]['type']>().toEqualTypeOf<string>()
  expectTypeOf<SapccErrorType>().not.toBeAny()
})
