import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { withOrdinaryFunctions } from '../../../src/build/short-lived-events'

const nitro = dirname(createRequire(import.meta.url).resolve('nitropack/package.json'))

describe('functions of events', () => {
  it('are no methods for V8 any more, in the Nitro that is installed', () => {
    const code = withOrdinaryFunctions(readFileSync(join(nitro, 'dist/runtime/internal/app.mjs'), 'utf8'))
    expect([...code.matchAll(/event\.([\w$]+) = !event \? undefined : /g)].map(([, name]) => name)).toEqual(['fetch', '$fetch', 'waitUntil', 'captureError'])
    expect(code).not.toMatch(/\bevent\.[\w$]+ = (?:async )?(?:\([^()]*\)|\w+) =>/)
  })

  it('are the same functions', () => {
    const run = new Function('event', `${withOrdinaryFunctions('event.a = (x, y) => x + y; event.b = async x => x; event.c = x => { return event.a(x, 1) }; event.d = event.a; event.context.e = 1')}; return event`) as (event: object) => Record<string, (...args: number[]) => unknown>
    const event = run({ context: {} })
    expect([event.a!(1, 2), event.c!(5), event.d]).toEqual([3, 6, event.a])
  })
})
