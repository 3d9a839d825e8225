import type { ConsolaInstance } from 'consola'
import { loadConsola } from '#sapcc/load-consola'
import type { LogEntry } from './log-entry'

/** Writes a line: a text, a {@link LogEntry} or an error, and what belongs to it, such as an error. */
type WriteLine = (message: unknown, ...args: unknown[]) => void

/** What the module needs of a log. */
export type ServerLog = Readonly<Record<'error' | 'info' | 'warn', WriteLine>>

/** The log of a process. */
export interface ProcessLog extends ServerLog {
  /** Loads `consola`, if no line has done so yet. @returns when all lines until now have been written. Never rejects. */
  load: () => Promise<void>
}

interface Line {
  type: keyof ServerLog
  args: [message: unknown, ...others: unknown[]]
}

/** Lines that wait for `consola`. Beyond it, it is taken for a module that cannot be loaded. */
const MAX_WAITING = 100

/**
 * The module's log on the server. Its lines go to the reporters that `consola` has when they are written: plugins of the
 * shop's, which may replace these, run after the module's own.
 *
 * Where `consola` is loaded later (see `load-consola`), the first line loads it, and is written a moment after its cause. If
 * `consola` cannot be loaded, if a reporter throws, or if the process ends before, lines go to the console: they may be what
 * explains such a failure.
 */
export function createServerLog(): ProcessLog {
  let consola: ConsolaInstance | undefined
  let loading: Promise<void> | undefined
  const waiting: Line[] = []

  /** Also writes the lines that writing causes, after those that wait. */
  function writeWaiting(write: (line: Line) => void): void {
    for (let line = waiting.shift(); line; line = waiting.shift()) write(line)
  }

  function useLoaded(loaded: ConsolaInstance): void {
    writeWaiting(line => writeBy(loaded, line))
    consola = loaded
  }

  async function loadLater(loaded: Promise<ConsolaInstance>): Promise<void> {
    const writeAtExit = () => writeWaiting(writeToConsole)
    globalThis.process?.once?.('exit', writeAtExit)
    try {
      useLoaded(await loaded)
    }
    catch {
      writeWaiting(writeToConsole)
      // The next line tries again.
      loading = undefined
    }
    finally {
      globalThis.process?.off?.('exit', writeAtExit)
    }
  }

  function load(): Promise<void> {
    if (loading) return loading
    const loaded = loadConsola()
    if ('then' in loaded) return loading = loadLater(loaded)
    useLoaded(loaded)
    return loading = Promise.resolve()
  }

  function writer(type: keyof ServerLog): WriteLine {
    return (...args) => {
      if (consola) return writeBy(consola, { type, args })
      waiting.push({ type, args })
      if (waiting.length > MAX_WAITING) writeWaiting(writeToConsole)
      else void load()
    }
  }

  return { error: writer('error'), info: writer('info'), warn: writer('warn'), load }
}

/**
 * With a logger of its own for each line: one that is kept has the level and the mocks of the time when it was made, and takes
 * different errors with one message for one that is repeated.
 */
function writeBy(consola: ConsolaInstance, line: Line): void {
  try {
    consola.withTag('nuxt-sapcc')[line.type](...line.args)
  }
  catch {
    // A reporter of the shop's that fails is no failure of the request.
    writeToConsole(line)
  }
}

function writeToConsole({ type, args: [message, ...others] }: Line): void {
  const texts = isEntry(message) ? [message.message, ...message.args] : [message]
  // eslint-disable-next-line no-console -- There is no other log.
  console[type]('[nuxt-sapcc]', ...texts, ...others)
}

function isEntry(message: unknown): message is LogEntry {
  return typeof message === 'object' && message !== null && 'sapcc' in message
}
