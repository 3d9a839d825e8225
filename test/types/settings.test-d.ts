import type { NuxtConfig, PublicRuntimeConfig, RuntimeConfig } from 'nuxt/schema'
import { expectTypeOf, test } from 'vitest'
import type { SapccConfig } from '../../src/runtime/server/config/types'

type Settings = RuntimeConfig['sapcc']

test('runtimeConfig.sapcc is typed, group by group', () => {
  expectTypeOf<keyof Settings>().toEqualTypeOf<'api' | 'oauth' | 'publicUrl' | 'session' | 'signIn' | 'assistedService' | 'cart' | 'visitor' | 'cache'>()
  expectTypeOf<Settings['api']['baseSiteId']>().toEqualTypeOf<string>()
  expectTypeOf<Settings['api']['timeout']>().toEqualTypeOf<number>()
  expectTypeOf<Settings['api']['publicReads']>().toEqualTypeOf<Readonly<Record<string, number>>>()
  expectTypeOf<Settings['oauth']['pkceSupported']>().toEqualTypeOf<boolean | ''>()
  expectTypeOf<Settings['session']['store']>().toEqualTypeOf<'cookie' | 'storage'>()
  expectTypeOf<Settings['session']['password']>().toEqualTypeOf<string | readonly string[]>()
  expectTypeOf<Settings['visitor']['keepConsents']>().toEqualTypeOf<boolean>()
})

test('the public part is typed', () => {
  expectTypeOf<PublicRuntimeConfig['sapcc']>().toEqualTypeOf<{ ssrRefreshEnabled: boolean, apiUrl: string, ssrApiUrl: string, apiPath: string, loginPage: string }>()
})

test('nuxt.config takes a part of them, and nothing else', () => {
  type Config = NonNullable<NonNullable<NuxtConfig['runtimeConfig']>['sapcc']>
  expectTypeOf<{ api: { baseSiteId: 'electronics', allowedBaseSites: ['powertools'] } }>().toExtend<Config>()
  expectTypeOf<{ publicUrl: ['https://shop.example.com', { url: 'https://shop.example.de', baseSiteId: 'electronics-de' }] }>().toExtend<Config>()
  expectTypeOf<{ session: { store: 'redis' } }>().not.toExtend<Config>()
  expectTypeOf<{ publicUrl: [{ baseSiteId: 'electronics' }] }>().not.toExtend<Config>()
  const config: NuxtConfig = {
    runtimeConfig: {
      sapcc: {
        api: {
          // @ts-expect-error no setting has this name
          baseSite: 'electronics',
        },
      },
    },
  }
  expectTypeOf(config).toExtend<NuxtConfig>()
})

test('what the server gets has values, and leaves out what has none', () => {
  expectTypeOf<SapccConfig['api']['uri']>().toEqualTypeOf<string>()
  expectTypeOf<SapccConfig['api']['isolatedBaseSites']>().toEqualTypeOf<readonly string[] | 'auto'>()
  expectTypeOf<SapccConfig['session']['passwords']>().toEqualTypeOf<readonly [string, ...string[]]>()
  expectTypeOf<SapccConfig['oauth']['clientSecret']>().toEqualTypeOf<string | undefined>()
  expectTypeOf<SapccConfig['oauth']>().not.toHaveProperty('applicationOperation')
  expectTypeOf<Pick<SapccConfig['oauth'], 'clientSecret'>>().toEqualTypeOf<{ clientSecret?: string }>()
})
