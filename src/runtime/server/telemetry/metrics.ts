import { metrics } from '@opentelemetry/api'
import type { Histogram } from '@opentelemetry/api'
import type { Listen, MeasuredContext } from '../hooks'
import { attributesAfter, attributesBefore } from './call-attributes'
import { SCOPE } from './scope'

/** Seconds; those of the semantic conventions for HTTP. */
const DURATIONS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10]

/** Calls before a call that waits. */
const LENGTHS = [0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000]

type Instruments = ReturnType<typeof createInstruments>

function createInstruments() {
  const meter = metrics.getMeter(SCOPE)
  const seconds = (name: string, description: string): Histogram => meter.createHistogram(name, { description, unit: 's', advice: { explicitBucketBoundaries: DURATIONS } })
  return {
    calls: seconds('sapcc.call.duration', 'Requests to OCC and to the authorization server, until their answers began.'),
    refreshes: seconds('sapcc.refresh.duration', 'Refreshes of sessions, by their outcome.'),
    refreshWaits: seconds('sapcc.refresh.wait.duration', 'How long callers waited for a refresh.'),
    queueWaits: seconds('sapcc.queue.wait.duration', 'How long calls waited for their turn.'),
    queueLengths: meter.createHistogram('sapcc.queue.length', { description: 'Calls that waited already when another one began to wait.', unit: '{call}', advice: { explicitBucketBoundaries: LENGTHS } }),
    lockWaits: seconds('sapcc.lock.wait.duration', 'How long the lock of a session was waited for.'),
    begun: meter.createCounter('sapcc.session.begun', { description: 'Sign-ins.', unit: '{session}' }),
    ended: meter.createCounter('sapcc.session.ended', { description: 'Sessions that ended, by the reason.', unit: '{session}' }),
    signIns: meter.createCounter('sapcc.sign_in.attempts', { description: 'Passwords and one-time codes that were tried.', unit: '{attempt}' }),
    cacheAnswers: meter.createCounter('sapcc.cache.answers', { description: 'Answers that are the same for everybody, by where they came from.', unit: '{answer}' }),
    storageErrors: meter.createCounter('sapcc.storage.errors', { description: 'Operations of the storage mount that failed.', unit: '{error}' }),
  }
}

/** What the module's hooks tell, as metrics. */
export function meterHooks(listen: Listen): void {
  let created: Instruments | undefined
  // Made with the first value: instruments have no effect when they are made before OpenTelemetry's SDK is set up.
  const instruments = () => created ??= createInstruments()

  listen('sapcc:call:after', call => instruments().calls.record(call.duration / 1000, { ...attributesBefore(call), ...attributesAfter(call) }))
  listen('sapcc:session:created', () => instruments().begun.add(1))
  listen('sapcc:session:ended', ({ reason }) => instruments().ended.add(1, { 'sapcc.reason': reason }))
  listen('sapcc:measured', measured => record(instruments(), measured))
}

function record(instruments: Instruments, measured: MeasuredContext): void {
  switch (measured.name) {
    case 'refresh':
      return instruments.refreshes.record(measured.duration / 1000, { 'sapcc.outcome': measured.outcome })
    case 'refresh-wait':
      return instruments.refreshWaits.record(measured.duration / 1000, { 'sapcc.outcome': measured.outcome })
    case 'sign-in':
      return instruments.signIns.add(1, { 'sapcc.kind': measured.kind, 'sapcc.outcome': measured.outcome })
    case 'queue-wait':
      instruments.queueLengths.record(measured.waiting, { 'sapcc.queue': measured.queue })
      return instruments.queueWaits.record(measured.duration / 1000, { 'sapcc.queue': measured.queue, 'sapcc.outcome': measured.outcome })
    case 'lock-wait':
      return instruments.lockWaits.record(measured.duration / 1000, { 'sapcc.outcome': measured.outcome })
    case 'cache':
      return instruments.cacheAnswers.add(1, { 'sapcc.operation': measured.operation, 'sapcc.cache': measured.outcome })
    case 'storage-error':
      return instruments.storageErrors.add(1)
  }
}
