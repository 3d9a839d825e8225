import { describe, expect, it } from 'vitest'
import { fakeScope } from '../fake-request'

const pause = (ms: number) => new Promise(resolve => setTimeout(resolve, ms))

describe('the head of a response', () => {
  it('waits for work that may set cookies, and for the steps that follow from it', async () => {
    const scope = fakeScope()
    const steps: string[] = []
    const step = async (name: string) => {
      await pause(10)
      steps.push(name)
    }
    const first = step('first')
    scope.holdHead(first)
    void first.then(async () => {
      await Promise.resolve()
      scope.holdHead(step('second'))
    })
    await scope.released(1000)
    expect(steps).toEqual(['first', 'second'])
    expect(scope.holdsHead).toBe(false)
  })

  it('waits for no failure\'s caller, and not forever', async () => {
    const scope = fakeScope()
    scope.holdHead(Promise.reject(new Error('the caller\'s')))
    await scope.released(1000)
    scope.holdHead(new Promise(() => {}))
    const started = performance.now()
    await scope.released(50)
    expect(performance.now() - started).toBeLessThan(500)
  })

  it('waits for nothing where nothing was started', async () => {
    await fakeScope().released(1000)
  })
})
