import { expect, it } from 'vitest'
import { createLimitedWarnings } from '../../../src/runtime/server/log/limited-warnings'

it('similar warnings are one line per minute, which says how many were left out', () => {
  const lines: string[] = []
  let now = 0
  const { warn } = createLimitedWarnings({ warn: line => lines.push(line) }, () => now)
  for (const name of ['a', 'b', 'c']) warn(`Not saved: ${name}.`, 'not saved')
  warn('Another.')
  now = 60_000
  warn('Not saved: d.', 'not saved')
  expect(lines).toEqual(['Not saved: a.', 'Another.', 'Not saved: d. (2 more since the last line)'])
})
