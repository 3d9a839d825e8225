/**
 * The script of the tab's page: what the browser's tabs tell (`BroadcastChannel`) and what the server has recorded, in
 * one timeline. All texts are set as text, never as HTML.
 */
export const SCRIPT = `
const $ = id => document.getElementById(id)
const base = location.pathname.endsWith('/') ? location.pathname.slice(0, -1) : location.pathname
const MAX = 400
const entries = new Map()
let since = 0
let cleared = 0
let server = { session: undefined, settings: [], problems: [], advice: [], isStandIn: false }
let browser = undefined

const channel = new BroadcastChannel('sapcc:devtools')
channel.onmessage = ({ data }) => {
  if (data.type !== 'news') return
  for (const entry of data.entries) keep('browser ' + entry.id, Object.assign({ lane: 'browser' }, entry))
  browser = data.session
  show()
}
channel.postMessage({ type: 'hello' })

function keep(key, entry) {
  if (entry.at <= cleared) return
  entries.set(key, entry)
  if (entries.size > MAX) entries.delete(entries.keys().next().value)
}

async function poll() {
  try {
    const response = await fetch(base + '/state?since=' + since)
    if (!response.ok) throw new Error(String(response.status))
    server = await response.json()
    for (const entry of server.entries) {
      if (entry.number < since) since = 0
      since = Math.max(since, entry.number)
      keep('server ' + entry.at + ' ' + entry.number, Object.assign({ lane: 'server' }, entry))
    }
    $('lost').hidden = true
  }
  catch {
    $('lost').hidden = false
  }
  show()
  setTimeout(poll, document.hidden ? 5000 : 1000)
}

function make(tag, text, name) {
  const element = document.createElement(tag)
  if (text !== undefined) element.textContent = text
  if (name) element.className = name
  return element
}

function pairs(list, rows) {
  list.replaceChildren(...rows.flatMap(([name, value]) => [make('dt', name), make('dd', value)]))
}

function outcome({ status, kind, cause }) {
  if (kind === 'trouble') return 'bad'
  if (status === undefined) return kind === 'call' || kind === 'refresh' ? cause ? 'bad' : 'open' : ''
  if (status >= 200 && status < 400) return 'ok'
  return status === 401 ? 'refused' : 'bad'
}

function lineOf(entry) {
  const line = make('li', undefined, entry.kind)
  const result = outcome(entry)
  if (result === 'refused' || result === 'bad') line.classList.add(result)
  line.append(make('time', new Date(entry.at).toLocaleTimeString('en-GB')), make('span', entry.lane, 'lane'))
  const what = make('span', entry.text, 'what')
  if (entry.kind === 'refresh') what.append(make('span', 'refresh', 'tag'))
  else if (entry.isRetry) what.append(make('span', 'retry', 'tag'))
  const cause = [entry.cause, entry.within].filter(Boolean).join(' · ')
  if (cause) what.append(make('span', cause, 'cause'))
  line.append(what)
  line.append(make('span', entry.duration === undefined ? '' : Math.round(entry.duration) + ' ms', 'took'))
  line.append(result ? make('span', entry.status === undefined ? result === 'open' ? '…' : '—' : String(entry.status), 'status ' + result) : make('span'))
  return line
}

let drawn = ''
function showTimeline() {
  const onlySession = $('only-session').checked
  const lines = [...entries.values()]
    .filter(({ lane, kind, status }) => $('show-' + lane).checked && (!onlySession || kind !== 'call' || status === 401))
    .sort((a, b) => b.at - a.at)
    .slice(0, 200)
  const drawing = JSON.stringify(lines)
  if (drawing === drawn) return
  drawn = drawing
  $('timeline').replaceChildren(...lines.map(lineOf))
  $('empty').hidden = lines.length > 0
}

function span(ms) {
  const seconds = Math.max(0, Math.round(ms / 1000))
  if (seconds < 120) return seconds + ' s'
  if (seconds < 7200) return Math.round(seconds / 60) + ' min'
  if (seconds < 172800) return Math.round(seconds / 3600) + ' h'
  return Math.round(seconds / 86400) + ' days'
}

function showSession() {
  const now = Date.now()
  const session = server.session
  const left = session ? session.tokenExpiresAt - now : 0
  const who = session === undefined ? 'Not known' : session ? 'A customer is signed in' : 'Nobody is signed in'
  $('who').textContent = who
  $('standing').textContent = session ? left > 0 ? 'Signed in, token valid for ' + span(left) : 'Signed in, token expired: the next call renews it' : who
  $('life').hidden = !session
  if (session) {
    const share = Math.max(0, Math.min(1, left / (session.tokenLifetime || left || 1)))
    $('bar').style.width = share * 100 + '%'
    $('bar').className = left <= 0 ? 'over' : share < 0.25 ? 'low' : ''
    $('left').textContent = left > 0 ? 'Access token: ' + span(left) + ' of ' + span(session.tokenLifetime || left) + ' left' : 'Access token: expired ' + span(-left) + ' ago'
  }
  const rows = session ? [
    ['Refreshes', String(session.generation)],
    ['Signed in', session.signedInAt ? span(now - session.signedInAt) + ' ago' : 'not known'],
    ['Ends unused', session.idleUntil ? 'in ' + span(session.idleUntil - now) : 'not known'],
    ['Ends at last', session.endsAt ? 'in ' + span(session.endsAt - now) : 'not known'],
    ['Refresh token', session.hasRefreshToken ? 'yes' : 'none: the session ends with the access token'],
    ['Scope', session.scope],
  ] : []
  if (browser) rows.push(['The page says', browser.status + (browser.sessionKey ? ', key ' + browser.sessionKey : '')])
  pairs($('facts'), rows)
}

let configured = ''
function showConfiguration() {
  const advice = [...server.advice]
  if (browser && browser.ssrRefreshEnabled === false) advice.push('Rendering does not refresh: a page that is asked for with an expired token is completed by the browser. NUXT_PUBLIC_SAPCC_SSR_REFRESH_ENABLED=true, or ssrRefresh in the meta of a page, changes that.')
  const drawing = JSON.stringify([server.settings, server.problems, advice, server.isStandIn])
  if (drawing === configured) return
  configured = drawing
  $('problems').replaceChildren(...server.problems.map(({ variable, problem }) => make('li', variable + ' ' + problem)))
  $('advice').replaceChildren(...advice.map(text => make('li', text)))
  pairs($('settings'), server.settings.filter(({ isSet }) => isSet).map(({ variable, value }) => [variable, value]))
  pairs($('defaults'), server.settings.filter(({ isSet }) => !isSet).map(({ variable, value }) => [variable, value || 'not set']))
  $('stand-in').hidden = !server.isStandIn
}

function show() {
  showTimeline()
  showSession()
  showConfiguration()
}

for (const id of ['show-browser', 'show-server', 'only-session']) $(id).addEventListener('change', showTimeline)
$('clear').addEventListener('click', () => {
  cleared = Date.now()
  entries.clear()
  channel.postMessage({ type: 'clear' })
  showTimeline()
})
$('stand-in').addEventListener('click', async ({ target }) => {
  const action = target instanceof HTMLElement && target.dataset.action
  if (!action) return
  const response = await fetch(base + '/stand-in', { method: 'POST', headers: { 'content-type': 'application/json', 'x-sapcc': '1' }, body: JSON.stringify({ action }) }).catch(() => undefined)
  $('done').textContent = response && response.ok ? target.textContent + ': done' : 'The stand-in did not answer.'
})
setInterval(showSession, 1000)
poll()
`
