const MESSAGES: Record<string, string> = {
  BadCredentialsError: 'E-mail or password is wrong.',
  TooManySignInsError: 'Too many attempts. Please try again later.',
  FurtherStepRequiredError: 'Please sign in on the page of SAP Commerce.',
  SessionChangedError: 'You have signed in or out in the meantime. Please try again.',
  DuplicateUidError: 'There is an account with this e-mail address already.',
  InsufficientStockError: 'A product of your cart is not in stock any more.',
  TokenInvalidatedError: 'This link was used already, or is too old.',
  VoucherOperationError: 'This voucher cannot be used.',
}

/** What a visitor is told about an error. */
export function messageOf(error: unknown): string {
  if (!(error instanceof SapccError)) return 'Something went wrong.'
  // SAP names the fields of a form that it does not accept, in the visitor's language.
  if (error.data.type === 'ValidationError') return error.message
  // A 401 that is about the session or its token. Any other says that the visitor may not do this.
  return MESSAGES[error.data.type] ?? (error.status === 401 && /Session|Token|RefreshRefused/.test(error.data.type) ? 'Please try again in a moment. If that does not help, sign in again.' : 'This is not possible right now. Please try again later.')
}

/** Whether SAP may have done what a call asked for, although no usable answer came. With 503 it was not begun. */
export function isUnanswered(error: unknown): boolean {
  return !(error instanceof SapccError) || error.data.type === 'NetworkError' || (error.status >= 500 && error.status !== 503)
}
