/**
 * Loaded into a server by `--import`: writes its process id to a file and lets a test step its wall clock. `SIGUSR2` makes
 * it read the offset again, so that the clock steps between two instructions, as after a correction by NTP.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'

const folder = process.env.PROCESS_CONTROL
if (folder) {
  let offset = 0
  const now = Date.now
  const SystemDate = Date
  globalThis.Date = class Date extends SystemDate {
    constructor(...values) {
      if (values.length === 0) super(now() + offset)
      else super(...values)
    }

    static now() {
      return now() + offset
    }
  }
  process.on('SIGUSR2', () => {
    offset = Number(readFileSync(join(folder, 'clock-offset'), 'utf8'))
  })
  writeFileSync(join(folder, 'pid'), String(process.pid))
}
