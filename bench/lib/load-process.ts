/** The process that `startLoads` starts: sends one load after the other, and ends with the process that started it. */
import { readFileSync } from 'node:fs'
import process from 'node:process'
import { sendAtRate } from './load-at-rate.ts'
import { sendAtOnce } from './load-at-once.ts'
import type { LoadAnswer, LoadOrder } from './load.ts'

/** The files of cookies that were read already. */
const read = new Map<string, string[]>()

process.once('disconnect', () => process.exit(0))

process.on('message', (message) => {
  const { seconds, cookies, rate, ...load } = message as LoadOrder
  const lines = cookies === undefined ? [] : linesOf(cookies)
  const sending = rate === undefined ? sendAtOnce(load, lines, seconds) : sendAtRate(load, lines, seconds, rate)
  sending.then(answer, (error: unknown) => answer({ failure: String(error) }))
})

function answer(result: LoadAnswer): void {
  // The bench may have been ended meanwhile: nothing waits for the result then.
  if (process.connected) process.send?.(result)
}

function linesOf(path: string): string[] {
  const lines = read.get(path) ?? readFileSync(path, 'utf8').split('\n').filter(Boolean)
  read.set(path, lines)
  return lines
}
