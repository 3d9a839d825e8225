/** What SAP would send a customer by mail: a one-time code, or the token of the link to a new password. */
export interface SentMail { to: string, code?: string, restoreToken?: string }

/** A mail as the command prints it. Which page the link leads to is the shop's choice: this is the one of the guide docs/shop.md. */
export function mailText({ to, code, restoreToken }: SentMail): string {
  return restoreToken === undefined
    ? `Mail to ${to}: the one-time code is ${code}`
    : `Mail to ${to}: the link to a new password is /reset-password?token=${restoreToken}`
}
