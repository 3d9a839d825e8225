import { describe, expect, it } from 'vitest'
import { SapccError } from '../../../src/runtime/sdk/errors'
import { SapccConfigError } from '../../../src/runtime/server/config/config-error'
import { createFailureLog } from '../../../src/runtime/server/http/failure-log'
import { OperatorNote } from '../../../src/runtime/server/http/operator-note'
import { serverUnavailable } from '../../../src/runtime/server/oauth/errors'
import { UpstreamTimeout, UpstreamUndecodable, UpstreamUnreachable } from '../../../src/runtime/server/upstream/upstream'
import { bodyFailure } from '../../../src/runtime/server/upstream/upstream-error'
import { unavailable } from '../../../src/runtime/server/session/refresh/outcome'

function failureLog() {
  let time = 0
  const lines: string[] = []
  const defects: unknown[] = []
  const fields: unknown[] = []
  const { note, noteCutOff } = createFailureLog({
    error({ message, args, sapcc }) {
      lines.push(message)
      defects.push(...args)
      fields.push(sapcc)
    },
  }, () => time)
  return { note, noteCutOff, lines, defects, fields, pass: (ms: number) => void (time += ms) }
}

const outage = (type = 'UpstreamUnreachableError') => new SapccError('SAP Commerce could not be reached.', { status: 502, data: { type } })

describe('the log of failures', () => {
  it('says what failed and why, without texts of errors that are not the module\'s', () => {
    const { note, lines } = failureLog()
    const refused = Object.assign(new Error('connect to 10.0.0.1 with secret'), { code: 'ECONNREFUSED' })
    note('getCart', new SapccError('No answer.', { status: 502, data: { type: 'X' }, cause: new Error('secret', { cause: refused }) }))
    note('signUserIn', new SapccConfigError([{ variable: 'NUXT_SAPCC_PUBLIC_URL', problem: 'is missing.' }]))
    expect(lines).toEqual([
      'getCart was answered with 502 X: No answer. Cause: ECONNREFUSED',
      'signUserIn was answered with 500 ConfigurationError: NUXT_SAPCC_PUBLIC_URL is missing.',
    ])
  })

  it('has no e-mail address, and no text of a refusal that caused it, which may repeat what a call gave', () => {
    const { note, noteCutOff, lines } = failureLog()
    const refused = new SapccError('Hunter2! is too short.', { status: 400, data: { type: 'ValidationError' } })
    note('getUser', new SapccError('No.', { status: 503, data: { type: 'X' }, cause: refused }))
    note('getCart', new SapccError('Not for kim@x.de.', { status: 500, data: { type: 'X' }, cause: new OperatorNote('No ann@x.de') }))
    noteCutOff('getCart', new SapccError('Not for kim@x.de.', { status: 500, data: { type: 'X' } }))
    expect(lines).toEqual([
      'getUser was answered with 503 X: No. Cause: ValidationError',
      'getCart was answered with 500 X: Not for […]. Cause: No […]',
      'getCart: the response was cut off after it had begun (X): Not for […].',
    ])
  })

  it('has one line of a response that was cut off, with the reason', () => {
    const { noteCutOff, lines, fields, pass } = failureLog()
    const reset = () => bodyFailure(new UpstreamUnreachable('other side closed', { cause: Object.assign(new Error('secret'), { code: 'UND_ERR_SOCKET' }) }))!
    for (let time = 0; time < 3; time++) noteCutOff('getCart', reset())
    noteCutOff('getCart', bodyFailure(new UpstreamUndecodable('gzip', { cause: Object.assign(new Error('secret'), { code: 'Z_DATA_ERROR' }) }))!)
    noteCutOff('getCart', bodyFailure(new UpstreamTimeout('secret'))!)
    pass(10_000)
    noteCutOff('getCart', reset())
    const line = 'getCart: the response was cut off after it had begun (UpstreamUnreachableError): The connection to SAP Commerce broke. Cause: UND_ERR_SOCKET'
    expect(lines).toEqual([
      line,
      'getCart: the response was cut off after it had begun (UpstreamFormatError): The body is not what its Content-Encoding says (gzip). Cause: Z_DATA_ERROR',
      'getCart: the response was cut off after it had begun (UpstreamTimeoutError): SAP Commerce stopped sending the body.',
      `${line} (2 more since the last line)`,
    ])
    expect(fields[0]).toEqual({ event: 'call-failed', operation: 'getCart', errorType: 'UpstreamUnreachableError', leftOut: 0 })
  })

  it('has the note for the operator, also of an error that the client can do something about', () => {
    const { note, lines } = failureLog()
    note('signUserIn', new SapccError('Too large.', { status: 431, data: { type: 'SessionTooLargeError' }, cause: new OperatorNote('Set NUXT_SAPCC_SESSION_STORE.') }))
    expect(lines).toEqual(['signUserIn was answered with 431 SessionTooLargeError: Too large. Cause: Set NUXT_SAPCC_SESSION_STORE.'])
  })

  it('has a note only once, also where the authorization server\'s client has logged it', () => {
    const { note, lines } = failureLog()
    const refused = (status: number) => {
      const cause = new OperatorNote('Check NUXT_SAPCC_OAUTH_SCOPE.', 'invalid_scope')
      cause.isLogged = true
      return new SapccError('Not accepted.', { status, data: { type: 'invalid_scope' }, cause })
    }
    note('signUserIn', refused(401))
    note('signUserIn', refused(502))
    expect(lines).toEqual(['signUserIn was answered with 502 invalid_scope: Not accepted. Cause: invalid_scope'])
  })

  it('says why the authorization server is not available', () => {
    const { note, lines } = failureLog()
    note('refreshUserToken', unavailable(serverUnavailable({ cause: new Error('TimeoutError') })))
    expect(lines).toEqual(['refreshUserToken was answered with 503 TokenRefreshUnavailableError: The session could not be renewed right now. Cause: AuthorizationServerUnavailableError: The authorization server is not available right now.; TimeoutError'])
  })

  it('has one line for what fails in the same way again and again, and counts', () => {
    const { note, lines, pass } = failureLog()
    for (let count = 0; count < 5; count++) note('getCart', outage())
    note('getUser', outage())
    expect(lines).toHaveLength(2)
    pass(10_000)
    note('getCart', outage())
    expect(lines).toHaveLength(3)
    expect(lines[2]).toContain('(4 more since the last line)')
  })

  it('has one line for a defect, with its stack, and counts further ones of its kind', () => {
    const { note, lines, defects, pass } = failureLog()
    const thrown = new TypeError('x is not a function')
    note('getCart', thrown)
    for (let count = 0; count < 3; count++) note('getCart', new TypeError('x is not a function'))
    expect(lines).toEqual(['getCart failed with an unexpected error:'])
    expect(defects).toEqual([thrown])
    pass(10_000)
    note('getCart', new TypeError('x is not a function'))
    expect(lines[1]).toContain('(3 more since the last line)')
  })

  it('has the same as data, for reporters that write JSON', () => {
    const { note, fields, pass } = failureLog()
    for (let count = 0; count < 3; count++) note('getCart', outage())
    pass(10_000)
    note('getCart', outage())
    note('getCart', new TypeError('of jane@example.com'))
    expect(fields).toEqual([
      { event: 'call-failed', operation: 'getCart', status: 502, errorType: 'UpstreamUnreachableError', leftOut: 0 },
      { event: 'call-failed', operation: 'getCart', status: 502, errorType: 'UpstreamUnreachableError', leftOut: 2 },
      { event: 'call-failed', operation: 'getCart', errorType: 'TypeError', leftOut: 0 },
    ])
  })

  it('has no line for errors of the caller, and only one for the same error', () => {
    const { note, lines } = failureLog()
    note('getCart', new SapccError('No.', { status: 401, data: { type: 'InvalidTokenError' } }))
    const error = outage()
    note('getCart', error)
    note('A call of the raw proxy', error)
    expect(lines).toHaveLength(1)
  })

  it('stays bounded', () => {
    const { note, lines } = failureLog()
    for (let kind = 0; kind < 1000; kind++) note(`operation${kind}`, outage())
    expect(lines).toHaveLength(1000)
  })
})
