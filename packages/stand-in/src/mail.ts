/** What SAP would send a customer by mail: a one-time code, or the token of the link to a new password. */
export interface SentMail { to: string, code?: string, restoreToken?: string }

/**
 * A mail as the command prints it.
 *
 * @param passwordPath the page that the link to a new password leads to. It is a part of SAP's mail template.
 */
export function mailText({ to, code, restoreToken }: SentMail, passwordPath: string): string {
  return restoreToken === undefined
    ? `Mail to ${to}: the one-time code is ${code}`
    : `Mail to ${to}: the link to a new password is ${passwordPath}?token=${restoreToken}`
}
