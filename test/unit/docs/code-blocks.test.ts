import { globSync, readFileSync } from 'node:fs'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { checkBlocks } from '../../harness/type-check.ts'
import type { CodeBlock } from '../../harness/type-check.ts'
import { compileComponent } from '../../harness/vue-template.ts'

const root = new URL('../../../', import.meta.url)
const documents = ['README.md', 'packages/stand-in/README.md', ...globSync('docs/*.md', { cwd: root.pathname })].sort()

/** What blocks take from the code around them, which the document does not show. */
const SURROUNDINGS = `
declare const sdk: ReturnType<typeof useSdk>
declare const nitroApp: Parameters<Parameters<typeof defineNitroPlugin>[0]>[0]
declare const productCode: string
declare let consents: string
declare const credentials: { username: string, password: string }
declare const email: string
declare const password: string
declare const whatTheCustomerHasReceived: string
declare const redisDriver: (options: object) => import('unstorage').Driver
declare function useI18n(): { locale: import('vue').Ref<string>, t: (key: string) => string, te: (key: string) => boolean }
declare function useLocalePath(): (path: string) => string
declare function exchangeTicket(ticket: string): Promise<{ access_token: string, refresh_token: string }>
`

/** A module of the shop's that a block imports, and what another module adds to types. */
const OTHERS = {
  'your-client.d.ts': 'export const api: { refresh: () => Promise<unknown>, getUser: (name: string) => Promise<{ name: string }> }',
  'i18n-module.d.ts': 'declare module \'nuxt/schema\' { interface NuxtConfig { i18n?: object } }\nexport {}',
}

/** A document without the files of examples, which are checked where they are installed. */
function textOf(document: string): string {
  return readFileSync(new URL(document, root), 'utf8')
    .replace(/^<!-- (examples\/.+): npm run generate -->\n[\s\S]*?^<!-- \/\1 -->$/gm, part => part.replaceAll(/[^\n]+/g, ''))
}

/** The blocks in TypeScript of a document. A Vue component's are those in its script. */
function blocksOf(document: string): CodeBlock[] {
  const text = textOf(document)
  return [...text.matchAll(/^```(ts|vue)\n([\s\S]*?)^```$/gm)].map(({ 1: language, 2: code = '', index }) => {
    const script = language === 'vue' ? /<script setup lang="ts">\n([\s\S]*?)<\/script>/.exec(code)?.[1] ?? '' : code
    const first = code.split('\n', 1)[0]!
    return {
      name: `${document}:${text.slice(0, index).split('\n').length}`,
      code: script,
      place: /defineNuxtConfig/.test(code) ? 'node' : first.startsWith('// server/') || /nitroApp|defineEventHandler|redisDriver/.test(code) ? 'server' : 'app',
      exposes: /^export function (use\w+)/m.exec(code)?.[1],
    }
  })
}

/** The components of a document whose templates are shown. */
function componentsOf(document: string) {
  const text = textOf(document)
  return [...text.matchAll(/^```vue\n([\s\S]*?)^```$/gm)]
    .filter(([, code]) => code!.includes('<template>'))
    .map(({ 1: code = '', index }) => ({ name: `${document}:${text.slice(0, index).split('\n').length}`, ...compileComponent(code) }))
}

/** Faults of blocks that are no TypeScript, by their language. */
const READERS: Record<string, (code: string) => unknown[]> = {
  js: code => ts.transpileModule(code, { reportDiagnostics: true, compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ESNext } }).diagnostics!.map(({ messageText }) => messageText),
  json: code => typeof JSON.parse(code) === 'object' ? [] : ['no object'],
  yaml: code => parseAllDocuments(code).flatMap(({ errors }) => errors),
}

const components = documents.flatMap(componentsOf)
const written = documents.flatMap(blocksOf)
/** Nuxt has `app.config` checked with the types of the server, too, where nothing is auto-imported from the app. */
const ofAppConfig = written.filter(({ code }) => code.includes('defineAppConfig'))
  .map((block): CodeBlock => ({ ...block, code: `import { defineAppConfig } from 'nuxt/app'\n${block.code}`, place: 'server' }))
const blocks = [...written, ...ofAppConfig]

describe('the code of README and docs', () => {
  it('is there to be checked', () => {
    expect(written.length).toBeGreaterThan(20)
    expect(ofAppConfig).toHaveLength(2)
  })

  it('compiles as it is written', { timeout: 120_000 }, () => {
    expect(checkBlocks(root.pathname, blocks, SURROUNDINGS, OTHERS)).toEqual([])
  })

  it.each(Object.keys(READERS))('can be read where it is %s', (language) => {
    const found = documents.flatMap(document => [...readFileSync(new URL(document, root), 'utf8').matchAll(new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(([, code]) => code!))
    expect(found.length).toBeGreaterThan(0)
    expect(found.flatMap(READERS[language]!)).toEqual([])
    expect(() => expect(READERS[language]!('{ a: b: ] ')).toEqual([])).toThrow()
  })

  it('has templates that compile, with the types of their scripts', { timeout: 120_000 }, () => {
    expect(components.length).toBeGreaterThan(5)
    expect(components.flatMap(({ name, faults }) => faults.map(fault => `${name}: ${fault}`))).toEqual([])
    const asBlocks = components.map(({ name, code }): CodeBlock => ({ name, code, place: 'app' }))
    expect(checkBlocks(root.pathname, asBlocks, SURROUNDINGS, OTHERS)).toEqual([])
  })

  it('would not compile with a member or a name in a template that does not exist', { timeout: 120_000 }, () => {
    const component = (template: string) => compileComponent(`<script setup lang="ts">\nconst { data } = await useSapccData('getProduct', { productCode: '1' })\n</script>\n<template>${template}</template>`)
    const wrong = component('<p>{{ data?.nme }}</p>')
    expect(checkBlocks(root.pathname, [{ name: 'member', code: wrong.code, place: 'app' }], SURROUNDINGS, OTHERS)).toEqual([expect.stringContaining('nme')])
    expect(component('<p>{{ product.name }}</p>').faults).toEqual([expect.stringContaining('product')])
    expect(component('<p>{{ data }}').faults).toHaveLength(1)
  })

  it('would not compile with a parameter whose type is not inferred, or a name that does not exist', { timeout: 120_000 }, () => {
    const wrong: CodeBlock[] = [
      { name: 'implicit', place: 'app', code: 'export const localise = to => to' },
      { name: 'method', place: 'app', code: 'await sdk.sapcc.getProdukt({ productCode })' },
      { name: 'hook', place: 'server', code: 'nitroApp.hooks.hook(\'sapcc:session:creatd\', () => {})' },
    ]
    expect(checkBlocks(root.pathname, wrong, SURROUNDINGS, OTHERS).map(error => error.split(' ', 1)[0])).toEqual(['implicit:1:', 'method:1:', 'hook:1:'])
  })
})
