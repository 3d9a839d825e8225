import { globSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const root = new URL('../../../', import.meta.url)

/** The text of each Vue app's files, by their paths. What runs on the server only is left out. */
function sourcesOf(...folders: string[]): [file: string, text: string][] {
  return globSync(folders.map(folder => `${folder}/**/*.{vue,ts}`), { cwd: root.pathname, exclude: path => /node_modules|\.nuxt|\.output|(?:^|\/)server(?:\/|$)/.test(path) })
    .sort()
    .map(file => [file, readFileSync(new URL(file, root), 'utf8')])
}

/** What a pattern's first group finds in the files, once per file, as `file: found`. */
function found(sources: [file: string, text: string][], pattern: RegExp): string[] {
  return [...new Set(sources.flatMap(([file, text]) => [...text.matchAll(pattern)].map(([, match]) => `${file}: ${match}`)))]
}

describe('the playground is built with the composables', () => {
  const sources = sourcesOf('playground')

  it('is found', () => {
    expect(sources.length).toBeGreaterThan(25)
    expect(found(sources, /\b(useSapcc(?:Data|Cart|Session))\(/g).length).toBeGreaterThan(8)
  })

  it('fetches nothing but what no composable has', () => {
    expect(found(sources, /(?<!function )(?<!\w)(useAsyncData|useLazyAsyncData|useFetch|useLazyFetch|\$fetch|fetch)(?:<[^(]*>)?\(/g)).toEqual([
      // Routes of the playground's own server: the stand-in's controls, and the customer's devices.
      'playground/composables/useStandIn.ts: $fetch',
      'playground/pages/account/devices.vue: useFetch',
      'playground/pages/account/devices.vue: $fetch',
      // `useSapccSession` knows nothing of the customer that an agent acts for.
      'playground/pages/assist.vue: useAsyncData',
    ])
  })

  it('calls the SDK directly for nothing but what no composable does', () => {
    expect(found(sources, /\bsapcc\.(\w+)\(/g)).toEqual([
      // While somebody types.
      'playground/components/SearchBox.vue: getSuggestions',
      // Twenty at once, which `useSapccData` would make one of.
      'playground/components/SessionControls.vue: getUser',
      'playground/components/SessionControls.vue: getProducts',
      // Assisted service has no composable.
      'playground/pages/assist.vue: getSession',
      'playground/pages/assist.vue: signAgentIn',
      'playground/pages/assist.vue: findCustomers',
      'playground/pages/assist.vue: startEmulation',
      'playground/pages/assist.vue: endEmulation',
      'playground/pages/assist.vue: bindCartToCustomer',
    ])
  })
})

describe('buttons of the playground and the examples', () => {
  const sources = sourcesOf('playground', 'examples/*/app')

  it('are `aria-disabled` while they work: one that is `disabled` loses the keyboard\'s focus', () => {
    expect(found(sources, /:(aria-disabled="[^"]*")/g).length).toBeGreaterThan(15)
    expect(found(sources, /\s:(disabled="[^"]*")/g)).toEqual([
      // Nothing is left to buy: the product's page says so.
      'playground/components/QuantityField.vue: disabled="disabled"',
      // Before the page's scripts are there.
      'playground/pages/assist.vue: disabled="!isReady"',
      'playground/pages/product/[code].vue: disabled="isSoldOut"',
    ])
  })
})
