const TEXTS = {
  en: { title: 'Sign in', user: 'Email address', password: 'Password', submit: 'Sign in', bad_credentials: 'Your username or password was incorrect.', expired: 'This sign-in has expired. Please start again from the shop.' },
  de: { title: 'Anmelden', user: 'E-Mail-Adresse', password: 'Passwort', submit: 'Anmelden', bad_credentials: 'Benutzername oder Passwort ist falsch.', expired: 'Diese Anmeldung ist abgelaufen. Bitte beginnen Sie im Shop erneut.' },
  ja: { title: 'サインイン', user: 'メールアドレス', password: 'パスワード', submit: 'サインイン', bad_credentials: 'ユーザー名またはパスワードが正しくありません。', expired: 'サインインの有効期限が切れました。ショップからやり直してください。' },
} as const

type Language = keyof typeof TEXTS

const STYLE = `
:root{color-scheme:light dark;--ink:#1d2733;--paper:#eef1f5;--card:#fff;--line:#c7d0da;--accent:#0a6ed1;--bad:#b00020}
@media(prefers-color-scheme:dark){:root{--ink:#e6ebf0;--paper:#12171d;--card:#1c242d;--line:#3a4653;--accent:#4da3f0;--bad:#ff8a8a}}
*{box-sizing:border-box}body{margin:0;min-height:100vh;display:grid;place-items:center;padding:1.5rem;font:16px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper)}
main{width:100%;max-width:23rem;padding:2rem;background:var(--card);border:1px solid var(--line);border-radius:12px}
h1{margin:0 0 1.25rem;font-size:1.35rem}small{display:block;margin-bottom:.25rem;opacity:.7}label{display:block;margin-bottom:1rem}
input{width:100%;margin-top:.25rem;padding:.65rem .75rem;font:inherit;color:inherit;background:transparent;border:1px solid var(--line);border-radius:8px}
input:focus-visible,button:focus-visible{outline:3px solid var(--accent);outline-offset:1px}
button{width:100%;padding:.7rem;font:inherit;font-weight:600;color:#fff;background:#0a6ed1;border:0;border-radius:8px;cursor:pointer}
[role=alert]{margin:0 0 1rem;color:var(--bad)}`

/** The first of the requested languages (`ui_locales`, separated by spaces) that the page is available in. */
export function pageLanguage(uiLocales: string | undefined): Language {
  for (const locale of uiLocales?.split(' ') ?? []) {
    const language = locale.toLowerCase().split('-')[0]
    if (language === 'en' || language === 'de' || language === 'ja') return language
  }
  return 'en'
}

/** The hosted login page: a plain HTML form, as SAP's is. */
export function loginPage({ action, csrfToken, interaction, error, language }: {
  action: string
  csrfToken: string
  /** Id of the authorization request to continue; it distinguishes two tabs of one browser. */
  interaction?: string
  error?: string
  language: Language
}): string {
  const text = TEXTS[language]
  const message = error === 'bad_credentials' || error === 'expired' ? text[error] : undefined
  return `<!DOCTYPE html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${text.title}</title>
<link rel="icon" href="data:,">
<style>${STYLE}</style>
</head>
<body>
<main>
<small>SAP Commerce stand-in</small>
<h1>${text.title}</h1>
${message ? `<p role="alert">${message}</p>\n` : ''}<form method="post" action="${escapeHtml(action)}">
<label>${text.user}<input name="username" type="text" autocomplete="username" required autofocus></label>
<label>${text.password}<input name="password" type="password" autocomplete="current-password" required></label>
<input type="hidden" name="_csrf" value="${escapeHtml(csrfToken)}">
${interaction ? `<input type="hidden" name="interaction" value="${escapeHtml(interaction)}">\n` : ''}<button type="submit">${text.submit}</button>
</form>
</main>
</body>
</html>
`
}

function escapeHtml(value: string): string {
  return value.replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`)
}
