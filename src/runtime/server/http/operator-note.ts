/**
 * What of an error only the operator may read, as its `cause`: settings, texts
 * of other servers, advice for the shop's own code. The error's message goes to
 * visitors, so it names no setting, no host and no path; `failure-log.ts` writes
 * the note into the server's log. Free of secrets.
 */
export class OperatorNote extends Error {
  override readonly name = 'OperatorNote'
}
