/**
 * The part of an error that only the operator may read, used as its `cause`:
 * settings, texts of other servers, advice for the shop's own code. Visitors see
 * the error's message, which therefore names no setting, host or path;
 * `failure-log.ts` writes the note to the server's log. Contains no secrets.
 */
export class OperatorNote extends Error {
  override readonly name = 'OperatorNote'
}
