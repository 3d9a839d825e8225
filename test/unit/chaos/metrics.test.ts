import { describe, expect, it } from 'vitest'
import { drawPanel, niceCeiling, withUnit } from '../../../scripts/codegen/pictures/panel.ts'
import { legendOf, readPanels, withRateInterval } from '../../chaos/metrics/dashboard.ts'
import { readMeasuredRun, unanswered } from '../../chaos/metrics/measured-run.ts'

describe('the run of which docs/pictures/dashboard.svg is drawn', () => {
  const { answers, command } = readMeasuredRun()
  const expressions = readPanels().flatMap(({ targets }) => targets.map(({ expr }) => expr))

  it('has an answer of Prometheus to each query of the dashboard, as it is now', () => {
    expect(Object.keys(answers).sort(), 'After a change of a query: npm run test:chaos -- --metrics').toEqual([...new Set(expressions)].sort())
    expect(unanswered(answers)).toEqual([])
  })

  it('can be played again', () => {
    expect(command).toMatch(/^npm run test:chaos -- --metrics --seed \d+/)
  })

  it('has a name for each series', () => {
    for (const { title, targets } of readPanels()) {
      for (const { expr, legendFormat } of targets) {
        expect(answers[expr]!.map(({ labels }) => legendOf(legendFormat, labels)).filter(name => name === ''), title).toEqual([])
      }
    }
  })
})

describe('an answer', () => {
  it('is missing where there is no series, no value, or nothing but rates of zero', () => {
    const zeros = [{ labels: {}, values: [0, null] }]
    expect(unanswered({ 'none': [], 'empty': [{ labels: {}, values: [null] }], 'rate(a[1m])': zeros, 'histogram_quantile(0.5, a)': zeros, 'some': [{ labels: {}, values: [null, 0.1] }] })).toEqual(['none', 'empty', 'rate(a[1m])'])
  })
})

describe('Grafana\'s variable', () => {
  it('is the step and a scrape, but at least four scrapes', () => {
    expect(withRateInterval('rate(a[$__rate_interval]) / rate(b[$__rate_interval])', 10, 1)).toBe('rate(a[11s]) / rate(b[11s])')
    expect(withRateInterval('rate(a[$__rate_interval])', 1, 1)).toBe('rate(a[4s])')
  })
})

describe('a legend', () => {
  it('names a series by its labels, also when it lacks one of them', () => {
    expect(legendOf('ended: {{sapcc_reason}}', { sapcc_reason: 'signed-out' })).toBe('ended: signed-out')
    expect(legendOf('{{http_response_status_code}} {{error_type}}', { error_type: 'UpstreamTimeoutError' })).toBe('UpstreamTimeoutError')
  })
})

describe('a panel', () => {
  const panel = { title: 'Calls', unit: 'reqps', targets: [] }
  const draw = (values: (number | null)[], count = 1) => drawPanel(panel, Array.from({ length: count }, (_, index) => ({ labels: { n: String(index) }, legendFormat: 'line {{n}}', values })), 60).at(0, 0, 200).join('\n')

  it('has a gap where there is no value, and a dash between two gaps', () => {
    const [, path] = /class="series s0" d="(M[^"]*)"/.exec(draw([0, 5, null, 10, null]))!
    expect(path!.match(/M/g)).toHaveLength(2)
    expect(path).toMatch(/^M58 142l\d+ -52M\d+ 38h3$/)
  })

  it('says how many lines it leaves out', () => {
    expect(draw([1], 8)).not.toContain('not drawn')
    expect(draw([1], 10)).toContain('and 2 lower, not drawn')
  })

  it('has round values and units', () => {
    expect([0.0009, 3, 5, 51].map(niceCeiling)).toEqual([0.001, 5, 5, 100])
    expect([['s', 0.25], ['s', 2.5], ['reqps', 10], ['short', 5], ['s', 0]].map(([unit, value]) => withUnit(value as number, unit as string))).toEqual(['250 ms', '2.5 s', '10/s', '5', '0'])
  })
})
