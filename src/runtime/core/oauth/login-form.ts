/** The login form of the authorization server's page. */
export interface LoginForm {
  /** Where it is sent, absolute; the page's own address without one. */
  action: URL
  /** Its hidden fields, the CSRF token among them. */
  hidden: Record<string, string>
}

/**
 * Finds the form with a password field in a login page.
 *
 * @param html of SAP's page, or of a customer's own one.
 * @param page the page's address, to resolve the form's.
 */
export function findLoginForm(html: string, page: URL): LoginForm | undefined {
  for (const [, opening = '', content = ''] of html.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/gi)) {
    const inputs = [...content.matchAll(/<input\b([^>]*)>/gi)].map(([, attributes = '']) => attributes)
    if (!inputs.some(input => attribute(input, 'type')?.toLowerCase() === 'password')) continue
    const hidden = inputs.filter(input => attribute(input, 'type')?.toLowerCase() === 'hidden').flatMap((input) => {
      const name = attribute(input, 'name')
      return name ? [[name, attribute(input, 'value') ?? '']] : []
    })
    return { action: new URL(attribute(opening, 'action') || page.href, page), hidden: Object.fromEntries(hidden) as Record<string, string> }
  }
  return undefined
}

function attribute(tag: string, name: string): string | undefined {
  const match = new RegExp(`(?:^|\\s)${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s"'>]+))`, 'i').exec(tag)
  const value = match?.[1] ?? match?.[2] ?? match?.[3]
  return value === undefined ? undefined : decodeEntities(value)
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: '\'', nbsp: '\u00A0' }

function decodeEntities(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,6}));/gi, (whole, decimal?: string, hex?: string, name?: string) => {
    const code = decimal ? Number(decimal) : hex ? Number.parseInt(hex, 16) : undefined
    if (code !== undefined) return code <= 0x10FFFF ? String.fromCodePoint(code) : whole
    return ENTITIES[name?.toLowerCase() ?? ''] ?? whole
  })
}
