/**
 * The part of an error that only the operator may read, used as its `cause`:
 * settings, texts of other servers, advice for the shop's own code. Visitors see
 * the error's message, which therefore names no setting, host or path;
 * `failure-log.ts` writes the note to the server's log. Contains no secrets.
 */
export class OperatorNote extends Error {
  override readonly name = 'OperatorNote'
  /** The authorization server's error code, if it sent one. */
  readonly code: string | undefined
  /** The log has the note already, so that the call which failed is only logged with the code. */
  isLogged = false

  constructor(message: string, code?: string) {
    super(message)
    this.code = code
  }
}

/** What an outage was, for the line of a call that it made fail: `TimeoutError`, for example. Asks nothing of the operator, and contains no secrets. */
export class OutageCause extends Error {
  override readonly name = 'OutageCause'
}

/** The note behind an error, if there is one. */
export function operatorNoteOf(error: unknown): OperatorNote | undefined {
  return error instanceof Error && error.cause instanceof OperatorNote ? error.cause : undefined
}
