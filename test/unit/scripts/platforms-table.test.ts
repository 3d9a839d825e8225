import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root } from '../../../scripts/lib/run.ts'
import nuxtModule from '../../../src/module'
import { installedShops } from '../../runtimes/installed-shops.ts'
import { scenarios } from '../../runtimes/scenarios/index.ts'
import { TABLE_BEGIN, TABLE_DOCUMENTS, TABLE_END, tableOf } from '../../runtimes/table.ts'
import type { TableResult } from '../../runtimes/table.ts'
import { targets } from '../../runtimes/targets.ts'
import type { Limit, Target } from '../../runtimes/targets.ts'

const TITLES = ['Node', 'Node', 'Bun', 'Deno']

function result(title: string, version: string, parts: Partial<TableResult> = {}): TableResult {
  return { target: { title }, version, passed: ['a', 'b'], limited: [], failed: [], ...parts }
}

const rowsOf = (table: string) => table.split('\n').slice(2)

describe('the table of platforms', () => {
  it('has a row for each platform, with what works and what does not', () => {
    expect(rowsOf(tableOf([
      result('Bun', 'Bun 1', { limited: [['c', 'cannot do c']] }),
      result('Node', 'Node 22', { target: { title: 'Node', largest: { up: 4 } }, failed: [['d', 'x']] }),
    ], TITLES))).toEqual([
      '| Node | Node 22 | 2 of 3 | large bodies: up 4 MB; **fails**: d |',
      '| Bun | Bun 1 | 2 of 3 | cannot do c |',
    ])
  })

  it('keeps the rows of platforms that were not tried, and drops those that there are no more', () => {
    const before = tableOf([result('Node', 'Node 20'), result('Node', 'Node 22'), result('Bun', 'Bun 1'), result('Gone', 'Gone 1')], [...TITLES, 'Gone'])
    expect(rowsOf(tableOf([result('Deno', 'Deno 2'), result('Bun', 'Bun 2'), result('Node', 'Node 22', { passed: ['a'] })], TITLES, `\n${before}\n`))).toEqual([
      '| Node | Node 20 | 2 of 2 |  |',
      '| Node | Node 22 | 1 of 1 |  |',
      '| Bun | Bun 2 | 2 of 2 |  |',
      '| Deno | Deno 2 | 2 of 2 |  |',
    ])
  })
})

/** What a run gives in which nothing fails that may not. */
function passing(target: Target): TableResult {
  const names = Object.keys({ ...scenarios, ...target.own })
  const limits: Record<string, Limit> = target.limits ?? {}
  return {
    target,
    version: target.version(),
    passed: names.filter(name => !limits[name]),
    limited: names.flatMap(name => limits[name] ? [[name, limits[name].why] as [string, string]] : []),
    failed: [],
  }
}

describe.each(TABLE_DOCUMENTS)('the table in %s', (name) => {
  /** Not compared: which Node runs the tests. */
  const lines = (table: string) => table.trim().split('\n').map(line => line.replace(/\| Node \d+/, '| Node'))

  it('is the one of a run of everything in which nothing has failed', () => {
    const document = readFileSync(join(root, name), 'utf8')
    const table = document.slice(document.indexOf(TABLE_BEGIN) + TABLE_BEGIN.length, document.indexOf(TABLE_END))
    expect(lines(table)).toEqual(lines(tableOf(targets.map(passing), targets.map(({ title }) => title))))
  })
})

describe('the versions of Nuxt that are tried', () => {
  const tried = new Set<string>(targets.map(({ build }) => build))
  const installed = Object.entries(installedShops).flatMap(([name, shop]) => 'nuxt' in shop && tried.has(name) ? [shop.nuxt] : [])

  it('begin with the oldest that the module says it works with', async () => {
    const { compatibility } = await nuxtModule.getMeta!()
    expect(compatibility?.nuxt).toBe(`>=${installed[0]}`)
  })

  it('are at least one of each minor line of Nuxt 4, up to the one of this repository', () => {
    const { version } = JSON.parse(readFileSync(join(root, 'node_modules', 'nuxt', 'package.json'), 'utf8')) as { version: string }
    const newest = Number(version.split('.')[1])
    const minors = [...installed, version].filter(nuxt => nuxt.startsWith('4.')).map(nuxt => Number(nuxt.split('.')[1]))
    expect(minors).toEqual(Array.from({ length: newest + 1 }, (_, minor) => minor))
  })
})
