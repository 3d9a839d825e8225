/** Loaded before a server that knows nothing of the bench: ends it with the process that started it, however that ended. */
import process from 'node:process'

process.once('disconnect', () => process.exit(0))
// The channel alone keeps no process alive.
process.channel?.unref()
