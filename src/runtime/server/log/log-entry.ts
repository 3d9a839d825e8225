/** What a line of the log is about, for reporters that write data. Without ids, names and other values of visitors. */
export type LogFields
  /** A call was answered with an error that is in the log; `status` is absent for a defect, and for a response that was cut off. `operation` is what the line begins with. */
  = | { readonly event: 'call-failed', readonly operation: string, readonly status?: number, readonly errorType: string, readonly leftOut: number }
  /** The authorization server has ended a session. */
    | { readonly event: 'session-ended', readonly errorType: string, readonly leftOut: number }
  /** The authorization server takes no refresh at all, for example because of the client's secret. */
    | { readonly event: 'refresh-failed', readonly status: number, readonly errorType: string, readonly leftOut: number }
  /** The state of a storage mount has changed. */
    | { readonly event: 'storage-down' | 'storage-up' | 'storage-writes-refused', readonly mount: string }

/** An entry as `consola` takes it: its reporters get `sapcc` beside `args`, and those that write text leave it out. */
export interface LogEntry {
  message: string
  args: unknown[]
  sapcc: LogFields
}

/** @param args what follows the message, such as an error. */
export function logEntry(message: string, sapcc: LogFields, ...args: unknown[]): LogEntry {
  return { message, args, sapcc }
}
