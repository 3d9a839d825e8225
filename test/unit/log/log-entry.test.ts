import { createConsola } from 'consola'
import { expect, it, vi } from 'vitest'
import { SapccError } from '../../../src/runtime/sdk/errors'
import { createFailureLog } from '../../../src/runtime/server/http/failure-log'
import { createServerLog } from '../../../src/runtime/server/log/server-log'
import { reportBy } from '../consola-reporter'

const outage = () => new SapccError('SAP Commerce could not be reached.', { status: 502, data: { type: 'UpstreamUnreachableError' } })

/** Node's option of `consola`, for lines as in production; the types that are found here are those of browsers. */
const PLAIN: object = { fancy: false }

vi.mock('#sapcc/load-consola', () => import('../../../src/runtime/server/log/load-consola/later'))

it('an entry is one line of text for consola\'s own reporter, without its fields', () => {
  const written: string[] = []
  const sink = { write: (text: string) => written.push(text) } as unknown as NodeJS.WriteStream
  createFailureLog(createConsola({ ...PLAIN, level: 3, formatOptions: { date: false }, stdout: sink, stderr: sink })).note('getCart', outage())
  expect(written.map(text => text.trim())).toEqual(['[error] getCart was answered with 502 UpstreamUnreachableError: SAP Commerce could not be reached.'])
})

it('an entry has its fields for a reporter that writes JSON, as in docs/production.md', async () => {
  const lines: string[] = []
  reportBy(({ date, type, tag, args, sapcc }) => void lines.push(JSON.stringify({ date, level: type, tag, message: args.map(String).join(' '), ...(sapcc as object | undefined) })))
  const log = createServerLog()
  createFailureLog(log).note('getCart', outage())
  log.warn('A line without fields.')
  await vi.waitFor(() => expect(lines).toHaveLength(2))
  expect(lines.map(line => JSON.parse(line) as unknown)).toEqual([
    { date: expect.any(String), level: 'error', tag: 'nuxt-sapcc', message: 'getCart was answered with 502 UpstreamUnreachableError: SAP Commerce could not be reached.', event: 'call-failed', operation: 'getCart', status: 502, errorType: 'UpstreamUnreachableError', leftOut: 0 },
    { date: expect.any(String), level: 'warn', tag: 'nuxt-sapcc', message: 'A line without fields.' },
  ])
})
