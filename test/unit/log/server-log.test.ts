import { consola } from 'consola'
import { expect, it, onTestFinished } from 'vitest'
import { createServerLog } from '../../../src/runtime/server/log/server-log'

it('the log of the server goes to the reporters that the shop sets later, with its tag', () => {
  const [before, lines]: [typeof consola.options.reporters, unknown[]] = [consola.options.reporters, []]
  onTestFinished(() => void consola.setReporters(before))
  const log = createServerLog()
  consola.setReporters([{ log: ({ type, tag, args }) => void lines.push([type, tag, ...args]) }])
  log.warn('something')
  expect(lines).toEqual([['warn', 'nuxt-sapcc', 'something']])
})
