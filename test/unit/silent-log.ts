import type { ServerLog } from '../../src/runtime/server/log/server-log'

/** A log whose lines nobody reads. */
export const silentLog: ServerLog = { error: () => undefined, info: () => undefined, warn: () => undefined }
